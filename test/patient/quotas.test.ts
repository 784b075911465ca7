import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { PostView } from '../../client/index.ts';
import { QUOTA_QUERY, type QuotaArgs, type QuotaQueryResult } from '../../contracts/account.ts';
import { accountWorkflowId } from '../../contracts/ids.ts';
import { accountId as accountIdOf } from '../contracts/samples.ts';
import { type LiveAccount, LiveStack, type WorkerProcess } from '../support/live-stack.ts';
import {
  askedAt,
  asPublished,
  earliestEnd,
  grantedAt,
  passedAmong,
  publishAll,
  publishElsewhere,
  rushOf,
  type ShortWindow,
  sentAtOf,
  stackOf,
} from '../support/rush.ts';
import { seenWindows } from '../support/seen-windows.ts';
import { together } from '../support/together.ts';

const WINDOW: ShortWindow = { seconds: 20, publish: 10, container: 40 };
/**
 * There are more containers to make than a window has room for, beside those that the killed worker was granted, so some can be made only
 * when the first have left their window. A post that is staged after its instant is passed by those that are ready, and nothing could be said of the order.
 */
const FIRST_DUE_MS = 75_000;
const TIMEOUT_MS = 240_000;

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
const test = together(270_000);

/** It is not due for long, and staged already. */
async function stagedPost({ accountId }: LiveAccount, publishWithinSeconds = 3_600): Promise<PostView> {
  const { post } = await calm.carillon.posts.schedule(calm.image(110_000, { accountId, publishWithinSeconds }));
  await calm.until(post, 'the post to be staged', ({ status }) => status === 'ready', 60_000);
  return post;
}

async function publishManyElsewhere(account: LiveAccount, count: number): Promise<void> {
  for (let number = 0; number < count; number += 1) expect(await publishElsewhere(calm, account)).toBe(true);
}

/** It is staged already, and due in seconds, and its account has no publish left. */
async function usedUpPost(publishWithinSeconds: number): Promise<PostView> {
  const account = await calm.addAccount();
  const post = await stagedPost(account, publishWithinSeconds);
  await publishManyElsewhere(account, WINDOW.publish);
  await calm.carillon.posts.reschedule(post, new Date(Date.now() + 2_000).toISOString());
  return post;
}

/**
 * How much later the posts are queued that other tools interfere with, so that a machine does not have to stage or hold all at once: they are
 * sent in the middle between the others, which fill a window of 20 s and its spacing of 3 s. None of either is held when a worker is killed.
 */
const SHARED_AFTER_MS = 34_000;

/**
 * Within ten seconds. The first ones, as many as a window holds, are due a second apart, so those who follow them as they leave the window
 * are sent a second apart too: only a worker that stands still for so long lets one of its posts be passed.
 */
const DUE_IN_MS = Array.from({ length: 30 }, (_, index) => {
  const beyond = index - WINDOW.publish;
  return beyond < 0 ? index * 1_000 : 9_050 + beyond * 50;
});

interface Rush {
  readonly account: LiveAccount;
  readonly posts: readonly PostView[];
  readonly dueAts: readonly number[];
  /** When another tool published on the account. */
  readonly elsewhere: readonly number[];
}

async function rushOn(account: LiveAccount): Promise<Rush> {
  const rush = rushOf(
    stack,
    account,
    DUE_IN_MS.map((ms) => FIRST_DUE_MS + ms),
  );
  const posts = await publishAll(stack, rush, TIMEOUT_MS);
  expect(posts.map(({ status }) => status)).toEqual(posts.map(() => 'published'));
  const dueAts = posts.map(({ dueAt }) => Date.parse(dueAt));
  const asked = await Promise.all(posts.map((post) => askedAt(stack, post)));
  expect(Math.max(...asked)).toBeLessThan(Math.min(...dueAts));
  return { account, posts, dueAts, elsewhere: [] };
}

/** Another tool publishes on the account as soon as it may again, from the first due instant on. */
async function sharedRushOn(account: LiveAccount): Promise<Rush> {
  const over = new AbortController();
  const elsewhere: number[] = [];
  await new Promise((resolve) => setTimeout(resolve, SHARED_AFTER_MS));
  const others = async () => {
    await new Promise((resolve) => setTimeout(resolve, FIRST_DUE_MS));
    while (!over.signal.aborted && elsewhere.length < 8) {
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      if (await publishElsewhere(stack, account)) elsewhere.push(Date.now());
    }
  };
  const [rush] = await Promise.all([rushOn(account).finally(() => over.abort()), others()]);
  expect(elsewhere).not.toHaveLength(0);
  return { ...rush, elsewhere };
}

/**
 * While the posts of either rush are staged, and while most of them wait for the window: at least two for each. Posts that a killed worker
 * holds would be sent late, and not in order.
 */
async function killOneAgainAndAgain(): Promise<void> {
  const begunAt = Date.now();
  for (const afterMs of [12_000, SHARED_AFTER_MS + 12_000, FIRST_DUE_MS + 11_000]) {
    await new Promise((resolve) => setTimeout(resolve, begunAt + afterMs - Date.now()));
    workers[0]?.signal('SIGKILL');
    workers[0] = await stack.startWorker();
  }
}

function expectEndInTime({ posts, dueAts, elsewhere }: Omit<Rush, 'account'>): void {
  const [first = Number.NaN] = dueAts;
  const possible = earliestEnd(dueAts, WINDOW, elsewhere) - first;
  expect(Math.max(...posts.map(sentAtOf)) - first).toBeLessThanOrEqual(possible * 1.1);
}

