import { afterAll, afterEach, beforeAll, describe, expect, test } from '@jest/globals';
import type { PostView } from '../../client/index.ts';
import { LiveStack, type WorkerProcess } from '../support/live-stack.ts';

let stack: LiveStack;

beforeAll(async () => {
  // Armed long enough ahead for a second worker to be started while the first one holds the post.
  stack = await LiveStack.start({ armSeconds: { earliest: 9, latest: 8 } });
});
// A worker that a failed test leaves behind would take the tasks of the next one.
afterEach(() => stack.killWorkers());
afterAll(() => stack.stop());

const isHeld = (post: PostView): boolean => post.status === 'publishing';
const untilInstant = (instant: string, offsetMs: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(instant) + offsetMs - Date.now())));

/** Starts a worker, lets it take the post in hand, and starts a second one that could take over. */
async function heldByOneOfTwo(
  dueInMs: number,
): Promise<{ post: PostView; holder: WorkerProcess; other: WorkerProcess }> {
  const holder = await stack.startWorker();
  const { post } = await stack.carillon.posts.schedule(stack.image(dueInMs));
  await stack.until(post, 'a worker to hold the post', isHeld);
  return { post, holder, other: await stack.startWorker() };
}

test('a post that no worker took in time is missed, not late: it says so, and is never sent', async () => {
  const { post } = await stack.carillon.posts.schedule(stack.image(500, { publishWithinSeconds: 1 }));
  await untilInstant(post.dueAt, 1_500);
  await stack.startWorker();
  const end = await stack.carillon.posts.wait(post, { timeoutMs: 20_000 });
  expect(end).toMatchObject({ status: 'missed', error: { code: 'missed', category: 'schedule' }, attempts: [] });
  expect(await stack.seenPublishes()).toEqual([]);
});

describe('a worker that is killed', () => {
  test('while it holds a post: another worker sends it, once, within 10 s of the kill', async () => {
    const { post, holder, other } = await heldByOneOfTwo(9_000);
    holder.signal('SIGKILL');
    const killedAt = Date.now();
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
    other.signal('SIGKILL');
    expect(end.status).toBe('published');
    expect(end.attempts).toMatchObject([{ outcome: 'not-sent' }, { outcome: 'published' }]);
    const seen = await stack.publishesOf(end);
    expect(seen).toHaveLength(1);
    // Heartbeat time-out 6 s, sticky queue 2 s: noticed and sent well within 10 s more.
    expect((seen[0]?.bodyReceivedAt ?? 0) - killedAt).toBeLessThan(18_000);
    expect(await stack.seenPublishes()).toHaveLength(1);
  });

  test('after the mark: the post is not sent again, and reading finds out that it is live', async () => {
    // The answer stays out, so that the worker surely dies between the sending and the answer.
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 8_000, answer: { kind: 'normal' } });
    const { post, holder, other } = await heldByOneOfTwo(8_000);
    await untilInstant(post.dueAt, 300);
    holder.signal('SIGKILL');
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
    other.signal('SIGKILL');
    expect(end).toMatchObject({
      status: 'published',
      mediaId: expect.any(String),
      latenessMs: null,
      attempts: [{ outcome: 'published', sentAt: null }],
    });
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });

  test('between two posts due at one instant loses neither and doubles neither, whenever it dies', async () => {
    const other = await stack.startWorker();
    for (const offsetMs of [-300, -50, 10]) {
      const victim = await stack.startWorker();
      const dueAt = new Date(Date.now() + 4_000).toISOString();
      const posts = await Promise.all(
        [1, 2, 3, 4].map(() => stack.carillon.posts.schedule(stack.image(0, { scheduledAt: dueAt }))),
      );
      await untilInstant(dueAt, offsetMs);
      victim.signal('SIGKILL');
      for (const { post } of posts) {
        const end = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
        const seen = await stack.publishesOf(end);
        expect(['published', 'unconfirmed']).toContain(end.status);
        expect(seen.length).toBeLessThanOrEqual(1);
        if (end.status === 'published') expect(seen).toHaveLength(1);
      }
    }
    other.signal('SIGKILL');
  }, 120_000);
});

describe('a worker that stands still', () => {
  test('past the instant of a post it holds sends nothing when it goes on, because another worker has sent it', async () => {
    const { post, holder, other } = await heldByOneOfTwo(9_000);
    holder.signal('SIGSTOP');
    // Its open polls still take tasks, each for a time-out of 6 to 10 s, until the server ends them: after a minute.
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 90_000 });
    holder.signal('SIGCONT');
    holder.signal('SIGTERM');
    other.signal('SIGTERM');
    expect([await holder.ended, await other.ended]).toEqual([0, 0]);
    expect(end.status).toBe('published');
    expect(await stack.publishesOf(end)).toHaveLength(1);
  }, 120_000);
});

describe('a worker that is asked to stop', () => {
  test('while it holds a post: lets go at once, and another worker sends the post in time', async () => {
    const { post, holder, other } = await heldByOneOfTwo(10_000);
    holder.signal('SIGTERM');
    expect(await holder.ended).toBe(0);
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
    other.signal('SIGTERM');
    expect(end.attempts).toMatchObject([{ outcome: 'not-sent' }, { outcome: 'published' }]);
    expect(end.latenessMs).toBeLessThan(1_000);
    expect(await stack.publishesOf(end)).toHaveLength(1);
    expect(await other.ended).toBe(0);
  });

  test('while it waits for the answer to a publish: takes the answer first', async () => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 3_000, answer: { kind: 'normal' } });
    const worker = await stack.startWorker();
    const { post } = await stack.carillon.posts.schedule(stack.image(3_000));
    await untilInstant(post.dueAt, 300);
    const successor = await stack.startWorker();
    worker.signal('SIGTERM');
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
    expect(end).toMatchObject({ status: 'published', attempts: [{ outcome: 'published' }] });
    expect(await worker.ended).toBe(0);
    successor.signal('SIGTERM');
    expect(await successor.ended).toBe(0);
  });
});
