import { describe, expect, test } from '@jest/globals';
import { cutsTable, stagingTable, uploadsTable } from '../../bench/tables.ts';

const rate = (megabytesPerSecond: number) => ({ megabytesPerSecond, ofEachRound: [megabytesPerSecond] });
const UPLOADS = {
  ...{ megabytes: 300, rounds: 1, aimShare: 0.9, aimGrowth: 48 },
  ours: rate(800),
  curl: { version: 'curl 8', transfer: rate(850), command: rate(500) },
  share: 0.94,
  growth: { first: 12, fromUrl: 20, later: [1, 2] },
};

describe('an aim stands beside its figure', () => {
  test.each([
    [{}, /share +0\.94 +at least 0\.9: met/],
    [{ share: 0.9 }, /share +0\.9 +at least 0\.9: met/],
    [{ share: 0.89 }, /share +0\.89 +at least 0\.9: missed/],
    [{}, /grew by +12 +under 48: met/],
    [{ growth: { first: 48, fromUrl: 20, later: [] } }, /grew by +48 +under 48: missed/],
    [{}, /from a URL +20 +under 48: met/],
    [{ growth: { first: 12, fromUrl: 48, later: [] } }, /from a URL +48 +under 48: missed/],
  ])('of uploads: %j', (more, line) => {
    expect(uploadsTable({ ...UPLOADS, ...more })).toMatch(line);
  });

  test.each([
    [[0, 0], /2 +6 +0 +0: met/],
    [[0, 7], /2 +6 +7 +0: missed/],
  ])('of cuts: %j', (sentAgain, line) => {
    const ofEachUpload = sentAgain.map((bytes) => ({ cutAt: [1, 2, 3], sentAgain: bytes }));
    expect(cutsTable({ megabytes: 24, uploads: 2, cuts: 3, aimSentAgain: 0, ofEachUpload })).toMatch(line);
  });

  test.each([
    [49.9, /beside the reels .* under 50: met/],
    [50, /beside the reels .* under 50: missed/],
  ])('of posts beside reels: %d', (p99, line) => {
    const figures = { p50: 1, p99: 4, max: 4, p99OfEachRound: [4], published: 100, queued: 100 };
    const plan = {
      ...{ posts: 100, reels: 100, reelMegabytes: 5, processingMs: 1, rounds: 1, aheadMs: 1, reelsBeforeMs: 1 },
      ...{ reelsAfterMs: 1, armSeconds: { earliest: 2, latest: 1 }, aimP99Ms: 50 },
    };
    const reelsThen = [{ uploaded: 90, uploading: 4, waiting: 6 }];
    const text = stagingTable({ ...plan, alone: figures, beside: { ...figures, p99 }, reelsThen });
    expect(text).toMatch(line);
    expect(text).toContain('90 / 4 / 6');
  });
});

test('what could not be measured is said to be missing, not met', () => {
  const text = uploadsTable({ ...UPLOADS, curl: null, share: null, growth: null });
  expect(text).toContain('not measured: there is no curl');
  expect(text).toContain('not measured: there is no /proc');
  expect(text).not.toMatch(/met$|missed$/m);
});