const idsOf = (posts: readonly PostView[]): string[] => posts.map(({ id }) => id);

describe('60 posts of two accounts that may publish ten in a window, with a worker killed at least twice', () => {
  test('are granted their instants and published in due order, at the earliest that the windows allow', async () => {
    const accounts = [stack.account, await stack.addAccount()];
    const [rushes] = await Promise.all([
      Promise.all(accounts.map((account) => rushOn(account))),
      killOneAgainAndAgain(),
    ]);
    for (const { account, ...rush } of rushes) {
      const granted = await Promise.all(rush.posts.map((post) => grantedAt(stack, post)));
      expect(granted.filter(Number.isFinite)).toEqual(granted.toSorted((one, other) => one - other));
      const published = await asPublished(stack, rush.posts);
      expect(idsOf(published)).toEqual(idsOf(rush.posts));
      expectEndInTime(rush);
      const { publish, container } = await seenWindows(stack, account);
      expect(publish).toEqual({ worst: WINDOW.publish, limit: WINDOW.publish, refused: 0 });
      expect(container.refused).toBe(0);
    }
  });

  test('are published in due order beside another tool, but for those that Instagram refused for its posts', async () => {
    const accounts = [await stack.addAccount(), await stack.addAccount()];
    for (const { account, ...rush } of await Promise.all(accounts.map(sharedRushOn))) {
      const published = await asPublished(stack, rush.posts);
      expect(idsOf(published).toSorted()).toEqual(idsOf(rush.posts));
      const neverRefused = published.filter(({ attempts }) => attempts.length === 1);
      expect(passedAmong(neverRefused)).toEqual([]);
      expectEndInTime(rush);
      // A post of another tool takes the place of one of ours. Where it came too late to be known of, a refusal tells.
      const { publish, container } = await seenWindows(stack, account);
      expect(publish.refused).toBeLessThanOrEqual(rush.elsewhere.length);
      expect(container.refused).toBe(0);
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
  const asOf = (instant: string | null | undefined) =>
    run.query<QuotaQueryResult, [QuotaArgs]>(QUOTA_QUERY, { now: Date.parse(instant ?? '') });
  const { container } = await asOf(end.containers[0]?.createdAt);
  expect([container.used + container.reserved, container.waiting]).toEqual([11, 0]);
  const { publish } = await asOf(end.publishedAt);
  expect(publish).toMatchObject({ used: 1, foreign: 0, reserved: 0, waiting: 0 });
});

test('a carousel that finds no room for its eleven containers waits for all of them, and says so', async () => {
  // When the posts of the others are staged.
  await new Promise((resolve) => setTimeout(resolve, SHARED_AFTER_MS / 2));
  const account = await calm.addAccount();
  const media = Array.from({ length: 10 }, () => calm.picture);
  const carousels = Array.from({ length: 4 }, () => calm.carousel(5_000, { accountId: account.accountId, media }));
  const queued = [];
  for (const carousel of carousels) queued.push((await calm.carillon.posts.schedule(carousel)).post);
  const waiting = queued.map((post) =>
    calm.until(post, 'an end', ({ waitingFor, status }) => waitingFor !== null || status === 'published', 60_000),
  );
  const [told, ...others] = (await Promise.all(waiting)).filter(({ status }) => status === 'preparing');
  expect(others).toEqual([]);
  expect(told).toMatchObject({ waitingFor: { kind: 'containerQuota' }, containers: [] });
  for (const post of queued) {
    const end = await calm.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end).toMatchObject({ status: 'published', waitingFor: null });
    expect(end.containers).toHaveLength(11);
  }
  expect((await seenWindows(calm, account)).container.refused).toBe(0);
});

describe('an account that somebody else publishes on too', () => {
  test('that has used all of it keeps a staged post waiting, visibly', async () => {
    const post = await usedUpPost(60);
    const waiting = await calm.until(post, 'the wait for a publish', ({ waitingFor }) => waitingFor !== null);
    expect(waiting).toMatchObject({ status: 'ready', waitingFor: { kind: 'publishQuota' } });
    const end = await calm.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end).toMatchObject({ status: 'published', waitingFor: null });
    expect(await calm.publishesOf(end)).toHaveLength(1);
  });

  test('gives the place that a canceled post leaves to the next one, which had been told to wait for longer', async () => {
    const account = await calm.addAccount();
    const [first, second] = [await stagedPost(account), await stagedPost(account)];
    await publishManyElsewhere(account, WINDOW.publish - 1);
    const dueIn = (ms: number) => new Date(Date.now() + ms).toISOString();
    await calm.carillon.posts.reschedule(first, dueIn(9_000));
    await calm.carillon.posts.reschedule(second, dueIn(9_500));
    const told = await calm.until(second, 'the wait for a publish', ({ waitingFor }) => waitingFor !== null);
    await calm.carillon.posts.cancel(first);
    const end = await calm.carillon.posts.wait(second, { timeoutMs: 60_000 });
    expect(end).toMatchObject({ status: 'published', waitingFor: null });
    expect(sentAtOf(end)).toBeLessThan(Date.parse(told.waitingFor?.until ?? '') - 5_000);
  });

  test('is missed when its own time is over first, and says why', async () => {
    const post = await usedUpPost(12);
    const end = await calm.carillon.posts.wait(post, { timeoutMs: 60_000 });
    expect(end.status).toBe('missed');
    expect(end.error?.message).toContain('has used up the publishes');
    expect(await calm.publishesOf(end)).toHaveLength(0);
  });
});
