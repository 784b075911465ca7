import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import type { FoundMedia, PublishTrace, ReconcileOrder, ReconcileOutcome } from '../contracts/reconcile.ts';
import type { FeedMedia } from '../graph/feed.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { judgeLook, type Look, nextLookAt, RECONCILE_WINDOWS_MS, wholeWindowOf } from './judge-reconcile.ts';
import { type LookDependencies, lookAtPublish, lookForMedia, type Obstacle, wayToMake } from './look.ts';

/** `type` of the failures by which a look asks for the next one. */
export const LOOK_AGAIN = 'LookAgain';

/** A throttled account is asked again within the hour, whatever wait was named, so that no look comes after the last deadline. */
const LONGEST_WAIT_MS = 3_600_000;

/**
 * Finding out by reading. Each attempt is one look; one that settles nothing fails with the time of the next, which costs no
 * event and holds no slot of the worker.
 */
export function createReconcileActivities(
  dependencies: LookDependencies & Pick<ActivityDependencies, 'usageWatch' | 'reconcileWindowsMs'>,
) {
  const { accounts, reconcileWindowsMs: windowsMs = RECONCILE_WINDOWS_MS } = dependencies;
  const makeWayForDue = (trace: PublishTrace, neededBy: number | null): void => {
    const obstacle = wayToMake(dependencies, trace, neededBy);
    if (obstacle !== null) throw lookAgain(Date.now(), 'No look was taken.', [obstacle]);
  };
  return {
    /** Finds out whether a doubtful publish took place. Nothing that stands in the way of a look ends it before its time. */
    async reconcile({ trace, pace }: ReconcileOrder): Promise<ReconcileOutcome> {
      const times = { sentAt: trace.sentAt, now: Date.now(), windowsMs };
      // A person has been asked already: nothing is decided by a look that comes soon.
      if (pace === 'watch') makeWayForDue(trace, null);
      const { seen: look, obstacles } = await lookAtPublish(dependencies, trace);
      const verdict = judgeLook(look);
      if (verdict.proves === 'published') return { found: 'published' };
      const next = nextLookAt(pace, times);
      if (next !== 'over') throw lookAgain(next, inWords(look), obstacles);
      return {
        found: 'nothing',
        statusCode: verdict.statusCode,
        lookalike: foundMedia(verdict.lookalike),
        // An account that wants posts published again wants it when the feed does not show them, so the feed must have been seen.
        onUnconfirmed: look.feed === null ? 'wait' : (accounts.get(trace.accountId)?.onUnconfirmed ?? 'wait'),
      };
    },

    /**
     * Finds the media of a container that is known to be published when this is asked for. The first look comes a whole window
     * later: before, the feed may not show ours yet, and the only media that fits may be another post's.
     * Null when a day after the sending has not shown which one it is.
     */
    async findMedia({ trace }: { readonly trace: PublishTrace }): Promise<{ media: FoundMedia | null }> {
      const times = { sentAt: trace.sentAt, now: Date.now(), windowsMs };
      const firstLookAt = activityInfo().scheduledTimestampMs + wholeWindowOf(windowsMs);
      if (times.now < firstLookAt) throw lookAgain(firstLookAt, 'It is too early to tell by the feed.', []);
      // Whoever has queued the post wants to see it; later looks have time.
      makeWayForDue(trace, times.now < firstLookAt + wholeWindowOf(windowsMs) ? firstLookAt : null);
      const { seen: feed, obstacles } = await lookForMedia(dependencies, trace);
      if (feed?.match) return { media: foundMedia(feed.match) };
      const next = nextLookAt('watch', times);
      if (next === 'over') return { media: null };
      throw lookAgain(next, feedInWords(feed), obstacles);
    },
  };
}

/** Benign: a publish that is not found yet is no failure, and must not look like one in logs and metrics. */
function lookAgain(at: number, saw: string, obstacles: readonly Obstacle[]): ApplicationFailure {
  const waitMs = Math.min(LONGEST_WAIT_MS, Math.max(0, ...obstacles.map((obstacle) => obstacle.waitMs)));
  return ApplicationFailure.create({
    type: LOOK_AGAIN,
    message: [saw, ...obstacles.map(({ why }) => why)].join(' '),
    category: 'BENIGN',
    nextRetryDelay: Math.max(1, at - Date.now(), waitMs),
  });
}

function inWords({ statusCode, feed }: Look): string {
  const words = statusCode === null ? 'The container is not readable.' : `The container reads ${statusCode}.`;
  return `${words} ${feedInWords(feed)}`;
}

function feedInWords(feed: Look['feed']): string {
  if (feed === null) return 'The feed is not readable.';
  if (feed.match !== null) return `The feed shows media ${feed.match.mediaId}, which looks like the post.`;
  const { length } = feed.candidates;
  return length === 0
    ? 'The feed shows nothing like the post.'
    : `The feed shows ${length} media that look like the post.`;
}

function foundMedia(media: FeedMedia | null): FoundMedia | null {
  if (media === null) return null;
  const { mediaId, permalink, publishedAt } = media;
  return { mediaId, permalink, publishedAt };
}
