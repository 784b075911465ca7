import { randomBytes } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker';
import { Carillon } from '../../client/index.ts';
import { accountTaskQueue, RESERVE_UPDATE, type ReserveArgs, type ReserveResult } from '../../contracts/account.ts';
import { type AccountId, accountWorkflowId, postWorkflowId } from '../../contracts/ids.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { ledgerRules } from '../../contracts/ledger-rules.ts';
import { publishHolder } from '../../contracts/publish-grant.ts';
import { IG_ACCOUNT } from '../../contracts/search-attributes.ts';
import { accountId, postId } from '../contracts/samples.ts';

const DAY_MS = 86_400_000;
const WINDOW_SECONDS = 7200;
const LIMITS = { ...INSTAGRAM_LIMITS, publish: 2 };
const RULES = ledgerRules(LIMITS, WINDOW_SECONDS * 1000);
/** How far apart the ledger keeps publishes that would be one too many. */
const SPAN_MS = RULES.windowMs + RULES.sendWithinMs + RULES.clockSkewMs;
const unique = randomBytes(6).toString('hex');
const taskQueue = `accounts-${unique}`;

let connection: Connection;
let nativeConnection: NativeConnection;
let temporal: Client;
let carillon: Carillon;
let worker: Worker;
let working: Promise<void>;

beforeAll(async () => {
  const address = process.env['TEST_TEMPORAL_ADDRESS'];
  if (address === undefined) throw new Error('The test server is not running: start the tests with npm test.');
  Runtime.install({ logger: new DefaultLogger('ERROR') });
  connection = await Connection.connect({ address });
  nativeConnection = await NativeConnection.connect({ address });
  temporal = new Client({ connection });
  carillon = await Carillon.connect({ connection, taskQueue, limits: { publish: 2 }, windowSeconds: WINDOW_SECONDS });
  worker = await Worker.create({
    connection: nativeConnection,
    taskQueue: accountTaskQueue(taskQueue),
    workflowsPath: fileURLToPath(new URL('../../workflows/index.ts', import.meta.url)),
  });
  working = worker.run();
}, 60_000);
afterAll(async () => {
  for await (const { workflowId } of temporal.workflow.list({ query: `IgAccount STARTS_WITH 'quota-${unique}'` }))
    await temporal.workflow
      .getHandle(workflowId)
      .terminate()
      .catch(() => undefined);
  await carillon.close();
  worker.shutdown();
  await working;
  await nativeConnection.close();
  await connection.close();
});

const PICTURE = { kind: 'image', url: 'https://shop.example/a.jpg' } as const;
const account = (name: string): AccountId => accountId(`quota-${unique}-${name}`);
const holderOf = (of: AccountId, id: string): string =>
  publishHolder(postWorkflowId({ accountId: of, id: postId(id) }));
const runOf = (of: AccountId) => temporal.workflow.getHandle(accountWorkflowId(of));

/** Asks the account for the publish of a post, as a worker does. */
async function reserve(of: AccountId, id: string, dueAt: number): Promise<ReserveResult> {
  const request = { kind: 'publish', holder: holderOf(of, id), ticket: id, from: dueAt, dueAt } as const;
  const args: ReserveArgs = { request, rules: RULES, told: { usage: 0, limit: 100 } };
  return await runOf(of).executeUpdate<ReserveResult, [ReserveArgs]>(RESERVE_UPDATE, { args: [args] });
}

/** Queues posts for an instant, far enough ahead for none of them to begin, and waits until they can be listed. */
async function queue(of: AccountId, ids: readonly string[], dueAt: number): Promise<void> {
  for (const id of ids)
    await carillon.posts.schedule({ accountId: of, id, kind: 'image', media: [PICTURE], scheduledAt: iso(dueAt) });
  await untilListed(of, ids);
}

async function untilListed(of: AccountId, ids: readonly string[]): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  const areListed = async () => {
    const listed = await Array.fromAsync(carillon.posts.list({ accountId: of }), ({ id }) => id);
    return ids.every((id) => listed.some((one) => one === id));
  };
  while (!(await areListed())) {
    if (Date.now() > giveUpAt) throw new Error('The posts are not listed.');
    await sleep(50);
  }
}

const iso = (instant: number): string => new Date(instant).toISOString();

