import type { PublishTrace, ReconcileOrder } from '../contracts/reconcile.ts';
import type { ContainerReading } from '../graph/container-reading.ts';
import type { FeedMedia } from '../graph/feed.ts';
import type { FeedMatch } from './feed-match.ts';
import { isStrongCaption } from './feed-match.ts';

/** What a look at the container gave. */
export type ContainerLook =
  | { readonly kind: 'read'; readonly statusCode: ContainerReading['statusCode'] }
  /** Instagram says that there is no such container, as it also does in outages that leave lists and publishing alone. */
  | { readonly kind: 'hidden' }
  /** The look failed for a reason that says nothing of the container. */
  | { readonly kind: 'unanswered' };

/** One look at what became of a publish. */
export interface Look {
  readonly container: ContainerLook;
  /** Null when the feed could not be read. */
  readonly feed: FeedMatch | null;
}

/** What a look proves. */
export type LookVerdict =
  | { readonly proves: 'published'; readonly media: FeedMedia | null }
  | {
      readonly proves: 'nothing';
      readonly statusCode: string | null;
      /** One of the media that look like ours, for a person to see. */
      readonly lookalike: FeedMedia | null;
    };

/**
 * The container's own word `PUBLISHED` is the proof that our publish took place; the feed then only tells which media it is.
 * While Instagram shows the container and says anything else, a media that looks like ours proves nothing: a person or
 * another tool may have posted the same. `ERROR` and `EXPIRED` prove nothing either once a publish was sent.
 * @param hiddenThroughout whether this look ends a window in all of which Instagram hid the container. Then a match counts,
 * if its caption is one that nobody else would have written by chance.
 */
export function judgeLook({ container, feed }: Look, trace: PublishTrace, hiddenThroughout: boolean): LookVerdict {
  const media = feed?.match ?? null;
  const lookalike = feed && (feed.match ?? feed.candidates[0] ?? null);
  switch (container.kind) {
    case 'read':
      if (container.statusCode === 'PUBLISHED') return { proves: 'published', media };
      return { proves: 'nothing', statusCode: container.statusCode, lookalike };
    case 'hidden':
      if (hiddenThroughout && media !== null && isStrongCaption(trace.caption)) return { proves: 'published', media };
      return { proves: 'nothing', statusCode: null, lookalike };
    case 'unanswered':
      return { proves: 'nothing', statusCode: null, lookalike };
    default:
      return container satisfies never;
  }
}

/** When to look again, counted from the sending: a publish is carried out within seconds, or minutes late. Milliseconds. */
export const RECONCILE_WINDOWS_MS = [5_000, 15_000, 30_000, 60_000, 150_000, 420_000] as const;

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
/** Containers live 24 hours. */
const WATCH_MS = [15 * MINUTE_MS, 30 * MINUTE_MS, ...Array.from({ length: 24 }, (_, hour) => (hour + 1) * HOUR_MS)];

/** Times are epoch milliseconds. */
export interface LookTimes {
  readonly sentAt: number;
  /** When this look began. */
  readonly now: number;
  /** Counted from the sending. */
  readonly windowsMs: readonly number[];
}

/**
 * When to look again.
 * @returns epoch milliseconds, or `over` when this look was the last
 */
export function nextLookAt(pace: ReconcileOrder['pace'], { sentAt, now, windowsMs }: LookTimes): number | 'over' {
  const windowEnd = Math.max(0, ...windowsMs);
  const distances = pace === 'window' ? windowsMs : WATCH_MS.filter((distance) => distance > windowEnd);
  const ahead = distances.map((distance) => sentAt + distance).filter((instant) => instant > now);
  return ahead.length === 0 ? 'over' : Math.min(...ahead);
}
