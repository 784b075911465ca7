import { Context, log } from '@temporalio/activity';
import type { PublishTrace } from '../contracts/reconcile.ts';
import type { FeedMedia } from '../graph/feed.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import type { GraphAccount } from '../graph/graph-client.ts';
import { toPostError } from '../graph/outcomes.ts';
import { claimedMedia } from './claimed-media.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { candidatesFor, earliestOf, type FeedMatch, matchAmong } from './feed-match.ts';
import { findGraphAccount, type UnusableAccount } from './graph-account.ts';
import type { Look } from './judge-reconcile.ts';
import { usageNearLimit } from './usage-errors.ts';

export type LookDependencies = Pick<ActivityDependencies, 'graph' | 'accounts' | 'client'>;

/** Why something could not be seen. */
export interface Obstacle {
  /** One sentence for people. */
  readonly why: string;
  /** How long Instagram asked us to stay away, in milliseconds. 0 when it did not. */
  readonly waitMs: number;
}

/**
 * Why a look that can wait is not made just now; null when it may be.
 * @param neededBy epoch milliseconds; null: whenever
 */
export function wayToMake(
  { accounts, usageWatch }: Pick<ActivityDependencies, 'accounts' | 'usageWatch'>,
  { accountId }: PublishTrace,
  neededBy: number | null,
): Obstacle | null {
  const account = accounts.get(accountId);
  const pause = account === undefined ? null : usageWatch.pauseOf(account, neededBy);
  return pause && { why: usageNearLimit(accountId, pause).message, waitMs: pause.waitMs };
}

export interface Seen<What> {
  readonly seen: What;
  readonly obstacles: readonly Obstacle[];
}

/** One look at the container and at the feed, at the same time. Reads only. */
export async function lookAtPublish(dependencies: LookDependencies, trace: PublishTrace): Promise<Seen<Look>> {
  const account = findGraphAccount(dependencies, trace.accountId);
  if ('error' in account) return { seen: { statusCode: null, feed: null }, obstacles: [ours(account)] };
  const [container, feed] = await Promise.all([
    lookAtContainer(dependencies, account, trace),
    lookAtFeed(dependencies, account, trace),
  ]);
  return concluded({
    seen: { statusCode: container.seen, feed: feed.seen },
    obstacles: [...container.obstacles, ...feed.obstacles],
  });
}

/** One look at the feed only. */
export async function lookForMedia(
  dependencies: LookDependencies,
  trace: PublishTrace,
): Promise<Seen<FeedMatch | null>> {
  const account = findGraphAccount(dependencies, trace.accountId);
  if ('error' in account) return { seen: null, obstacles: [ours(account)] };
  return concluded(await lookAtFeed(dependencies, account, trace));
}

/** A look that was broken off, because the worker stops or the post is canceled, must not count as a look that saw nothing. */
function concluded<Look>(look: Look): Look {
  Context.current().cancellationSignal.throwIfAborted();
  return look;
}

async function lookAtContainer(
  { graph }: LookDependencies,
  account: GraphAccount,
  { containerId }: PublishTrace,
): Promise<Seen<Look['statusCode']>> {
  const answer = await graph.readContainer(account, containerId, Context.current().cancellationSignal);
  if (answer.kind === 'ok') return { seen: answer.value.statusCode, obstacles: [] };
  return { seen: null, obstacles: [obstacle('container', answer)] };
}

async function lookAtFeed(
  dependencies: LookDependencies,
  account: GraphAccount,
  trace: PublishTrace,
): Promise<Seen<FeedMatch | null>> {
  const query = { edge: trace.kind === 'story' ? 'stories' : 'media', since: earliestOf(trace) } as const;
  const answer = await dependencies.graph.readFeed(account, query, Context.current().cancellationSignal);
  if (answer.kind === 'ok') return await unclaimedMatch(dependencies, trace, answer.value.media);
  return { seen: null, obstacles: [obstacle('read', answer)] };
}

async function unclaimedMatch(
  { client }: LookDependencies,
  trace: PublishTrace,
  feed: readonly FeedMedia[],
): Promise<Seen<FeedMatch | null>> {
  const candidates = candidatesFor(trace, feed);
  const ids = candidates.map(({ mediaId }) => mediaId);
  try {
    const claimed = await claimedMedia(client, { accountId: trace.accountId, id: trace.postId }, ids);
    return { seen: matchAmong(candidates, claimed), obstacles: [] };
  } catch (error) {
    // Media that may be other posts' are left alone; what the container says must be heard all the same.
    log.warn('could not ask which media belong to other posts', { why: String(error) });
    const why = 'The Temporal server did not tell which media belong to other posts.';
    return { seen: null, obstacles: [{ why, waitMs: 0 }] };
  }
}

/** Why this installation could not even ask. */
const ours = ({ error }: UnusableAccount): Obstacle => ({ why: error.message, waitMs: 0 });

const obstacle = (endpoint: 'container' | 'read', failure: GraphFailure): Obstacle => ({
  why: toPostError(endpoint, failure).message,
  waitMs: failure.kind === 'refused' ? (failure.usage.account?.regainAccessMinutes ?? 0) * 60_000 : 0,
});
