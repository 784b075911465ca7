import { afterAll, test as afterTheOthers, beforeAll, describe, expect } from '@jest/globals';
import { type PostView, TooLateError } from '../../client/index.ts';
import { postWorkflowId } from '../../contracts/ids.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

let stack: LiveStack;

beforeAll(async () => {
  // Held for seconds, so that a command meets the holding on a busy machine too.
  stack = await LiveStack.start({ leadSeconds: 30, armSeconds: { earliest: 6, latest: 6 } });
  await stack.startWorker();
});
afterAll(() => stack.stop());
const test = together(90_000);

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const queue = async (dueInMs: number, more = {}) =>
  (await stack.carillon.posts.schedule(stack.image(dueInMs, more))).post;
const ended = (post: PostView) => stack.carillon.posts.wait(post, { timeoutMs: 30_000 });

/** A post whose picture Instagram takes its time over. */
async function slowPost(caption: string, extraMs: number): Promise<PostView> {
  await stack.control('POST', 'faults', { on: 'processing', containing: caption, outcome: { kind: 'slow', extraMs } });
  return await queue(5_000, { caption });
}

async function statusOfRun(post: PostView): Promise<string> {
  return (await stack.temporal.workflow.getHandle(postWorkflowId(post)).describe()).status.name;
}

describe('reschedule', () => {
  test('moves a post whose run has had no task yet, to an earlier and to a later instant', async () => {
    const post = await queue(3_600_000);
    const later = inMs(7_200_000);
    expect(await stack.carillon.posts.reschedule(post, later)).toEqual({ status: 'scheduled', dueAt: later });
    expect(await stack.carillon.posts.get(post)).toMatchObject({ status: 'scheduled', dueAt: later });
    const soon = inMs(4_000);
    await stack.carillon.posts.reschedule(post, soon);
    const end = await ended(post);
    expect(end).toMatchObject({ status: 'published', dueAt: soon });
  });

  test('moves a post that is being staged, and keeps its container', async () => {
    const post = await slowPost('Slow', 3_500);
    await stack.until(post, 'staging', ({ containers }) => containers.length === 1);
    const moved = inMs(9_000);
    expect(await stack.carillon.posts.reschedule(post, moved)).toMatchObject({ status: 'preparing', dueAt: moved });
    const end = await ended(post);
    expect(end).toMatchObject({ status: 'published', dueAt: moved });
    expect(end.containers).toHaveLength(1);
  });

  test('moves a post that a worker holds, which is let go and sent at its new instant with the same container', async () => {
    const post = await queue(8_000);
    await stack.until(post, 'a worker to hold the post', ({ status }) => status === 'publishing');
    const moved = inMs(6_000);
    expect(await stack.carillon.posts.reschedule(post, moved)).toMatchObject({ status: 'ready', dueAt: moved });
    const end = await ended(post);
    expect(end).toMatchObject({
      status: 'published',
      dueAt: moved,
      attempts: [{ outcome: 'released', sentAt: null }, { outcome: 'published' }],
    });
    expect(end.containers).toHaveLength(1);
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });

  test('by days drops a container that would not live so long, and stages anew in time', async () => {
    const post = await queue(16_000);
    await stack.until(post, 'the container', ({ status }) => status === 'ready');
    await stack.carillon.posts.reschedule(post, inMs(3 * 86_400_000));
    const waiting = await stack.until(post, 'the container to be dropped', ({ status }) => status === 'scheduled');
    expect(waiting.containers).toMatchObject([{ outcome: 'discarded' }]);
    await stack.carillon.posts.reschedule(post, inMs(2_500));
    expect(await ended(post)).toMatchObject({
      status: 'published',
      containers: [{ outcome: 'discarded' }, { outcome: 'published' }],
    });
  });

  test('of a published post is refused with its status', async () => {
    const post = await queue(1_500);
    await ended(post);
    await expect(stack.carillon.posts.reschedule(post, inMs(60_000))).rejects.toThrow(TooLateError);
    await expect(stack.carillon.posts.cancel(post)).rejects.toMatchObject({ details: { status: 'published' } });
  });
});

