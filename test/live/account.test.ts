import { randomBytes } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { Client, Connection, type WorkflowHandle } from '@temporalio/client';
import { tsToMs } from '@temporalio/common/lib/time.js';
import { createReservations, type Reservations } from '../../activities/reservations.ts';
import type { PostView } from '../../client/index.ts';
import {
  ACCOUNT_TASK_TIMEOUT_MS,
  QUOTA_QUERY,
  type QuotaQueryResult,
  RESERVE_UPDATE,
  type ReserveResult,
} from '../../contracts/account.ts';
import { type AccountId, accountWorkflowId, postWorkflowId } from '../../contracts/ids.ts';
import { INSTAGRAM_LIMITS, type LedgerRules, type ReserveRequest } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../../contracts/ledger-rules.ts';
import { postOfHolder } from '../../contracts/staging.ts';
import { accountId } from '../contracts/samples.ts';
import { LiveStack, type WorkerProcess } from '../support/live-stack.ts';
import { publishElsewhere } from '../support/rush.ts';

const RULES = ledgerRules(INSTAGRAM_LIMITS, INSTAGRAM_WINDOW_MS);
/** Room for a run that is rolled over several times. */
const ROOMY: LedgerRules = { ...RULES, limits: { ...INSTAGRAM_LIMITS, container: 5_000 } };

let stack: LiveStack;
let worker: WorkerProcess;
const connections: Connection[] = [];
beforeAll(async () => {
  stack = await LiveStack.start();
  worker = await stack.startWorker();
}, 40_000);
afterAll(async () => {
  await Promise.all(connections.map((connection) => connection.close()));
  await stack.stop();
});

const newAccount = (): AccountId => accountId(`ledger-${randomBytes(4).toString('hex')}`);
const runOf = (id: AccountId): WorkflowHandle => stack.temporal.workflow.getHandle(accountWorkflowId(id));
const quotaOf = (id: AccountId): Promise<QuotaQueryResult> => runOf(id).query(QUOTA_QUERY);
/** Of its newest run. Milliseconds. */
async function taskTimeoutOf(id: AccountId): Promise<number> {
  const { events } = await runOf(id).fetchHistory();
  return tsToMs(events?.[0]?.workflowExecutionStartedEventAttributes?.workflowTaskTimeout);
}
async function countOfRuns(id: AccountId): Promise<number> {
  return (await stack.temporal.workflow.count(`WorkflowId = "${accountWorkflowId(id)}"`)).count;
}
const containerOf = (holder: string, ticket = holder): ReserveRequest => ({
  kind: 'container',
  holder,
  ticket,
  from: 0,
  dueAt: 1_000,
});

/** One process that asks, as the activities of a worker do. */
async function newAsker(rules = RULES): Promise<Reservations> {
  const connection = await Connection.connect({ address: stack.environment['TEMPORAL_ADDRESS'] ?? '' });
  connections.push(connection);
  const taskQueue = stack.environment['CARILLON_TASK_QUEUE'] ?? '';
  return createReservations({ client: new Client({ connection }), taskQueue, rules });
}

/** Asks until it is answered, as Temporal has an activity do. */
async function persistently(ask: () => Promise<ReserveResult>): Promise<ReserveResult> {
  const giveUpAt = Date.now() + 60_000;
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (Date.now() > giveUpAt) throw error;
      await new Promise((resolve) => setTimeout(resolve, 200));
    }
  }
}

