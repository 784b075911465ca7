import { describe, expect, test } from '@jest/globals';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { existingPost, postToCome } from '../../client/post-to-come.ts';
import { runStart } from '../../client/run-start.ts';
import type { PostKind, PostStatus } from '../../contracts/post.ts';
import { IG_POST_STATE, IG_PUBLISHED_AT } from '../../contracts/search-attributes.ts';
import { slotsOf } from '../../workflows/staged.ts';
import { RecordedRuns } from './recorded-runs.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const DUE_AT = NOW + 5 * 3_600_000;
const MINUTE = 60_000;
const ID = 'post.brand.order-8841';
const setting = { leadMs: undefined, now: NOW };
const image = { kind: 'image', url: 'https://shop.example/a.jpg' };
const video = { kind: 'video', url: 'https://shop.example/a.mp4' };

const parsed = (content: object) =>
  parsePostRequest(
    { accountId: 'brand', id: 'order-8841', scheduledAt: new Date(DUE_AT).toISOString(), ...content },
    NOW,
  );

/** The run of a post, as the server keeps it. */
async function queued(content: object) {
  const runs = new RecordedRuns();
  const timing = { leadMs: undefined, armEarliestMs: 30_000, armLatestMs: 5_000 };
  await runs.start(runStart(parsed(content), { taskQueue: 'carillon', source: 'shop', timing }, NOW));
  return {
    runs,
    read: async () => {
      const run = await runs.describe(ID);
      if (run === undefined) throw new Error('The run is not there.');
      return existingPost(run, setting);
    },
  };
}

const CONTENTS: readonly [PostKind, readonly object[], number, number][] = [
  ['image', [image], 15, 1],
  ['reel', [video], 60, 1],
  ['story', [video], 60, 1],
  ['carousel', [image, image], 15, 3],
  ['carousel', [image, video, image], 60, 4],
  ['carousel', Array(10).fill(image), 15, 11],
];

describe('what a post needs', () => {
  test.each(CONTENTS)('is as many containers as it is staged with: %s of %j', (kind, media) => {
    const { post } = parsed({ kind, media });
    const mediaKinds = post.media.map((medium) => medium.kind);
    const { containers } = postToCome({ kind, mediaKinds, dueAt: DUE_AT }, setting);
    expect(containers).toBe(slotsOf(post).length);
  });

  test.each(CONTENTS)('is read from the record of its run: %s of %j', async (kind, media, leadMinutes, containers) => {
    const { read } = await queued({ kind, media });
    expect(await read()).toEqual({
      ...{ workflowId: ID, dueAt: DUE_AT, publishedAt: null },
      toCome: { dueAt: DUE_AT, stageAt: DUE_AT - leadMinutes * MINUTE, containers },
    });
  });
});

describe('a post that exists', () => {
  const carousel = { kind: 'carousel', media: [image, image] };

  test.each<[PostStatus, object | null]>([
    ['scheduled', { containers: 3 }],
    ['preparing', { containers: 3, workflowId: ID }],
    ['ready', { containers: 0, workflowId: ID }],
    ['publishing', null],
    ['blocked', null],
    ['unconfirmed', null],
    ['canceled', null],
    ['missed', null],
  ])('which is %s still needs %j', async (status, needs) => {
    const { runs, read } = await queued(carousel);
    runs.record(ID, [{ key: IG_POST_STATE, value: status }]);
    const toCome = needs === null ? null : { dueAt: DUE_AT, stageAt: DUE_AT - 15 * MINUTE, ...needs };
    expect(await read()).toMatchObject({ dueAt: DUE_AT, toCome });
  });

  test('may have asked for its containers once its staging should have begun', async () => {
    const { read } = await queued({ ...carousel, scheduledAt: new Date(NOW + 15 * MINUTE).toISOString() });
    expect(await read()).toMatchObject({ toCome: { stageAt: NOW, containers: 3, workflowId: ID } });
  });

  test('and was stopped from outside needs nothing any more', async () => {
    const { runs, read } = await queued(carousel);
    runs.move(ID, 'TERMINATED');
    expect(await read()).toMatchObject({ toCome: null, publishedAt: null });
  });

  test('and is published says when', async () => {
    const { runs, read } = await queued(carousel);
    runs.record(ID, [
      { key: IG_POST_STATE, value: 'published' },
      { key: IG_PUBLISHED_AT, value: new Date(DUE_AT) },
    ]);
    expect(await read()).toMatchObject({ toCome: null, publishedAt: new Date(DUE_AT).toISOString() });
  });

  test('and was started without our client needs what its kind needs at least', async () => {
    const { runs } = await queued(carousel);
    const run = await runs.describe(ID);
    if (run === undefined) throw new Error('The run is not there.');
    expect(existingPost({ ...run, memo: {} }, setting)).toMatchObject({ toCome: { containers: 3 } });
  });

  test('is no run of anything else', async () => {
    const { runs } = await queued(carousel);
    const run = await runs.describe(ID);
    if (run === undefined) throw new Error('The run is not there.');
    expect(existingPost({ ...run, workflowId: 'account.brand' }, setting)).toBeUndefined();
  });
});
