import { setTimeout as sleep } from 'node:timers/promises';
import { say } from '../cli/output.ts';
import { UPLOAD_ACTIVITY } from '../contracts/staging.ts';
import { activitySpan } from './activity-span.ts';
import { type ArmSeconds, type Content, queueOurs } from './contenders.ts';
import { endedRuns } from './ended-runs.ts';
import type { Rig } from './rig.ts';
import { type DuePost, duePosts, figuresOf, type LatenessFigures, measureRound, type Round } from './round.ts';
import { writeVideo } from './videos.ts';

/** Posts due at one instant, with reels that are being staged then and without them. */
export interface StagingPlan {
  readonly posts: number;
  readonly reels: number;
  readonly reelMegabytes: number;
  /** How long the simulator processes a reel, in milliseconds: until after the instant. */
  readonly processingMs: number;
  readonly rounds: number;
  /** From the start of queueing to the due instant, in milliseconds. */
  readonly aheadMs: number;
  /** From the start of queueing the reels to the due instant of the posts, in milliseconds. */
  readonly reelsBeforeMs: number;
  /** From the due instant of the posts to that of the reels, in milliseconds. */
  readonly reelsAfterMs: number;
  readonly armSeconds: ArmSeconds;
  /** What the 99th percentile should stay under beside the reels, as it does alone, in milliseconds. */
  readonly aimP99Ms: number;
}

export interface StagingReport extends StagingPlan {
  readonly alone: LatenessFigures;
  readonly beside: LatenessFigures;
  /** How far the reels of each round were at the due instant of the posts. */
  readonly reelsThen: readonly ReelsThen[];
}

interface ReelsThen {
  /** Whole, and polled while they were processed. */
  readonly uploaded: number;
  readonly uploading: number;
  readonly waiting: number;
}

const REELS_DEADLINE_MS = 180_000;

/** The lateness of posts due at one instant, alone and beside reels, in turns. */
export async function measureStaging(rig: Rig, plan: StagingPlan): Promise<StagingReport> {
  await rig.needWorkers(1);
  const { file } = await writeVideo(rig, 'staged', plan.reelMegabytes);
  const content: Content = { kind: 'reel', media: [{ kind: 'video', file }] };
  const alone: Round[] = [];
  const beside: Round[] = [];
  const reelsThen: ReelsThen[] = [];
  await rig.simulator.set({ videoProcessingMs: plan.processingMs });
  for (let number = 1; number <= plan.rounds; number += 1) {
    alone.push(await publish(rig, plan, { source: `alone-${number}`, posts: postsOf(rig, plan) }));
    tell(plan, 'alone', alone);
    const posts = postsOf(rig, plan);
    const [round, then] = await Promise.all([
      publish(rig, plan, { source: `beside-${number}`, posts }),
      stageReels(rig, plan, { source: `reels-${number}`, dueAt: posts[0]?.dueAt ?? Number.NaN, content }),
    ]);
    beside.push(round);
    reelsThen.push(then);
    tell(plan, 'beside', beside);
  }
  await rig.simulator.set({ videoProcessingMs: 0 });
  return { ...plan, alone: figuresOf(alone), beside: figuresOf(beside), reelsThen };
}

/** They take the first half of the accounts. */
const postsOf = ({ ourAccounts }: Rig, { posts, aheadMs }: StagingPlan): DuePost[] =>
  duePosts(ourAccounts.slice(0, ourAccounts.length / 2), { posts, apartMs: 0 }, aheadMs);

const publish = (
  rig: Rig,
  { armSeconds }: StagingPlan,
  { source, posts }: { source: string; posts: readonly DuePost[] },
): Promise<Round> =>
  measureRound(rig, source, { posts, queue: (of, due) => queueOurs(rig, of, { posts: due, armSeconds }) });

/** They take the second half of the accounts. `dueAt`: of the posts. */
async function stageReels(
  rig: Rig,
  plan: StagingPlan,
  { source, dueAt, content }: { source: string; dueAt: number; content: Content },
): Promise<ReelsThen> {
  await sleep(dueAt - plan.reelsBeforeMs - Date.now());
  const accounts = rig.ourAccounts.slice(rig.ourAccounts.length / 2);
  const reels = duePosts(accounts, { posts: plan.reels, apartMs: 0 }, plan.reelsBeforeMs + plan.reelsAfterMs);
  await queueOurs(rig, source, {
    posts: reels.map((reel) => ({ ...reel, content })),
    armSeconds: plan.armSeconds,
  });
  const runs = await endedRuns(rig.client, source, { count: plan.reels, deadline: dueAt + REELS_DEADLINE_MS });
  if (runs.some(({ completed }) => !completed)) throw new Error(`Not all reels of ${source} were published.`);
  const uploads = await Promise.all(
    runs.map(({ workflowId }) => activitySpan(rig.client, workflowId, UPLOAD_ACTIVITY)),
  );
  return {
    uploaded: uploads.filter(({ endedAt }) => endedAt <= dueAt).length,
    uploading: uploads.filter(({ startedAt, endedAt }) => startedAt <= dueAt && endedAt > dueAt).length,
    waiting: uploads.filter(({ startedAt }) => startedAt > dueAt).length,
  };
}

function tell({ posts, reels }: StagingPlan, which: 'alone' | 'beside', rounds: readonly Round[]): void {
  const { p50, p99, max } = figuresOf(rounds.slice(-1));
  const where = which === 'alone' ? 'alone' : `beside ${reels} reels that are being staged`;
  say(`carillon ${posts} posts at one instant, ${where}: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`);
}
