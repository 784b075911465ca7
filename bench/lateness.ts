import { say } from '../cli/output.ts';
import { type ArmSeconds, queueOurs, queueTwins } from './contenders.ts';
import type { Rig } from './rig.ts';
import { duePosts, figuresOf, type LatenessFigures, measureRound, type Round } from './round.ts';
import { median, percentile } from './statistics.ts';

/** Posts whose lateness is measured, and when they are due. */
export interface LatenessPlan {
  readonly posts: number;
  /** Between two due instants, in milliseconds. 0: all posts are due at one instant. */
  readonly apartMs: number;
  readonly rounds: number;
  /** Worker processes, for us and for the twin. */
  readonly workers: number;
  /** From the start of queueing to the first due instant, in milliseconds: room for queueing, staging and arming. */
  readonly aheadMs: number;
  readonly armSeconds: ArmSeconds;
  /** What the 99th percentile should stay under, in milliseconds. */
  readonly aimP99Ms: number | null;
}

export interface LatenessReport extends LatenessPlan {
  readonly ours: LatenessFigures;
  readonly twin: LatenessFigures;
  /** Events in the history of one of our posts: the median and the most that any had. */
  readonly historyEvents: { readonly usual: number; readonly most: number };
}

const TWIN_AHEAD_MS = 3_000;
/** What starting one more run may take, beside others. */
const START_MS = 15;

/** Our lateness and the twin's, in turns. */
export async function measureLateness(rig: Rig, plan: LatenessPlan): Promise<LatenessReport> {
  await rig.needWorkers(plan.workers);
  const rounds: Array<{ ours: Round; twin: Round }> = [];
  for (let number = 1; number <= plan.rounds; number += 1) {
    const ours = await measureRound(rig, `ours-${plan.posts}-${number}`, {
      posts: duePosts(rig.ourAccounts, plan, plan.aheadMs),
      queue: (source, posts) => queueOurs(rig, source, { posts, armSeconds: plan.armSeconds }),
    });
    tell(plan, 'carillon', ours);
    const twin = await measureRound(rig, `twin-${plan.posts}-${number}`, {
      posts: duePosts(rig.twinAccounts, plan, TWIN_AHEAD_MS + plan.posts * START_MS),
      queue: (source, posts) => queueTwins(rig, source, posts),
    });
    tell(plan, 'twin', twin);
    rounds.push({ ours, twin });
  }
  const historyEvents = rounds.flatMap(({ ours }) => ours.runs.map((run) => run.historyEvents));
  return {
    ...plan,
    ours: figuresOf(rounds.map(({ ours }) => ours)),
    twin: figuresOf(rounds.map(({ twin }) => twin)),
    historyEvents: { usual: median(historyEvents), most: percentile(historyEvents, 100) },
  };
}

function tell({ posts, apartMs }: LatenessPlan, who: string, round: Round): void {
  const { p50, p99, max } = figuresOf([round]);
  const when = apartMs === 0 ? 'at one instant' : `${apartMs} ms apart`;
  say(`${who.padEnd(8)} ${posts} posts ${when}: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`);
}
