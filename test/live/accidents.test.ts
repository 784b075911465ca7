import { afterAll, test as afterTheOthers, beforeAll, describe, expect } from '@jest/globals';
import { type PostView, TooLateError } from '../../client/index.ts';
import { postWorkflowId } from '../../contracts/ids.ts';
import { CANCEL_UPDATE, RESCHEDULE_UPDATE } from '../../contracts/publish-post.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

// Accidents that happened once, each kept from happening again.

let stack: LiveStack;

beforeAll(async () => {
  stack = await LiveStack.start({
    // Long enough for commands to find a post staged, held, or looked at on a machine that is busy.
    leadSeconds: 30,
    armSeconds: { earliest: 6, latest: 6 },
    environment: { CARILLON_RECONCILE_SECONDS: '1,2,8' },
  });
  await stack.startWorker();
});
afterAll(() => stack.stop());
const test = together();

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const queue = async (dueInMs: number, more = {}) =>
  (await stack.carillon.posts.schedule(stack.image(dueInMs, more))).post;
const ended = (post: PostView) => stack.carillon.posts.wait(post, { timeoutMs: 40_000 });
const runOf = (post: PostView) => stack.temporal.workflow.getHandle(postWorkflowId(post));
const statusOfRun = async (post: PostView) => (await runOf(post).describe()).status.name;
const addFault = (containing: string, fault: object) => stack.control('POST', 'faults', { ...fault, containing });
const isHeld = ({ status }: PostView): boolean => status === 'publishing';

describe('a command that another client sends', () => {
  test('cancel without an argument, as from a form left empty, cancels and freezes nothing', async () => {
    const post = await queue(3_600_000);
    await expect(runOf(post).executeUpdate(CANCEL_UPDATE)).resolves.toMatchObject({ status: 'canceled' });
    expect((await ended(post)).status).toBe('canceled');
  });

  test('reschedule to an instant that no date can hold is refused, and the post goes on', async () => {
    const post = await queue(15_000);
    for (const args of [{ dueAt: 8.7e15 }, { dueAt: Date.now() * 1_000 }, {}, null]) {
      await expect(
        runOf(post).executeUpdate<unknown, [unknown]>(RESCHEDULE_UPDATE, { args: [args] }),
      ).rejects.toMatchObject({
        cause: { type: 'InvalidCommand' },
      });
    }
    expect((await ended(post)).status).toBe('published');
  });

  test('a workflow started with input that nobody can run fails at once, with the reason', async () => {
    const handle = await stack.temporal.workflow.start('publishPost', {
      taskQueue: stack.environment['CARILLON_TASK_QUEUE'] ?? '',
      workflowId: `not-a-post-${Date.now()}`,
      args: [{}],
    });
    await expect(handle.result()).rejects.toMatchObject({ cause: { type: 'InvalidInput' } });
  });
});

describe('a cancellation on the server that comes too late', () => {
  test('while the answer is awaited: the run is Completed, and its result tells of the published post', async () => {
    const caption = 'Awaited';
    await addFault(caption, { on: 'publish', commit: true, delayMs: 6_000, answer: { kind: 'normal' } });
    const post = await queue(4_000, { caption });
    await stack.untilSent(post);
    await runOf(post).cancel();
    expect(await ended(post)).toMatchObject({ status: 'published', mediaId: expect.any(String) });
    // The run goes on after that for a moment, for the address of the post.
    await expect(runOf(post).result()).resolves.toMatchObject({ status: 'published' });
    expect(await statusOfRun(post)).toBe('COMPLETED');
  });

  test('for a publish that Instagram declines: the post is canceled, and not sent again', async () => {
    const answer = {
      kind: 'error',
      httpStatus: 400,
      code: 9007,
      subcode: 2207027,
      message: 'Media ID is not available',
    };
    const caption = 'Declined';
    await addFault(caption, { on: 'publish', commit: false, delayMs: 6_000, answer });
    const post = await queue(4_000, { caption });
    await stack.untilSent(post);
    await runOf(post).cancel();
    const end = await ended(post);
    expect(end).toMatchObject({ status: 'canceled', attempts: [{ outcome: 'refused' }] });
    expect(await stack.publishesOf(end)).toHaveLength(1);
    expect(await statusOfRun(post)).toBe('CANCELLED');
  });
});