describe('the quota of an account', () => {
  test('that nobody has needed yet is that of the limits with which the client was connected', async () => {
    const quota = await carillon.accounts.quota(account('new'));
    const empty = { used: 0, foreign: 0, reserved: 0, waiting: 0, plan: [] };
    expect(quota).toMatchObject({
      accountId: account('new'),
      publish: { ...empty, limit: 2 },
      container: { ...empty, limit: 400 },
      inviteRead: { ...empty, limit: 300 },
      inviteAnswer: { ...empty, limit: 50 },
    });
    expect(Date.parse(quota.publish.nextFreeAt)).toBeLessThanOrEqual(Date.now());
    const { typedSearchAttributes } = await runOf(account('new')).describe();
    expect(typedSearchAttributes.get(IG_ACCOUNT)).toBe(account('new'));
  });

  test('shows what is booked and what waits, with the posts that it is for', async () => {
    const of = account('planned');
    await carillon.accounts.quota(of);
    const dueAt = Date.now() + 60_000;
    expect(await reserve(of, 'one', dueAt)).toMatchObject({ outcome: 'granted' });
    for (const id of ['two', 'three']) expect(await reserve(of, id, dueAt)).toMatchObject({ outcome: 'deferred' });
    const { publish } = await carillon.accounts.quota(of);
    expect(publish).toMatchObject({ used: 0, reserved: 1, waiting: 2, nextFreeAt: iso(dueAt + SPAN_MS) });
    expect(publish.plan).toEqual([
      { at: iso(dueAt), postId: 'one', isGranted: true },
      { at: iso(dueAt), postId: 'two', isGranted: false },
      { at: iso(dueAt + SPAN_MS), postId: 'three', isGranted: false },
    ]);
  });

  test('is that of a new run when the one before was stopped from outside', async () => {
    const of = account('stopped');
    await carillon.accounts.quota(of);
    await reserve(of, 'one', Date.now() + 60_000);
    await runOf(of).terminate();
    expect(await carillon.accounts.quota(of)).toMatchObject({ publish: { reserved: 0 } });
  });

  test('is not told for what is no name of an account', async () => {
    await expect(carillon.accounts.quota('Brand!')).rejects.toMatchObject({
      code: 'invalid-request',
      errors: [{ pointer: '', message: expect.stringContaining('The accountId must be the short name of an account') }],
    });
  });
});