describe('the run of an account', () => {
  test('starts with the first who asks, and grants one ticket once', async () => {
    const asker = await newAsker();
    const id = newAccount();
    const ask = () => asker.reserve(id, { request: containerOf('a'), told: null });
    const first = await ask();
    expect(first).toMatchObject({ outcome: 'granted' });
    expect(await ask()).toEqual(first);
    expect((await quotaOf(id)).container).toMatchObject({ used: 1, limit: 400 });
    const { searchAttributes } = await runOf(id).describe();
    expect(searchAttributes).toMatchObject({ IgAccount: [id] });
  });

  test('wants to hear what Instagram has counted before its first publish', async () => {
    const asker = await newAsker();
    const id = newAccount();
    const request: ReserveRequest = { kind: 'publish', holder: 'p', ticket: 'p', from: 0, dueAt: 1_000 };
    expect(await asker.reserve(id, { request, told: null })).toEqual({ outcome: 'usage-needed' });
    const told = { usage: 100, limit: 100 };
    expect(await asker.reserve(id, { request, told })).toMatchObject({ outcome: 'deferred' });
    expect((await quotaOf(id)).publish).toMatchObject({ used: 0, foreign: 100, waiting: 1 });
  });

  test('gives back what was not used', async () => {
    const asker = await newAsker();
    const id = newAccount();
    await asker.reserve(id, { request: containerOf('a'), told: null });
    await asker.release(id, { kind: 'container', holders: ['a'], ticket: 'a' });
    expect((await quotaOf(id)).container.used).toBe(0);
  });

  test('is not stopped by what makes no sense', async () => {
    const asker = await newAsker();
    const id = newAccount();
    await asker.reserve(id, { request: containerOf('a'), told: null });
    for (const args of [undefined, 7, {}, { request: {}, rules: RULES, told: null }, { request: containerOf('b') }]) {
      const update = runOf(id).executeUpdate<unknown, [unknown]>(RESERVE_UPDATE, { args: [args] });
      await expect(update).rejects.toMatchObject({ name: 'WorkflowUpdateFailedError' });
    }
    const senseless = asker.reserve(id, { request: { ...containerOf('b'), holder: '' }, told: null });
    await expect(senseless).rejects.toMatchObject({ details: [{ code: 'ledger-refused' }, 1_000, null] });
    await runOf(id).signal<[unknown]>('release', { kind: 'nothing' });
    expect(await asker.reserve(id, { request: containerOf('b'), told: null })).toMatchObject({ outcome: 'granted' });
  });

  test('forgets a post that is canceled, or moved away, while it waits for a place that is a day away', async () => {
    await stack.control('POST', 'settings', { quotaTotal: 1 });
    const account = await stack.addAccount();
    const { accountId: name } = account;
    expect(await publishElsewhere(stack, account)).toBe(true);
    const { posts } = stack.carillon;
    const waitingPost = async () => {
      const { post } = await posts.schedule(stack.image(2_000, { accountId: name }));
      const { waitingFor } = await stack.until(post, 'the wait for a publish', (view) => view.waitingFor !== null);
      expect(Date.parse(waitingFor?.until ?? '')).toBeGreaterThan(Date.now() + 80_000_000);
      return post;
    };
    const [first, second] = [await waitingPost(), await waitingPost()];
    const run = runOf(accountId(name));
    const countWaiting = async () => (await run.query<QuotaQueryResult>(QUOTA_QUERY)).publish.waiting;
    expect(await countWaiting()).toBe(2);
    await posts.cancel(first);
    await posts.reschedule(second, new Date(Date.now() + 3_600_000).toISOString());
    const giveUpAt = Date.now() + 10_000;
    while ((await countWaiting()) > 0 && Date.now() < giveUpAt)
      await new Promise((resolve) => setTimeout(resolve, 100));
    expect(await countWaiting()).toBe(0);
    await posts.cancel(second);
  });

  test('gives a post that is moved while it waits for a container the place of its new due time, or none', async () => {
    const narrow = await LiveStack.start({ leadSeconds: 7_200, environment: { CARILLON_LIMITS: 'container=1' } });
    try {
      await narrow.startWorker();
      const { carillon, temporal, account } = narrow;
      const inMinutes = (minutes: number) => new Date(Date.now() + minutes * 60_000).toISOString();
      const queue = async (minutes: number): Promise<PostView> =>
        (await carillon.posts.schedule(narrow.image(0, { scheduledAt: inMinutes(minutes) }))).post;
      const queueToWait = async (minutes: number): Promise<PostView> =>
        await narrow.until(await queue(minutes), 'a place', ({ waitingFor }) => waitingFor?.kind === 'containerQuota');
      const run = temporal.workflow.getHandle(accountWorkflowId(accountId(account.accountId)));
      const untilInLine = async (...posts: readonly PostView[]) => {
        const giveUpAt = Date.now() + 10_000;
        for (;;) {
          const { plan } = (await run.query<QuotaQueryResult>(QUOTA_QUERY)).container;
          const waiting = plan.map(({ holder }) => postOfHolder(holder));
          if (isDeepStrictEqual(waiting, posts.map(postWorkflowId))) return;
          if (Date.now() > giveUpAt) throw new Error(`Waited in vain for another order than ${waiting}.`);
          await new Promise((resolve) => setTimeout(resolve, 100));
        }
      };
      await narrow.until(await queue(90), 'the only container', ({ containers }) => containers.length === 1);
      const [first, second] = [await queueToWait(40), await queueToWait(50)];
      await untilInLine(first, second);
      await carillon.posts.reschedule(second, inMinutes(30));
      await untilInLine(second, first);
      await carillon.posts.reschedule(second, inMinutes(300));
      await untilInLine(first);
    } finally {
      await narrow.stop();
    }
  }, 90_000);

  test('shows its four windows as a table in the Temporal UI', async () => {
    const asker = await newAsker();
    const id = newAccount();
    await asker.reserve(id, { request: containerOf('a'), told: null });
    const metadata = await runOf(id).query<{ currentDetails?: string }>('__temporal_workflow_metadata');
    expect(metadata.currentDetails).toContain('| containers made | 1 | 0 | 0 | 0 | 400 |');
    expect(metadata.currentDetails).toContain('| answers to invites | 0 | 0 | 0 | 0 | 50 |');
  });

  test('whose worker is killed answers those who ask right then, before they give up', async () => {
    const asker = await newAsker();
    const id = newAccount();
    await asker.reserve(id, { request: containerOf('a'), told: null });
    const killed = worker;
    worker = await stack.startWorker();
    killed.signal('SIGKILL');
    // The first task may be handed to the one that is dying.
    const asked = ['b', 'c', 'd'].map((holder) => asker.reserve(id, { request: containerOf(holder), told: null }));
    for (const answer of await Promise.all(asked)) expect(answer).toMatchObject({ outcome: 'granted' });
    expect(await taskTimeoutOf(id)).toBe(ACCOUNT_TASK_TIMEOUT_MS);
  });

  test('rolls over in the middle of traffic, with a worker killed, and loses and doubles no grant, and keeps the time-out of its tasks', async () => {
    const other = await stack.startWorker();
    const askers = await Promise.all([newAsker(ROOMY), newAsker(ROOMY), newAsker(ROOMY)]);
    const id = newAccount();
    const tickets = Array.from({ length: 600 }, (_, index) => `t${index}`);
    const granted = new Map<string, Set<number>>();
    let killed = false;
    await Promise.all(
      askers.map(async (asker, turn) => {
        // Each ticket is asked for by two of them: an answer that got lost is asked for again, perhaps in the next run.
        for (const [index, ticket] of tickets.entries()) {
          if (index % 3 === turn) continue;
          const answer = await persistently(() => asker.reserve(id, { request: containerOf(ticket), told: null }));
          if (answer.outcome !== 'granted') throw new Error(`${ticket}: ${answer.outcome}`);
          granted.set(ticket, (granted.get(ticket) ?? new Set()).add(answer.at));
          if (index === 300 && !killed) {
            killed = true;
            worker.signal('SIGKILL');
          }
        }
      }),
    );
    expect([...granted.values()].every((instants) => instants.size === 1)).toBe(true);
    expect((await quotaOf(id)).container.used).toBe(tickets.length);
    // The list lags behind.
    const giveUpAt = Date.now() + 20_000;
    while ((await countOfRuns(id)) < 3 && Date.now() < giveUpAt)
      await new Promise((resolve) => setTimeout(resolve, 200));
    expect(await countOfRuns(id)).toBeGreaterThanOrEqual(3);
    expect(await taskTimeoutOf(id)).toBe(ACCOUNT_TASK_TIMEOUT_MS);
    other.signal('SIGTERM');
    expect(await other.ended).toBe(0);
    worker = await stack.startWorker();
  }, 120_000);
});