describe('cancel', () => {
  test('ends a post whose run has had no task yet as Canceled, and may be repeated', async () => {
    const post = await queue(3_600_000);
    expect(await stack.carillon.posts.cancel(post, { reason: 'sold out' })).toMatchObject({ status: 'canceled' });
    expect(await stack.carillon.posts.cancel(post)).toMatchObject({ status: 'canceled' });
    const end = await ended(post);
    expect(end.status).toBe('canceled');
    expect(await statusOfRun(post)).toBe('CANCELLED');
    expect(await stack.carillon.posts.cancel(post)).toMatchObject({ status: 'canceled' });
    expect(await stack.publishesOf(end)).toHaveLength(0);
  });

  test('stops staging', async () => {
    const post = await slowPost('Endless', 60_000);
    await stack.until(post, 'staging', ({ containers }) => containers.length === 1);
    expect(await stack.carillon.posts.cancel(post)).toMatchObject({ status: 'canceled' });
    const end = await ended(post);
    expect(await statusOfRun(post)).toBe('CANCELLED');
    expect(await stack.publishesOf(end)).toHaveLength(0);
  });

  test('lets go of a post that a worker holds', async () => {
    const post = await queue(8_000);
    await stack.until(post, 'a worker to hold the post', ({ status }) => status === 'publishing');
    expect(await stack.carillon.posts.cancel(post)).toMatchObject({ status: 'canceled' });
    const end = await ended(post);
    expect(end).toMatchObject({ status: 'canceled', attempts: [{ outcome: 'released', sentAt: null }] });
    expect(await stack.publishesOf(end)).toHaveLength(0);
  });

  test('from the Temporal server means the same, waiting and held', async () => {
    const waiting = await queue(3_600_000);
    const held = await queue(8_000);
    await stack.until(held, 'a worker to hold the post', ({ status }) => status === 'publishing');
    const posts = [held, waiting];
    await Promise.all(posts.map((post) => stack.temporal.workflow.getHandle(postWorkflowId(post)).cancel()));
    for (const post of posts) {
      const end = await ended(post);
      expect(end.status).toBe('canceled');
      expect(await statusOfRun(post)).toBe('CANCELLED');
      expect(await stack.publishesOf(end)).toHaveLength(0);
    }
  });

  test('while the request is under way is refused, and the post is published', async () => {
    const caption = 'Under way';
    const answer = { kind: 'normal' };
    await stack.control('POST', 'faults', { on: 'publish', containing: caption, commit: true, delayMs: 6_000, answer });
    const post = await queue(8_000, { caption });
    await stack.untilSent(post);
    await expect(stack.carillon.posts.cancel(post)).rejects.toThrow(TooLateError);
    expect(await ended(post)).toMatchObject({ status: 'published' });
  });
});

describe('the answer to a command', () => {
  // So many posts at once would keep the server from hearing the commands of the others in time.
  afterTheOthers(
    'is what happens, at random moments around the mark',
    async () => {
      const posts = await Promise.all(
        Array.from({ length: 40 }, async (_, index) => {
          const post = await queue(5_000 + index * 50);
          const askAt = Date.parse(post.dueAt) - 1_500 + Math.random() * 1_600;
          await new Promise((resolve) => setTimeout(resolve, Math.max(0, askAt - Date.now())));
          const moved = inMs(8_000);
          const command =
            index % 2 === 0 ? stack.carillon.posts.cancel(post) : stack.carillon.posts.reschedule(post, moved);
          const answer = await command.then(
            () => (index % 2 === 0 ? ('canceled' as const) : ('moved' as const)),
            (error: unknown) => {
              if (error instanceof TooLateError) return 'too-late' as const;
              throw error;
            },
          );
          return { post, answer, moved };
        }),
      );
      for (const { post, answer, moved } of posts) {
        const end = await ended(post);
        const seen = await stack.publishesOf(end);
        const told = { answer, status: end.status, dueAt: end.dueAt, sent: seen.length };
        if (answer === 'canceled') expect(told).toEqual({ answer, status: 'canceled', dueAt: post.dueAt, sent: 0 });
        if (answer === 'moved') expect(told).toEqual({ answer, status: 'published', dueAt: moved, sent: 1 });
        if (answer === 'too-late') expect(told).toEqual({ answer, status: 'published', dueAt: post.dueAt, sent: 1 });
        if (answer === 'moved') expect(seen[0]?.bodyReceivedAt).toBeGreaterThanOrEqual(Date.parse(moved));
      }
      // Both answers must have occurred, or the moments were not around the mark.
      expect(new Set(posts.map(({ answer }) => answer)).size).toBeGreaterThanOrEqual(2);
    },
    90_000,
  );
});
