import type { Client } from '@temporalio/client';
import { say } from '../cli/output.ts';
import { queueNothings, queueOurs } from './contenders.ts';
import { type EndedRun, endedRuns } from './ended-runs.ts';
import type { Rig } from './rig.ts';
import { median, shareOf, tenths } from './statistics.ts';
import type { Shape } from './twin/contract.ts';

export interface ThroughputPlan {
  /** Posts of one round, all due now. */
  readonly posts: number;
  readonly rounds: number;
  /** What our rate should at least be, as a share of that of runs that do nothing. */
  readonly aimShare: number;
}

export interface ThroughputReport extends ThroughputPlan {
  /** What a post that is due now goes through, counted in the history of one: the same for the runs that do nothing. */
  readonly shape: Shape;
  /** Runs a second from the first start to the last end; of each round, and their median. */
  readonly ours: Rate;
  readonly nothing: Rate;
  readonly share: number;
}

interface Rate {
  readonly perSecond: number;
  readonly ofEachRound: readonly number[];
}

const WARM_UP = 30;
const END_DEADLINE_MS = 120_000;

/** Our posts a second and the rate of runs that do nothing, in turns. */
export async function measureThroughput(rig: Rig, plan: ThroughputPlan): Promise<ThroughputReport> {
  await rig.needWorkers(1);
  const shape = await warmUp(rig);
  const ours: number[] = [];
  const nothing: number[] = [];
  for (let number = 1; number <= plan.rounds; number += 1) {
    ours.push(rateOf(await publishNow(rig, `ours-now-${number}`, plan.posts)));
    nothing.push(rateOf(await doNothing(rig, `nothing-${number}`, { count: plan.posts, shape })));
    say(`carillon ${ours.at(-1)} posts/s beside ${nothing.at(-1)} runs/s that do nothing`);
  }
  return {
    ...plan,
    shape,
    ours: { perSecond: tenths(median(ours)), ofEachRound: ours },
    nothing: { perSecond: tenths(median(nothing)), ofEachRound: nothing },
    share: shareOf(median(ours), median(nothing)),
  };
}

async function warmUp(rig: Rig): Promise<Shape> {
  const [run] = await publishNow(rig, 'ours-warm-up', WARM_UP);
  const shape = await shapeOf(rig.client, run?.workflowId ?? '');
  await doNothing(rig, 'nothing-warm-up', { count: WARM_UP, shape });
  return shape;
}

async function publishNow(rig: Rig, source: string, count: number): Promise<EndedRun[]> {
  const posts = rig.ourAccounts.flatMap((account, index) =>
    Array.from(
      { length: Math.ceil((count - index) / rig.ourAccounts.length) },
      () => ({ account, dueAt: 'now' }) as const,
    ),
  );
  await queueOurs(rig, source, { posts });
  const runs = await endedRuns(rig.client, source, { count, deadline: Date.now() + END_DEADLINE_MS });
  const unpublished = runs.filter(({ completed }) => !completed).length;
  if (unpublished > 0) throw new Error(`${unpublished} of ${count} posts were not published.`);
  return runs;
}

async function doNothing(rig: Rig, source: string, what: { count: number; shape: Shape }): Promise<EndedRun[]> {
  await queueNothings(rig, source, what);
  return await endedRuns(rig.client, source, { count: what.count, deadline: Date.now() + END_DEADLINE_MS });
}

async function shapeOf(client: Client, workflowId: string): Promise<Shape> {
  const { events = [] } = await client.workflow.getHandle(workflowId).fetchHistory();
  return {
    activities: events?.filter((event) => event.activityTaskScheduledEventAttributes != null).length ?? 0,
    timers: events?.filter((event) => event.timerStartedEventAttributes != null).length ?? 0,
  };
}

function rateOf(runs: readonly EndedRun[]): number {
  const from = Math.min(...runs.map(({ startedAt }) => startedAt));
  const to = Math.max(...runs.map(({ closedAt }) => closedAt));
  return tenths(runs.length / ((to - from) / 1_000));
}
