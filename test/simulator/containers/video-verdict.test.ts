import { describe, expect, test } from '@jest/globals';
import { fetchFailure, specificationFailure, videoRefusal } from '../../../simulator/containers/video-verdict.ts';

const MEGABYTE = 1_000_000;

describe('a video behind an address', () => {
  test.each([
    ['timedOut', -2, 2207003],
    ['unreachable', 9004, 2207052],
  ] as const)('that is %s is refused at once', (kind, code, subcode) => {
    expect(videoRefusal('https://host/clip.mp4', { kind })).toMatchObject({ code, subcode });
  });

  test.each([
    ['denied', 2207076],
    ['unsuitableHost', 2207077],
    ['page', 2207077],
    ['notVideo', 2207026],
  ] as const)('that is %s fails later', (kind, subcode) => {
    expect(videoRefusal('https://host/clip.mp4', { kind })).toBeNull();
    expect(fetchFailure({ kind })).toBe(subcode);
  });

  test('that is one goes through', () => {
    const fetched = { kind: 'video', bytes: 1_000 } as const;
    expect([videoRefusal('https://host/clip.mp4', fetched), fetchFailure(fetched)]).toEqual([null, null]);
  });
});

describe('a video', () => {
  test.each([
    ['reel', 300 * MEGABYTE, null, null],
    ['reel', 300 * MEGABYTE + 1, null, 2207082],
    ['video', 300 * MEGABYTE + 1, null, 2207082],
    ['story-video', 100 * MEGABYTE, null, null],
    ['story-video', 100 * MEGABYTE + 1, null, 2207082],
    ['reel', null, 2_999, 2207077],
    ['reel', null, 3_000, null],
    ['reel', null, 900_000, null],
    ['reel', null, 900_001, 2207082],
    ['story-video', null, 60_000, null],
    ['story-video', null, 60_001, 2207082],
    ['image', null, 1, null],
    ['carousel', null, 1, null],
  ] as const)('as %s of %p bytes and %p ms fails with %p', (kind, bytes, durationMs, expected) => {
    expect(specificationFailure(kind, { bytes, durationMs })).toBe(expected);
  });
});
