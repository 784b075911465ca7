import type { WorkflowHandle } from '@temporalio/client';
import type { PostView } from '../client/index.ts';
import { INSTAGRAM_LIMITS } from '../contracts/ledger.ts';
import { ledgerRules } from '../contracts/ledger-rules.ts';
import { type ArmSeconds, queueOurs } from './contenders.ts';
import { endedRuns } from './ended-runs.ts';
import type { Rig } from './rig.ts';
import { percentile } from './statistics.ts';

/** Posts of one account that are due at one instant, and more than a window holds. */
export interface SlotsPlan {
  readonly posts: number;
  /** What a window holds. */
  readonly publishes: number;
  readonly windowSeconds: number;
  /** From the start of queueing to the due instant, in milliseconds. */
  readonly aheadMs: number;
  readonly armSeconds: ArmSeconds;
  /** What the 99th percentile of the waits should stay under, in milliseconds. */
  readonly aimP99Ms: number;
}

export interface SlotsReport extends SlotsPlan {
  /** How far the ledger keeps calls apart that would be one too many, in milliseconds. */
  readonly spanMs: number;
  /** From the instant at which a slot is free to the sending of the post that takes it. */
  readonly waits: WaitFigures;
  /** From the due instant to the sending of those that the first window holds. */
  readonly first: WaitFigures;
}

/** Milliseconds. */
export interface WaitFigures {
  readonly count: number;
  readonly p50: number;
  readonly p99: number;
  readonly max: number;
}

const END_DEADLINE_MS = 60_000;

/** How soon slots are used, in a window that is short enough to be waited for. */
export const measureSlots = (rig: Rig, plan: SlotsPlan): Promise<SlotsReport> => {
  const { publishes, windowSeconds } = plan;
  const environment = { CARILLON_WINDOW_SECONDS: `${windowSeconds}`, CARILLON_LIMITS: `publish=${publishes}` };
  return rig.beside({ name: 'slots', environment }, async (short) => {
    await short.simulator.set({ quotaTotal: publishes, quotaDurationSeconds: windowSeconds });
    await short.needWorkers(1);
    const spanMs = spanOf(plan);
    const { dueAt, sentAts } = await publishAll(short, plan, spanMs);
    const waits = waitsForSlots(sentAts, { publishes, spanMs });
    const first = sentAts.slice(0, publishes).map((sentAt) => sentAt - dueAt);
    return { ...plan, spanMs, waits: figuresOfWaits(waits), first: figuresOfWaits(first) };
  });
};

/**
 * For every sending that had to wait for a slot: how long that had been free, since the one so many sendings earlier left the
 * window. In the order of the sendings.
 */
export const waitsForSlots = (
  sentAts: readonly number[],
  { publishes, spanMs }: Pick<SlotsReport, 'publishes' | 'spanMs'>,
): number[] => sentAts.slice(publishes).map((sentAt, index) => sentAt - ((sentAts[index] ?? Number.NaN) + spanMs));

function spanOf({ publishes, windowSeconds }: SlotsPlan): number {
  const rules = ledgerRules({ ...INSTAGRAM_LIMITS, publish: publishes }, windowSeconds * 1_000);
  return rules.windowMs + rules.sendWithinMs + rules.clockSkewMs;
}

/** `sentAts`: in their order. Epoch milliseconds. */
async function publishAll(
  rig: Rig,
  { posts, publishes, aheadMs, armSeconds }: SlotsPlan,
  spanMs: number,
): Promise<{ dueAt: number; sentAts: readonly number[] }> {
  const [account] = rig.ourAccounts;
  if (account === undefined) throw new Error('There is no account.');
  const source = 'slots';
  const dueAt = Date.now() + aheadMs;
  await queueOurs(rig, source, { posts: Array.from({ length: posts }, () => ({ account, dueAt })), armSeconds });
  const lastAt = dueAt + Math.floor((posts - 1) / publishes) * spanMs;
  const runs = await endedRuns(rig.client, source, { count: posts, deadline: lastAt + END_DEADLINE_MS });
  const sentAts = await Promise.all(runs.map(({ workflowId }) => sentAtOf(rig.client.workflow.getHandle(workflowId))));
  return { dueAt, sentAts: sentAts.toSorted((one, other) => one - other) };
}

async function sentAtOf(run: WorkflowHandle<() => Promise<PostView>>): Promise<number> {
  const { attempts } = await run.result();
  const sentAt = attempts.at(-1)?.sentAt;
  if (sentAt == null) throw new Error(`The run ${run.workflowId} has published, and does not say when.`);
  return Date.parse(sentAt);
}

const figuresOfWaits = (waits: readonly number[]): WaitFigures => ({
  count: waits.length,
  p50: percentile(waits, 50),
  p99: percentile(waits, 99),
  max: percentile(waits, 100),
});
