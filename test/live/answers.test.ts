import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import type { PostView } from '../../client/index.ts';
import { LiveStack } from '../support/live-stack.ts';

let stack: LiveStack;

beforeAll(async () => {
  stack = await LiveStack.start();
  await stack.startWorker();
});
afterAll(() => stack.stop());

async function publishedUnder(fault: object, dueInMs = 1_500): Promise<PostView> {
  await stack.control('POST', 'faults', { on: 'publish', ...fault });
  const { post } = await stack.carillon.posts.schedule(stack.image(dueInMs));
  return await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
}

const REFUSED_THOUGH_LIVE = {
  kind: 'error',
  httpStatus: 403,
  code: 4,
  subcode: 2207051,
  message: 'Application request limit reached',
};

describe('an answer that proves nothing', () => {
  // The same answer with and without the post being live: nobody can tell them apart, so neither may be sent again.
  test.each([
    ['403 with code 4 and subcode 2207051', REFUSED_THOUGH_LIVE],
    ['500 with code 2', { kind: 'error', httpStatus: 500, code: 2, message: 'Service temporarily unavailable' }],
    ['a reset connection', { kind: 'reset' }],
    ['an HTML page with 502', { kind: 'html', httpStatus: 502 }],
    ['a truncated body', { kind: 'truncated' }],
    ['an empty body', { kind: 'empty' }],
  ])('%s leaves the post unconfirmed, and sent once, live or not', async (_, answer) => {
    for (const commit of [true, false]) {
      const end = await publishedUnder({ commit, answer });
      expect(end).toMatchObject({ status: 'unconfirmed', mediaId: null, attempts: [{ outcome: 'unconfirmed' }] });
      expect(end.error?.retryable).toBe(false);
      expect(await stack.publishesOf(end)).toMatchObject([{ committed: commit }]);
    }
  });
});

describe('an answer that says "not published"', () => {
  test('because the container is not ready is believed when the container agrees, and the same one is sent again', async () => {
    const notReady = {
      kind: 'error',
      httpStatus: 400,
      code: 9007,
      subcode: 2207027,
      message: 'Media ID is not available',
    };
    const end = await publishedUnder({ commit: false, answer: notReady });
    expect(end).toMatchObject({
      status: 'published',
      containers: [{ outcome: 'published' }],
      attempts: [{ outcome: 'refused' }, { outcome: 'published' }],
    });
    expect(await stack.publishesOf(end)).toMatchObject([{ committed: false }, { committed: true }]);
  });

  test('is not believed when the container reads as published', async () => {
    const notReady = {
      kind: 'error',
      httpStatus: 400,
      code: 9007,
      subcode: 2207027,
      message: 'Media ID is not available',
    };
    const end = await publishedUnder({ commit: true, answer: notReady });
    expect(end).toMatchObject({ status: 'unconfirmed', attempts: [{ outcome: 'unconfirmed' }] });
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });
});

describe('a published post', () => {
  test('stays published when its permalink cannot be read', async () => {
    const gone = { kind: 'error', httpStatus: 400, code: 100, subcode: 33, message: 'Object does not exist' };
    await stack.control('POST', 'faults', { on: 'readMedia', times: 6, answer: gone });
    const { post } = await stack.carillon.posts.schedule(stack.image(1_500));
    const live = await stack.until(post, 'the post to be published', ({ status }) => status === 'published');
    await stack.control('DELETE', 'faults');
    expect(live).toMatchObject({ status: 'published', permalink: null, mediaId: expect.any(String) });
    expect(await stack.carillon.posts.wait(post, { timeoutMs: 30_000 })).toMatchObject({ status: 'published' });
  });
});

describe('a post that nobody could send in time', () => {
  test('is missed, not late: it fails with the time by which it had to go out, and is never sent', async () => {
    const idle = await LiveStack.start();
    try {
      const { post } = await idle.carillon.posts.schedule(idle.image(500, { publishWithinSeconds: 1 }));
      await new Promise((resolve) => setTimeout(resolve, 2_000));
      await idle.startWorker();
      const end = await idle.carillon.posts.wait(post, { timeoutMs: 20_000 });
      expect(end).toMatchObject({ status: 'missed', error: { code: 'missed', category: 'schedule' }, attempts: [] });
      expect(await idle.seenPublishes()).toHaveLength(0);
    } finally {
      await idle.stop();
    }
  });

  test('is missed with the last obstacle, when Instagram could not be reached all the time', async () => {
    await stack.control('POST', 'faults', { on: 'createContainer', times: 50, answer: { kind: 'reset' } });
    const { post } = await stack.carillon.posts.schedule(stack.image(1_000, { publishWithinSeconds: 2 }));
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 20_000 });
    await stack.control('DELETE', 'faults');
    expect(end).toMatchObject({ status: 'missed', containers: [] });
    expect(end.error?.message).toContain('Instagram could not be reached');
  });
});
