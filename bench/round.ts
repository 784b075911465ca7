import type { BenchPost } from './contenders.ts';
import { type EndedRun, endedRuns } from './ended-runs.ts';
import type { Rig } from './rig.ts';
import { median, percentile, tenths } from './statistics.ts';

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

export type DuePost = BenchPost & { readonly dueAt: number };

const END_DEADLINE_MS = 60_000;
const END_PER_POST_MS = 150;

/** Posts that were queued, and how late each of them went out. */
export interface Round {
  readonly queued: number;
  readonly lateness: readonly number[];
  readonly runs: readonly EndedRun[];
}

export interface RoundPlan {
  readonly posts: readonly DuePost[];
  readonly queue: (source: string, posts: readonly DuePost[]) => Promise<void>;
  /** Posts of others that may stand in their way: they are waited for longer. @default none */
  readonly others?: number;
}

/** Queues posts, waits until they have ended, and reads from the simulator how late they were. */
export async function measureRound(rig: Rig, source: string, { posts, queue, others = 0 }: RoundPlan): Promise<Round> {
  const seenBefore = (await rig.simulator.publishes()).length;
  await queue(source, posts);
  const lastDueAt = Math.max(...posts.map(({ dueAt }) => dueAt));
  const deadline = lastDueAt + END_DEADLINE_MS + (posts.length + others) * END_PER_POST_MS;
  const runs = await endedRuns(rig.client, source, { count: posts.length, deadline });
  const seen = (await rig.simulator.publishes()).slice(seenBefore).filter(({ committed }) => committed);
  const dueAtOf = new Map(posts.map(({ account, dueAt }) => [String(account.igUserId), dueAt]));
  // Other accounts publish other posts meanwhile.
  const lateness = seen.flatMap(({ igUserId, bodyReceivedAt }) => {
    const dueAt = dueAtOf.get(igUserId);
    return dueAt === undefined ? [] : [bodyReceivedAt - dueAt];
  });
  return { queued: posts.length, lateness, runs };
}

/** Accounts are used in turns; posts with instants of their own need accounts of their own, to be told apart. */
export function duePosts(
  accounts: Rig['ourAccounts'],
  { posts, apartMs }: { readonly posts: number; readonly apartMs: number },
  aheadMs: number,
): DuePost[] {
  if (apartMs > 0 && posts > accounts.length) throw new RangeError(`There are only ${accounts.length} accounts.`);
  const first = Date.now() + aheadMs;
  return Array.from({ length: posts }, (_, index) => accounts[index % accounts.length]).flatMap((account, index) =>
    account === undefined ? [] : [{ account, dueAt: first + index * apartMs }],
  );
}

export function figuresOf(rounds: readonly Round[]): LatenessFigures {
  const each = (percent: number) => rounds.map(({ lateness }) => tenths(percentile(lateness, percent)));
  return {
    p50: tenths(median(each(50))),
    p99: tenths(median(each(99))),
    max: Math.max(...each(100)),
    p99OfEachRound: each(99),
    published: rounds.reduce((sum, { lateness }) => sum + lateness.length, 0),
    queued: rounds.reduce((sum, { queued }) => sum + queued, 0),
  };
}