describe('commands that meet', () => {
  test('two cancels of a held post are both answered with "canceled"', async () => {
    const post = await queue(12_000);
    await stack.until(post, 'a worker to hold the post', isHeld);
    const answers = await Promise.all([stack.carillon.posts.cancel(post), stack.carillon.posts.cancel(post)]);
    expect(answers).toMatchObject([{ status: 'canceled' }, { status: 'canceled' }]);
  });

  test('a cancel and a move of a held post: the first one holds, and the second one is told so', async () => {
    const post = await queue(12_000);
    await stack.until(post, 'a worker to hold the post', isHeld);
    const canceling = stack.carillon.posts.cancel(post);
    const moving = stack.carillon.posts.reschedule(post, inMs(20_000)).catch((error: unknown) => error);
    expect(await canceling).toMatchObject({ status: 'canceled' });
    const moved = await moving;
    if (!('status' in Object(moved))) expect(moved).toBeInstanceOf(TooLateError);
    expect((await ended(post)).status).toBe('canceled');
  });
});

// Called missed after its end, the run would fail its task for ever.
test('a cancel while a declined post is looked at before it is missed cancels it, and freezes nothing', async () => {
  const caption = 'Over the cap';
  const answer = { kind: 'error', httpStatus: 400, code: 9, subcode: 2207042, message: 'Limit reached' };
  await addFault(caption, { on: 'publish', commit: false, answer });
  const post = await queue(2_000, { caption, publishWithinSeconds: 60 });
  await stack.until(post, 'the refusal', ({ attempts }) => attempts.some(({ outcome }) => outcome === 'refused'));
  // The cap outlasts its time: it is missed as soon as it has been looked at.
  expect(await stack.carillon.posts.cancel(post)).toMatchObject({ status: 'canceled' });
  expect((await ended(post)).status).toBe('canceled');
  expect(await statusOfRun(post)).toBe('CANCELLED');
});

describe('Instagram out of reach', () => {
  test('a throttle that outlasts the window is not hammered, and is told as the reason of the miss', async () => {
    // Of an account of its own: whatever can wait waits there for minutes.
    const throttled = { kind: 'error', httpStatus: 400, code: 80002, message: 'There have been too many calls' };
    const caption = 'Throttled';
    const { accountId } = await stack.addAccount();
    await addFault(caption, { on: 'createContainer', times: 50, answer: throttled });
    const post = await queue(2_000, { accountId, caption, publishWithinSeconds: 8 });
    const end = await ended(post);
    const left = await timesLeft(caption);
    expect(end).toMatchObject({ status: 'missed', error: { message: expect.stringContaining('rate limit') } });
    expect(50 - left).toBeLessThanOrEqual(3);
    expect((await stack.historyOf(post)).events?.length).toBeLessThan(60);
  });

  test('a container that is never finished is told as the reason of the miss', async () => {
    const caption = 'Endless';
    await addFault(caption, { on: 'processing', outcome: { kind: 'slow', extraMs: 60_000 } });
    const end = await ended(await queue(1_500, { caption, publishWithinSeconds: 12 }));
    expect(end).toMatchObject({ status: 'missed', error: { message: expect.stringContaining('still processing') } });
  });

  // It takes back all faults.
  afterTheOthers(
    'a post that was moved away while staging failed is staged in time when it is moved back',
    async () => {
      await stack.control('POST', 'faults', { on: 'createContainer', times: 50, answer: { kind: 'reset' } });
      const post = await queue(1_000, { publishWithinSeconds: 10 });
      await stack.until(post, 'staging', ({ status }) => status === 'preparing');
      await stack.carillon.posts.reschedule(post, inMs(3_600_000));
      await new Promise((resolve) => setTimeout(resolve, 12_000));
      await stack.control('DELETE', 'faults');
      const soon = inMs(8_000);
      await stack.carillon.posts.reschedule(post, soon);
      expect(await ended(post)).toMatchObject({ status: 'published', dueAt: soon });
    },
  );
});

/** How many requests the fault for this post still waits for. */
async function timesLeft(caption: string): Promise<number> {
  const { faults } = (await stack.control('GET', 'state')) as {
    faults: readonly { containing?: string; times: number }[];
  };
  return faults.find(({ containing }) => containing === caption)?.times ?? 0;
}
