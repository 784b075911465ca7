import { describe, expect } from '@jest/globals';
import type { PostView } from '../../client/index.ts';
import { postWorkflowId } from '../../contracts/ids.ts';
import { type LiveOptions, LiveStack, type WorkerProcess } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

const AT_ONCE = 3;
const inTurn = together(180_000, AT_ONCE);
/** Posts are staged and held as soon as they are queued. */
const HELD_AT_ONCE = { leadSeconds: 60, armSeconds: { earliest: 60, latest: 59 } };

/** A kill concerns all posts of a stack, so each test has a stack of its own. */
function test(name: string, body: (stack: LiveStack) => Promise<void>, options: LiveOptions = HELD_AT_ONCE): void {
  inTurn(name, async () => {
    const stack = await LiveStack.start(options);
    try {
      await body(stack);
    } finally {
      await stack.stop();
    }
  });
}

const isHeld = (post: PostView): boolean => post.status === 'publishing';
const untilInstant = (instant: string, offsetMs: number) =>
  new Promise((resolve) => setTimeout(resolve, Math.max(0, Date.parse(instant) + offsetMs - Date.now())));

/** Starts a worker, lets it take a post in hand, and starts a second one that could take over. */
async function heldByOneOfTwo(
  stack: LiveStack,
): Promise<{ post: PostView; holder: WorkerProcess; other: WorkerProcess }> {
  const begunAt = Date.now();
  const holder = await stack.startWorker();
  // The second worker may take longer than the first one did, on a machine that is busy.
  const dueInMs = 10_000 + 2 * (Date.now() - begunAt);
  const { post } = await stack.carillon.posts.schedule(stack.image(dueInMs));
  await stack.until(post, 'a worker to hold the post', isHeld);
  return { post, holder, other: await stack.startWorker() };
}

// First, because it lasts longest.
describe('a worker that stands still', () => {
  test('past the instant of a post it holds sends nothing when it goes on, because another worker has sent it', async (stack) => {
    const { post, holder, other } = await heldByOneOfTwo(stack);
    holder.signal('SIGSTOP');
    // Its open polls still take tasks, each for a time-out of 6 to 10 s, until the server ends them: after a minute.
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 90_000 });
    holder.signal('SIGCONT');
    holder.signal('SIGTERM');
    other.signal('SIGTERM');
    expect([await holder.ended, await other.ended]).toEqual([0, 0]);
    expect(end.status).toBe('published');
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });
});

describe('a worker that is killed', () => {
  test('while it holds a post: another worker sends it, once, at its instant or within 10 s of the kill', async (stack) => {
    const { post, holder } = await heldByOneOfTwo(stack);
    holder.signal('SIGKILL');
    const killedAt = Date.now();
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end.status).toBe('published');
    expect(end.attempts).toMatchObject([{ outcome: 'not-sent' }, { outcome: 'published' }]);
    const seen = await stack.publishesOf(end);
    expect(seen).toHaveLength(1);
    // Heartbeat time-out 6 s, sticky queue 2 s: noticed and sent well within 10 s more.
    const by = Math.max(Date.parse(post.dueAt) + 1_000, killedAt + 18_000);
    expect(seen[0]?.bodyReceivedAt).toBeLessThan(by);
    expect(await stack.seenPublishes()).toHaveLength(1);
  });

  test('after the mark: the post is not sent again, and reading finds out that it is live', async (stack) => {
    // The answer stays out, so that the worker surely dies between the sending and the answer.
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 15_000, answer: { kind: 'normal' } });
    const { post, holder } = await heldByOneOfTwo(stack);
    await stack.untilSent(post);
    holder.signal('SIGKILL');
    await stack.carillon.posts.wait(post, { timeoutMs: 60_000 });
    const end = await stack.until(post, 'its media id', ({ mediaId }) => mediaId !== null);
    expect(end).toMatchObject({
      status: 'published',
      latenessMs: null,
      attempts: [{ outcome: 'published', sentAt: null }],
    });
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });

  for (const offsetMs of [-300, -50, 10]) {
    test(`${offsetMs} ms from an instant at which four posts are due loses none and doubles none`, async (stack) => {
      const [victim] = await Promise.all([stack.startWorker(), stack.startWorker()]);
      const dueAt = new Date(Date.now() + 6_000).toISOString();
      const posts = await Promise.all(
        [1, 2, 3, 4].map(() => stack.carillon.posts.schedule(stack.image(0, { scheduledAt: dueAt }))),
      );
      await untilInstant(dueAt, offsetMs);
      victim.signal('SIGKILL');
      for (const { post } of posts) {
        const end = await stack.carillon.posts.wait(post, { timeoutMs: 60_000 });
        const seen = await stack.publishesOf(end);
        expect(['published', 'unconfirmed']).toContain(end.status);
        expect(seen.length).toBeLessThanOrEqual(1);
        if (end.status === 'published') expect(seen).toHaveLength(1);
      }
    });
  }
});

const STAGED_AT_ONCE = { leadSeconds: 60 };

test(
  'a post whose workers are all away while it waits for its time is missed because of that, and says so',
  async (stack) => {
    const worker = await stack.startWorker();
    // What stood in the way at first does no more when another container is ready.
    await stack.control('POST', 'faults', { on: 'processing', outcome: { kind: 'error', subcode: 2207076 } });
    const { post } = await stack.carillon.posts.schedule(stack.image(30_000, { publishWithinSeconds: 1 }));
    await stack.until(post, 'a container', ({ status }) => status === 'ready');
    const run = stack.temporal.workflow.getHandle(postWorkflowId(post));
    const isWaitingToAsk = async () =>
      (await run.describe()).raw.pendingActivities?.some(
        ({ activityType, attempt }) => activityType?.name === 'reservePublish' && (attempt ?? 0) > 1,
      );
    while (!(await isWaitingToAsk())) {
      if (Date.now() > Date.parse(post.dueAt))
        throw new Error('Waited in vain for the post to wait for the time to ask.');
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
    worker.signal('SIGKILL');
    await untilInstant(post.dueAt, 2_000);
    await stack.startWorker();
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end).toMatchObject({
      status: 'missed',
      error: { code: 'missed' },
      containers: [{ outcome: 'discarded' }, {}],
    });
    expect(end.error?.message).toContain('no worker took it in time');
  },
  STAGED_AT_ONCE,
);

describe('a worker that is asked to stop', () => {
  test('while it holds a post: lets go at once, and another worker sends the post in time', async (stack) => {
    const { post, holder, other } = await heldByOneOfTwo(stack);
    holder.signal('SIGTERM');
    expect(await holder.ended).toBe(0);
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 60_000 });
    other.signal('SIGTERM');
    // In its own words, not because its silence was noticed.
    const letGo = { outcome: 'not-sent', note: expect.stringContaining('the worker that held it was stopped') };
    expect(end.attempts).toMatchObject([letGo, { outcome: 'published' }]);
    expect(end.latenessMs).toBeLessThan(5_000);
    expect(await stack.publishesOf(end)).toHaveLength(1);
    expect(await other.ended).toBe(0);
  });

  test('while it waits for the answer to a publish: takes the answer first', async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 6_000, answer: { kind: 'normal' } });
    const worker = await stack.startWorker();
    const { post } = await stack.carillon.posts.schedule(stack.image(5_000));
    await stack.untilSent(post);
    worker.signal('SIGTERM');
    const successor = await stack.startWorker();
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end).toMatchObject({ status: 'published', attempts: [{ outcome: 'published' }] });
    expect(await worker.ended).toBe(0);
    successor.signal('SIGTERM');
    expect(await successor.ended).toBe(0);
  });
});
