import { beforeEach, describe, expect, test } from '@jest/globals';
import { Posts } from '../../client/posts.ts';
import { patienceWith } from '../../client/wait.ts';
import type { PostView } from '../../contracts/post-view.ts';
import { IG_POST_STATE } from '../../contracts/search-attributes.ts';
import { mediaId } from '../contracts/samples.ts';
import { RecordedRuns } from './recorded-runs.ts';
import { viewOf } from './view-of.ts';

const run = {
  taskQueue: 'carillon',
  source: 'shop',
  timing: { leadMs: undefined, armEarliestMs: 30_000, armLatestMs: 5000 },
};
const ID = 'post.brand.order-8841';
const key = { accountId: 'brand', id: 'order-8841' };
const request = {
  ...key,
  kind: 'image' as const,
  caption: 'Hello',
  media: [{ kind: 'image' as const, url: 'https://shop.example/a.jpg' }],
  scheduledAt: new Date(Date.now() + 86_400_000).toISOString(),
};

let runs: RecordedRuns;
let posts: Posts;
beforeEach(() => {
  runs = new RecordedRuns();
  posts = new Posts(runs, { run, loginOf: () => undefined });
});

describe('wait', () => {
  test('resolves with the post when it has ended', async () => {
    await posts.schedule(request);
    const waiting = posts.wait(key);
    setTimeout(() => runs.move(ID, 'FAILED', viewOf(ID, 'missed')), 5);
    expect((await waiting).status).toBe('missed');
  });

  test('tells each change once, the first state and the last included', async () => {
    await posts.schedule(request);
    const seen: string[] = [];
    const waiting = posts.wait(key, { onChange: ({ status }) => seen.push(status) });
    setTimeout(() => runs.move(ID, 'COMPLETED', viewOf(ID, 'published')), 5);
    await waiting;
    expect(seen).toEqual(['scheduled', 'published']);
  });

  test('gives up after its time, and says that the post goes on', async () => {
    await posts.schedule(request);
    await expect(posts.wait(key, { timeoutMs: 5 })).rejects.toMatchObject({
      code: 'wait-timed-out',
      details: { timeoutMs: 5 },
    });
  });

  test('ends with the reason of the signal, one that was aborted before included', async () => {
    await posts.schedule(request);
    const reason = new Error('the user left');
    await expect(posts.wait(key, { signal: AbortSignal.abort(reason) })).rejects.toBe(reason);
    const leaving = new AbortController();
    const waiting = posts.wait(key, {
      signal: leaving.signal,
      timeoutMs: 60_000,
      onChange: () => leaving.abort(reason),
    });
    await expect(waiting).rejects.toBe(reason);
  });

  test('ends with the error of its listener', async () => {
    await posts.schedule(request);
    const onChange = () => {
      throw new Error('broken listener');
    };
    await expect(posts.wait(key, { onChange })).rejects.toThrow('broken listener');
  });

  test('a post that is not there is not found, and a wrong option is refused', async () => {
    await expect(posts.wait(key)).rejects.toMatchObject({ code: 'not-found' });
    for (const options of [{ timeoutMs: 0 }, { timeoutMs: 2 ** 31 }, { timeout: 5 }])
      await expect(posts.wait(key, options)).rejects.toMatchObject({ code: 'invalid-request' });
  });

  test.each(['blocked', 'unconfirmed'] as const)('resolves when a person must act: %s', async (status) => {
    await posts.schedule(request);
    runs.move(ID, 'RUNNING');
    runs.record(ID, [{ key: IG_POST_STATE, value: status }]);
    runs.answer = viewOf(ID, status);
    expect((await posts.wait(key)).status).toBe(status);
    const seen: string[] = [];
    await posts.wait(key, { onChange: (post) => seen.push(post.status) });
    expect(seen).toEqual([status]);
  });

  test('resolves when a post is published, while its run looks for the media', async () => {
    await posts.schedule(request);
    runs.move(ID, 'RUNNING');
    runs.record(ID, [{ key: IG_POST_STATE, value: 'published' }]);
    runs.answer = viewOf(ID, 'published');
    expect((await posts.wait(key)).status).toBe('published');
  });
});

test.each<[string, Partial<PostView>, number | undefined]>([
  ['is scheduled', { status: 'scheduled' }, undefined],
  ['is held', { status: 'publishing' }, undefined],
  ['is blocked', { status: 'blocked' }, 0],
  ['is unconfirmed', { status: 'unconfirmed' }, 0],
  ['is published, and its permalink is about to come', { status: 'published', mediaId: mediaId('1') }, 5000],
  ['is published, and its media is looked for', { status: 'published', mediaId: null }, 0],
  ['has failed, and its run is about to end', { status: 'failed' }, 5000],
])('a post that %s is waited for so long: %#', (_, change, ms) => {
  expect(patienceWith({ ...viewOf(ID, 'scheduled'), ...change })).toBe(ms);
});