describe('a forecast', () => {
  /** A full second, which a server writes in two ways: with its zeros, and without. */
  const tomorrow = Math.ceil((Date.now() + DAY_MS) / 1000) * 1000;

  test('counts the posts that are queued and have not asked the account yet', async () => {
    const of = account('queued');
    await queue(of, ['one', 'two'], tomorrow);
    const posts = [tomorrow - 1, tomorrow, tomorrow + 1].map((dueAt) => ({ scheduledAt: iso(dueAt) }));
    const [before, at, after] = await Promise.all(posts.map((post) => carillon.accounts.forecast(of, [post])));
    expect(before).toEqual([{ dueAt: iso(tomorrow - 1), expectedAt: iso(tomorrow - 1), fits: true }]);
    expect(at).toEqual([{ dueAt: iso(tomorrow), expectedAt: iso(tomorrow + SPAN_MS), fits: false }]);
    expect(after).toEqual([{ dueAt: iso(tomorrow + 1), expectedAt: iso(tomorrow + SPAN_MS), fits: false }]);
    const patient = { scheduledAt: iso(tomorrow), publishWithinSeconds: 7400 };
    expect(await carillon.accounts.forecast(of, [patient])).toMatchObject([{ fits: true }]);
  });

  test('counts a post once that is queued already, and one that was stopped not at all', async () => {
    const of = account('repeated');
    await queue(of, ['one', 'two'], tomorrow);
    const again = { id: 'two', scheduledAt: iso(tomorrow) };
    expect(await carillon.accounts.forecast(of, [again])).toMatchObject([{ expectedAt: iso(tomorrow), fits: true }]);
    await temporal.workflow.getHandle(postWorkflowId({ accountId: of, id: postId('one') })).terminate();
    const more = { scheduledAt: iso(tomorrow) };
    const giveUpAt = Date.now() + 15_000;
    while (!(await carillon.accounts.forecast(of, [more])).every(({ fits }) => fits)) {
      if (Date.now() > giveUpAt) throw new Error('The stopped post still counts.');
      await sleep(50);
    }
  });

  test('counts an id that exists as the post that it has become, wherever its request was due', async () => {
    const of = account('become');
    const moved = tomorrow + 10 * DAY_MS;
    await queue(of, ['stopped'], tomorrow);
    await queue(of, ['moved'], moved);
    await temporal.workflow.getHandle(postWorkflowId({ accountId: of, id: postId('stopped') })).terminate();
    const requests = ['stopped', 'moved', 'new', 'other'].map((id) => ({ id, scheduledAt: iso(tomorrow) }));
    const expected = [
      { dueAt: iso(tomorrow), expectedAt: null, fits: true },
      { dueAt: iso(moved), expectedAt: iso(moved), fits: true },
      { dueAt: iso(tomorrow), expectedAt: iso(tomorrow), fits: true },
      { dueAt: iso(tomorrow), expectedAt: iso(tomorrow), fits: true },
    ];
    const giveUpAt = Date.now() + 15_000;
    let forecasts = await carillon.accounts.forecast(of, requests);
    while (forecasts[0]?.expectedAt !== null && Date.now() < giveUpAt) {
      await sleep(50);
      forecasts = await carillon.accounts.forecast(of, requests);
    }
    expect(forecasts).toEqual(expected);
  });

  test('counts a queued post once that the account knows of', async () => {
    const of = account('known');
    // Its staging should have begun, so it may have asked.
    const dueAt = Date.now() + 600_000;
    await queue(of, ['one'], dueAt);
    await carillon.accounts.quota(of);
    await reserve(of, 'one', dueAt);
    expect(await carillon.accounts.forecast(of, [{ scheduledAt: iso(dueAt) }])).toMatchObject([{ fits: true }]);
  });

  test('counts the containers that posts need, those that are queued as well, and says of which there will never be enough', async () => {
    const of = account('containers');
    await using few = await Carillon.connect({
      ...{ connection, taskQueue, limits: { container: 10 }, windowSeconds: WINDOW_SECONDS },
    });
    const carousel = (count: number) => ({ kind: 'carousel' as const, media: Array(count).fill(PICTURE) });
    await few.posts.schedule({ accountId: of, id: 'one', ...carousel(6), scheduledAt: iso(tomorrow) });
    await untilListed(of, ['one']);
    const requests = [carousel(2), carousel(3), carousel(10), {}].map((content) => ({
      ...{ ...content, scheduledAt: iso(tomorrow) },
    }));
    const stagedAt = tomorrow - 900_000;
    expect(await few.accounts.forecast(of, requests)).toEqual([
      { dueAt: iso(tomorrow), expectedAt: iso(tomorrow), fits: true },
      { dueAt: iso(tomorrow), expectedAt: iso(stagedAt + SPAN_MS), fits: false },
      { dueAt: iso(tomorrow), expectedAt: null, fits: false },
      { dueAt: iso(tomorrow), expectedAt: iso(stagedAt + SPAN_MS), fits: false },
    ]);
  });

  test('is told of as many posts as an account takes in one question', async () => {
    const posts = Array.from({ length: 20_000 }, (_, index) => ({
      ...{ id: `order-${index}`, kind: 'carousel' as const, media: Array(1 + (index % 10)).fill({ kind: 'image' }) },
      scheduledAt: iso(tomorrow),
    }));
    const forecasts = await carillon.accounts.forecast(account('full'), posts);
    expect(forecasts.filter(({ fits }) => fits)).toHaveLength(2);
    expect(forecasts.every(({ expectedAt }) => expectedAt !== null)).toBe(true);
  });

  test('of more posts than an account tells at once is refused, with how many they are', async () => {
    const posts = Array.from({ length: 20_001 }, () => ({ scheduledAt: iso(tomorrow) }));
    await expect(carillon.accounts.forecast(account('many'), posts)).rejects.toMatchObject({
      code: 'invalid-request',
      message: expect.stringMatching(/20000 posts at most, and these are 20001 .*those that are due first/),
    });
  });

  test('of nothing is nothing', async () => {
    expect(await carillon.accounts.forecast(account('nothing'), [])).toEqual([]);
  });
});

test('while no worker answers, both say so', async () => {
  await using alone = await Carillon.connect({ connection, taskQueue: `nobody-${unique}`, deadlineMs: 1500 });
  const noWorker = { code: 'no-worker', message: expect.stringContaining(`for account "${account('alone')}"`) };
  await expect(alone.accounts.quota(account('alone'))).rejects.toMatchObject(noWorker);
  await expect(alone.accounts.forecast(account('alone'), [{ publishNow: true }])).rejects.toMatchObject(noWorker);
});
