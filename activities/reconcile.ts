import { ApplicationFailure, activityInfo, Context } from '@temporalio/activity';
import type { FoundMedia, PublishTrace, ReconcileOrder, ReconcileOutcome } from '../contracts/reconcile.ts';
import type { FeedMedia } from '../graph/feed.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { judgeLook, type Look, nextLookAt, RECONCILE_WINDOWS_MS } from './judge-reconcile.ts';
import { type LookDependencies, lookAtPublish, lookForMedia, type Obstacle } from './look.ts';

/** `type` of the failures by which a look asks for the next one. */
export const LOOK_AGAIN = 'LookAgain';

/** A throttled account is asked again within the hour, whatever wait was named, so that no look comes after the last deadline. */
const LONGEST_WAIT_MS = 3_600_000;

/** What an attempt leaves to the next one as its heartbeat, which the server keeps without an event. */
interface Memory {
  /** Whether Instagram has hidden the container from every look so far. */
  readonly isHidden: boolean;
}

/**
 * Finding out by reading. Each attempt is one look; one that settles nothing fails with the time of the next, which costs no
 * event and holds no slot of the worker.
 */
export function createReconcileActivities(
  dependencies: LookDependencies & Pick<ActivityDependencies, 'reconcileWindowsMs'>,
) {
  const { accounts, reconcileWindowsMs: windowsMs = RECONCILE_WINDOWS_MS } = dependencies;
  return {
    /** Finds out whether a doubtful publish took place. Nothing that stands in the way of a look ends it before its time. */
    async reconcile({ trace, pace }: ReconcileOrder): Promise<ReconcileOutcome> {
      const next = nextLookAt(pace, { sentAt: trace.sentAt, now: Date.now(), windowsMs });
      const { seen: look, obstacles } = await lookAtPublish(dependencies, trace);
      // Without a window before it, one look proves no outage; and once a person was asked, a media may be that person's.
      const endsHiddenWindow = pace === 'window' && next === 'over' && wasHidden();
      const verdict = judgeLook(look, trace, endsHiddenWindow);
      if (verdict.proves === 'published') return { found: 'published', media: foundMedia(verdict.media) };
      if (next !== 'over') {
        remember(look);
        throw lookAgain(next, inWords(look), obstacles);
      }
      return {
        found: 'nothing',
        statusCode: verdict.statusCode,
        lookalike: foundMedia(verdict.lookalike),
        // An account that wants posts published again wants it when the feed does not show them, so the feed must have been seen.
        onUnconfirmed: look.feed === null ? 'wait' : (accounts.get(trace.accountId)?.onUnconfirmed ?? 'wait'),
      };
    },

    /** Finds the media of a container that Instagram calls published. Null when a day has not shown which one it is. */
    async findMedia({ trace }: { readonly trace: PublishTrace }): Promise<{ media: FoundMedia | null }> {
      const times = { sentAt: trace.sentAt, now: Date.now(), windowsMs };
      const { seen: feed, obstacles } = await lookForMedia(dependencies, trace);
      if (feed?.match) return { media: foundMedia(feed.match) };
      const inWindow = nextLookAt('window', times);
      const next = inWindow === 'over' ? nextLookAt('watch', times) : inWindow;
      if (next === 'over') return { media: null };
      throw lookAgain(next, feedInWords(feed), obstacles);
    },
  };
}

/** Only what was remembered for certain counts: a worker that died may have taken with it that the container was seen. */
function wasHidden(): boolean {
  const memory: Partial<Memory> | undefined = activityInfo().heartbeatDetails;
  return memory?.isHidden === true;
}

function remember({ container }: Look): void {
  const isFirst = activityInfo().attempt === 1;
  const memory: Memory = { isHidden: container.kind === 'hidden' && (isFirst || wasHidden()) };
  Context.current().heartbeat(memory);
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

function inWords({ container, feed }: Look): string {
  const words =
    container.kind === 'read' ? `The container reads ${container.statusCode}.` : 'The container is not readable.';
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
