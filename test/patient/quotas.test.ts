import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { PostView } from '../../client/index.ts';
import { QUOTA_QUERY, type QuotaArgs, type QuotaQueryResult } from '../../contracts/account.ts';
import { accountWorkflowId } from '../../contracts/ids.ts';
import { accountId as accountIdOf } from '../contracts/samples.ts';
import { type LiveAccount, LiveStack, type WorkerProcess } from '../support/live-stack.ts';
import {
  askedAt,
  earliestEnd,
  grantedAt,
  publishAll,
  publishElsewhere,
  rushOf,
  type ShortWindow,
  sentAtOf,
  stackOf,
  worstWindows,
} from '../support/rush.ts';
import { together } from '../support/together.ts';

const WINDOW: ShortWindow = { seconds: 20, publish: 10, container: 40 };
/**
 * There are more containers to make than a window has room for, beside those that the killed worker was granted, so some can be made only
 * when the first have left their window. A post that is staged after its instant is passed by those that are ready, and nothing could be said of the order.
 */
const FIRST_DUE_MS = 75_000;
const TIMEOUT_MS = 180_000;

let stack: LiveStack;
/** Nobody is killed here: a post whose worker dies after the mark is rightly in doubt, and other tests are not about that. */
let calm: LiveStack;
const workers: WorkerProcess[] = [];
beforeAll(async () => {
  [stack, calm] = [await LiveStack.start(stackOf(WINDOW)), await LiveStack.start(stackOf(WINDOW))];
  for (let index = 0; index < 3; index += 1) workers.push(await stack.startWorker());
  await calm.startWorker();
}, 120_000);
afterAll(async () => {
  await Promise.all([stack.stop(), calm.stop()]);
});
const test = together(240_000);

async function expectWithinLimits(of: LiveStack, account: LiveAccount): Promise<void> {
  const { publish, container } = await worstWindows(of, account);
  expect(publish.worst).toBeLessThanOrEqual(WINDOW.publish);
  expect(container.worst).toBeLessThanOrEqual(WINDOW.container);
}

/** Its post is staged already, and due in seconds. */
async function usedUpAccount(publishWithinSeconds: number): Promise<{ account: LiveAccount; post: PostView }> {
  const account = await calm.addAccount();
  const { accountId } = account;
  const { post } = await calm.carillon.posts.schedule(calm.image(110_000, { accountId, publishWithinSeconds }));
  await calm.until(post, 'the post to be staged', ({ status }) => status === 'ready', 60_000);
  for (let count = 0; count < WINDOW.publish; count += 1) expect(await publishElsewhere(calm, account)).toBe(true);
  await calm.carillon.posts.reschedule(post, new Date(Date.now() + 2_000).toISOString());
  return { account, post };
}

describe('60 posts of two accounts that may publish ten in a window', () => {
  test('are granted their instants in due order and published window by window, at the earliest that the windows allow, with a worker killed twice', async () => {
    const accounts = [stack.account, await stack.addAccount()];
    const begunAt = Date.now();
    const kills = (async () => {
      // While posts are staged, and while most of them wait for the window. Those that it holds would be sent late, and not in order.
      for (const afterMs of [12_000, FIRST_DUE_MS + 12_000]) {
        await new Promise((resolve) => setTimeout(resolve, begunAt + afterMs - Date.now()));
        workers[0]?.signal('SIGKILL');
        workers[0] = await stack.startWorker();
      }
    })();
    const plan = { count: 30, firstDueInMs: FIRST_DUE_MS, withinMs: 10_000 };
    const ends = await Promise.all(
      accounts.map((account) => publishAll(stack, rushOf(stack, account, plan), TIMEOUT_MS)),
    );
    await kills;
    for (const [index, account] of accounts.entries()) {
      const posts = ends[index] ?? [];
      expect(posts.map(({ status }) => status)).toEqual(posts.map(() => 'published'));
      const dueAts = posts.map(({ dueAt }) => Date.parse(dueAt));
      const asked = await Promise.all(posts.map((post) => askedAt(stack, post)));
      expect(Math.max(...asked)).toBeLessThan(Math.min(...dueAts));
      const granted = await Promise.all(posts.map((post) => grantedAt(stack, post)));
      expect(granted.filter(Number.isFinite)).toEqual(granted.toSorted((one, other) => one - other));
      const sent = posts.map(sentAtOf);
      // Of ten that have room each, a busy machine may send one late; nobody passes into the window of those who are due earlier.
      const windows = [0, 10, 20].map((first) => sent.slice(first, first + WINDOW.publish));
      expect(Math.max(...(windows[0] ?? []))).toBeLessThan(Math.min(...(windows[1] ?? [])));
      expect(Math.max(...(windows[1] ?? []))).toBeLessThan(Math.min(...(windows[2] ?? [])));
      const possible = earliestEnd(dueAts, WINDOW) - (dueAts[0] ?? 0);
      const taken = (sent.at(-1) ?? 0) - (dueAts[0] ?? 0);
      expect(taken).toBeLessThanOrEqual(possible * 1.1);
      await expectWithinLimits(stack, account);
    }
  });
});

test('a carousel of ten is charged as eleven containers, and the publish once', async () => {
  const { accountId } = await calm.addAccount();
  const media = Array.from({ length: 10 }, () => calm.picture);
  const { post } = await calm.carillon.posts.schedule(calm.carousel(5_000, { accountId, media }));
  const end = await calm.carillon.posts.wait(post, { timeoutMs: 60_000 });
  expect(end.containers).toHaveLength(11);
  // As of then: a window later they are not used any more.
  const run = calm.temporal.workflow.getHandle(accountWorkflowId(accountIdOf(accountId)));
  const args: QuotaArgs = { now: Date.parse(end.publishedAt ?? '') };
  const { publish, container } = await run.query<QuotaQueryResult, [QuotaArgs]>(QUOTA_QUERY, args);
  expect(container).toMatchObject({ used: 11, reserved: 0, waiting: 0 });
  expect(publish).toMatchObject({ used: 1, foreign: 0, reserved: 0, waiting: 0 });
});

describe('an account that somebody else publishes on too', () => {
  test('never goes beyond its limit, and all posts are published in the end', async () => {
    const account = await calm.addAccount();
    const foreign = async () => {
      for (let count = 0; count < 8; count += 1) {
        await new Promise((resolve) => setTimeout(resolve, 2_500));
        await publishElsewhere(calm, account);
      }
    };
    const rush = rushOf(calm, account, { count: 12, firstDueInMs: 8_000, withinMs: 10_000 });
    const [posts] = await Promise.all([publishAll(calm, rush, TIMEOUT_MS), foreign()]);
    expect(posts.map(({ status }) => status)).toEqual(posts.map(() => 'published'));
    await expectWithinLimits(calm, account);
  });

  test('that has used all of it keeps a staged post waiting, visibly', async () => {
    const { account, post } = await usedUpAccount(60);
    const waiting = await calm.until(post, 'the wait for a publish', ({ waitingFor }) => waitingFor !== null);
    expect(waiting).toMatchObject({ status: 'ready', waitingFor: { kind: 'publishQuota' } });
    const end = await calm.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end).toMatchObject({ status: 'published', waitingFor: null });
    expect(await calm.publishesOf(end)).toHaveLength(1);
    await expectWithinLimits(calm, account);
  });

  test('is missed when its own time is over first, and says why', async () => {
    const { post } = await usedUpAccount(12);
    const end = await calm.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end.status).toBe('missed');
    expect(end.error?.message).toContain('has used up the publishes');
    expect(await calm.publishesOf(end)).toHaveLength(0);
  });
});
