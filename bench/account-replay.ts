import type { History } from '@temporalio/common/lib/proto-utils.js';
import { Worker, type WorkflowBundle } from '@temporalio/worker';
import { ACCOUNT, type AccountInput, accountTaskQueue } from '../contracts/account.ts';
import { type AccountId, accountWorkflowId } from '../contracts/ids.ts';
import { createLogger } from '../worker/log.ts';
import { workflowBundle } from '../worker/workflow-bundle.ts';
import type { account } from '../workflows/account.ts';
import { Ledger, type LedgerState } from '../workflows/ledger.ts';
import { accountIdOf } from './accounts.ts';
import { anotherRequest, askForNothing, oneProcess, RULES } from './ledger-callers.ts';
import { inParallel } from './parallel.ts';
import type { Rig } from './rig.ts';
import { median, tenths } from './statistics.ts';
import { twinBundle } from './twin/bundle.ts';

/** Runs that are replayed, as a worker does that has not got them in its memory. */
export interface ReplayPlan {
  /** Of one run: where an account rolls over (workflows/account-run.ts). */
  readonly grants: number;
  /** Grants of containers that the run before has left to it. */
  readonly carried: number;
  /** Of each, in turns. */
  readonly replays: number;
}

export interface ReplayReport {
  /** With all its grants, and with what it was left. */
  readonly full: ReplayTime;
  /** With one grant and nothing left to it. */
  readonly fresh: ReplayTime;
  /** An entity of the twin with as many updates as the full one has grants. */
  readonly nothing: ReplayTime;
}

interface ReplayTime {
  readonly events: number;
  /** Milliseconds: the median, and each. */
  readonly medianMs: number;
  readonly ofEachReplay: readonly number[];
}

const CALLERS = 4;

export async function measureReplay(rig: Rig, plan: ReplayPlan): Promise<ReplayReport> {
  await rig.needWorkers(1);
  const ours = await workflowBundle(createLogger('warn'));
  const full = timed(ours, await fullRun(rig, plan));
  const fresh = timed(ours, await accountRun(rig, accountIdOf('replayed-fresh'), { grants: 1, carried: null }));
  const nothing = timed(await twinBundle(), await entityRun(rig, plan));
  // The first replay of a bundle compiles it.
  for (const each of [full, nothing]) await each.replay();
  for (let number = 1; number <= plan.replays; number += 1) {
    for (const each of [full, fresh, nothing]) each.times.push(await each.replay());
  }
  return { full: timeOf(full), fresh: timeOf(fresh), nothing: timeOf(nothing) };
}

interface RecordedRun {
  readonly workflowId: string;
  readonly history: History;
}

interface Timed {
  readonly events: number;
  readonly times: number[];
  /** Resolves with what it took, in milliseconds. */
  replay(): Promise<number>;
}

const timed = (bundle: WorkflowBundle, { workflowId, history }: RecordedRun): Timed => ({
  events: history.events?.length ?? 0,
  times: [],
  replay: async () => {
    const from = performance.now();
    await Worker.runReplayHistory({ workflowBundle: bundle }, history, workflowId);
    return tenths(performance.now() - from);
  },
});

const timeOf = ({ events, times }: Timed): ReplayTime => ({
  events,
  medianMs: tenths(median(times)),
  ofEachReplay: times,
});

async function fullRun(rig: Rig, { grants, carried }: ReplayPlan): Promise<RecordedRun> {
  const accountId = accountIdOf('replayed-full');
  const run = await accountRun(rig, accountId, { grants, carried: spentContainers(accountId, carried) });
  const isOver = run.history.events?.some((event) => event.workflowExecutionContinuedAsNewEventAttributes != null);
  if (isOver !== true) throw new Error(`After ${grants} grants the account did not go on as a new run.`);
  return run;
}

/** The history of an account's first run, after it was asked so often. */
async function accountRun(
  rig: Rig,
  accountId: AccountId,
  { grants, carried }: { grants: number; carried: LedgerState | null },
): Promise<RecordedRun> {
  const workflowId = accountWorkflowId(accountId);
  const input: AccountInput = { schemaVersion: 1, accountId, rules: RULES, carried };
  const { firstExecutionRunId } = await rig.client.workflow.start<typeof account>(ACCOUNT, {
    workflowId,
    taskQueue: accountTaskQueue(rig.taskQueue),
    args: [input],
  });
  const ask = oneProcess(rig);
  // What the containers have filled is no matter to these.
  await inParallel(Array.from({ length: grants }), CALLERS, () => ask(accountId, 'inviteRead'));
  const history = await rig.client.workflow.getHandle(workflowId, firstExecutionRunId).fetchHistory();
  return { workflowId, history };
}

function spentContainers(accountId: AccountId, count: number): LedgerState {
  const ledger = new Ledger(RULES);
  for (let number = 1; number <= count; number += 1) ledger.reserve(anotherRequest(accountId, 'container'), Date.now());
  return ledger.state;
}

async function entityRun(rig: Rig, { grants }: ReplayPlan): Promise<RecordedRun> {
  const workflowId = 'replayed-nothing';
  await inParallel(Array.from({ length: grants }), CALLERS, () => askForNothing(rig, workflowId));
  return { workflowId, history: await rig.client.workflow.getHandle(workflowId).fetchHistory() };
}
