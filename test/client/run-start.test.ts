import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { runStart } from '../../client/run-start.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const timing = { leadMs: 900_000, armEarliestMs: 30_000, armLatestMs: 5000 };
const settings = { taskQueue: 'carillon', source: 'shop', timing };
const request = {
  accountId: 'brand',
  id: 'order-8841',
  kind: 'image',
  caption: 'Hello',
  media: [{ kind: 'image', url: 'https://user:secret@shop.example/a.jpg?sig=secret' }],
  scheduledAt: '2026-12-01T10:00:00+01:00',
};
const startOf = (change: object = {}) => runStart(parsePostRequest({ ...request, ...change }, NOW), settings, NOW);

test('the run is named after the post, waits on the server, and carries all that it needs', () => {
  const start = startOf();
  expect(start).toMatchObject({
    workflowId: 'post.brand.order-8841',
    taskQueue: 'carillon',
    startDelay: 3_600_000 - timing.leadMs,
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    args: [{ schemaVersion: 1, post: { id: 'order-8841', media: request.media }, dueAt: NOW + 3_600_000, timing }],
    memo: { caption: 'Hello', fingerprint: { '/caption': expect.any(String) } },
    staticSummary: 'image for brand due 2026-12-01 09:00:00 UTC',
  });
  expect(start.typedSearchAttributes.map(({ key, value }) => [key.name, value])).toEqual([
    ['IgAccount', 'brand'],
    ['IgPostState', 'scheduled'],
    ['IgMediaKind', 'image'],
    ['IgSource', 'shop'],
    ['IgDueAt', new Date('2026-12-01T09:00:00Z')],
  ]);
});

test.each([
  ['2026-12-01T08:15:00.001Z', 1],
  ['2026-12-01T08:15:00Z', undefined],
  ['2026-12-01T08:00:01Z', undefined],
])('a post due at %s waits %s ms', (scheduledAt, startDelay) => {
  expect(Object.hasOwn(startOf({ scheduledAt }), 'startDelay')).toBe(startDelay !== undefined);
  expect(startOf({ scheduledAt }).startDelay).toBe(startDelay);
});

describe('how long before its due time a post is staged', () => {
  const video = { kind: 'video', url: 'https://shop.example/a.mp4' };
  const unset = { ...settings, timing: { ...timing, leadMs: undefined } };
  test.each<[string, object, number]>([
    ['a picture', {}, 900_000],
    ['pictures', { kind: 'carousel', media: [...request.media, ...request.media] }, 900_000],
    ['a video among pictures', { kind: 'carousel', media: [...request.media, video] }, 3_600_000],
    ['a reel', { kind: 'reel', media: [video] }, 3_600_000],
  ])('depends on its media, %s, unless it is set', (_, change, leadMs) => {
    const scheduledAt = '2026-12-02T10:00:00+01:00';
    const parsed = parsePostRequest({ ...request, ...change, scheduledAt }, NOW);
    expect(runStart(parsed, unset, NOW)).toMatchObject({
      args: [{ timing: { ...timing, leadMs } }],
      startDelay: Date.parse(scheduledAt) - NOW - leadMs,
    });
    expect(runStart(parsed, settings, NOW)).toMatchObject({ args: [{ timing }] });
  });
});

describe('what people read in the Temporal UI', () => {
  test('is the caption and where the picture lies, both as code, and no secret of a signed URL', () => {
    const { staticDetails, staticSummary, memo } = startOf({ caption: 'One ![x](https://evil.example)\n# Two' });
    expect(staticDetails).toBe('    One ![x](https://evil.example)\n    # Two\n\n    https://shop.example/a.jpg');
    expect(JSON.stringify({ staticDetails, staticSummary, memo })).not.toContain('secret');
  });

  test('is where each medium lies, without a caption in a story', () => {
    const media = [{ kind: 'video', file: '/media/clip.mp4' }];
    const { caption: _, ...story } = { ...request, kind: 'story', media };
    expect(runStart(parsePostRequest(story, NOW), settings, NOW)).toMatchObject({
      memo: { caption: '' },
      staticDetails: '    /media/clip.mp4',
      staticSummary: 'story for brand due 2026-12-01 09:00:00 UTC',
    });
  });

  test('stays short for the largest carousel', () => {
    const tags = Array.from({ length: 20 }, (_, index) => ({ username: `person${index}`, x: 0.5, y: 0.5 }));
    const medium = { kind: 'image', url: `https://shop.example/${'a'.repeat(3000)}.jpg`, altText: 'A', userTags: tags };
    const { staticDetails, memo } = startOf({ kind: 'carousel', media: Array(10).fill(medium) });
    expect(Buffer.byteLength(staticDetails)).toBeLessThan(20_000);
    expect(Buffer.byteLength(JSON.stringify(memo))).toBeLessThan(3000);
  });

  test('stays short for any post, and cuts no character in two', () => {
    const caption = fc.string({ unit: 'grapheme', maxLength: 900 }).filter((text) => !/[#@]/.test(text));
    fc.assert(
      fc.property(caption, fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,62}$/), (text, accountId) => {
        const { staticDetails, staticSummary, memo } = startOf({ caption: text, accountId });
        // The server takes 400 and 20,000 bytes, and warns at a memo of 2,000.
        expect(staticSummary).toMatch(/^[\x20-\x7e]{1,199}$/);
        expect(Buffer.byteLength(staticDetails)).toBeLessThan(20_000);
        expect(Buffer.byteLength(JSON.stringify(memo))).toBeLessThan(2000);
        expect(memo.caption.isWellFormed() || !text.isWellFormed()).toBe(true);
      }),
    );
  });
});
