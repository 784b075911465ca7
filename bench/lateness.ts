import { say } from '../cli/output.ts';
import { type ArmSeconds, type BenchPost, queueOurs, queueTwins } from './contenders.ts';
import { type EndedRun, endedRuns } from './ended-runs.ts';
import type { Rig } from './rig.ts';
import { median, percentile, tenths } from './statistics.ts';

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

/** From the due instant to the instant at which Instagram's side had the whole publish request. Milliseconds; medians of the rounds. */
export interface LatenessFigures {
  readonly p50: number;
  readonly p99: number;
  /** Of all rounds. */
  readonly max: number;
  readonly p99OfEachRound: readonly number[];
  /** Posts that were published, of all that were queued. */
  readonly published: number;
  readonly queued: number;
}

export interface LatenessReport extends LatenessPlan {
  readonly ours: LatenessFigures;
  readonly twin: LatenessFigures;
  /** Events in the history of one of our posts: the median and the most that any had. */
  readonly historyEvents: { readonly usual: number; readonly most: number };
}

type DuePost = BenchPost & { readonly dueAt: number };

const TWIN_AHEAD_MS = 3_000;
/** What starting one more run may take, beside others. */
const START_MS = 15;
const END_DEADLINE_MS = 60_000;
const END_PER_POST_MS = 150;

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

interface Round {
  readonly queued: number;
  readonly lateness: readonly number[];
  readonly runs: readonly EndedRun[];
}

interface RoundPlan {
  readonly posts: readonly DuePost[];
  readonly queue: (source: string, posts: readonly DuePost[]) => Promise<void>;
}

async function measureRound(rig: Rig, source: string, { posts, queue }: RoundPlan): Promise<Round> {
  const seenBefore = (await rig.simulator.publishes()).length;
  await queue(source, posts);
  const lastDueAt = Math.max(...posts.map(({ dueAt }) => dueAt));
  const deadline = lastDueAt + END_DEADLINE_MS + posts.length * END_PER_POST_MS;
  const runs = await endedRuns(rig.client, source, { count: posts.length, deadline });
  const seen = (await rig.simulator.publishes()).slice(seenBefore).filter(({ committed }) => committed);
  const dueAtOf = new Map(posts.map(({ account, dueAt }) => [String(account.igUserId), dueAt]));
  const lateness = seen.map(({ igUserId, bodyReceivedAt }) => bodyReceivedAt - (dueAtOf.get(igUserId) ?? Number.NaN));
  return { queued: posts.length, lateness, runs };
}

/** Accounts are used in turns; posts with instants of their own need accounts of their own, to be told apart. */
function duePosts(accounts: Rig['ourAccounts'], { posts, apartMs }: LatenessPlan, aheadMs: number): DuePost[] {
  if (apartMs > 0 && posts > accounts.length) throw new RangeError(`There are only ${accounts.length} accounts.`);
  const first = Date.now() + aheadMs;
  return Array.from({ length: posts }, (_, index) => accounts[index % accounts.length]).flatMap((account, index) =>
    account === undefined ? [] : [{ account, dueAt: first + index * apartMs }],
  );
}

const figuresOf = (rounds: readonly Round[]): LatenessFigures => {
  const each = (percent: number) => rounds.map(({ lateness }) => tenths(percentile(lateness, percent)));
  return {
    p50: tenths(median(each(50))),
    p99: tenths(median(each(99))),
    max: Math.max(...each(100)),
    p99OfEachRound: each(99),
    published: rounds.reduce((sum, { lateness }) => sum + lateness.length, 0),
    queued: rounds.reduce((sum, { queued }) => sum + queued, 0),
  };
};

function tell({ posts, apartMs }: LatenessPlan, who: string, round: Round): void {
  const { p50, p99, max } = figuresOf([round]);
  const when = apartMs === 0 ? 'at one instant' : `${apartMs} ms apart`;
  say(`${who.padEnd(8)} ${posts} posts ${when}: p50 ${p50} ms, p99 ${p99} ms, max ${max} ms`);
}
