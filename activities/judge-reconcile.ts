import type { ReconcileOrder } from '../contracts/reconcile.ts';
import type { ContainerReading } from '../graph/container-reading.ts';
import type { FeedMedia } from '../graph/feed.ts';
import type { FeedMatch } from './feed-match.ts';

/** One look at what became of a publish. */
export interface Look {
  /** Null when the container could not be read. */
  readonly statusCode: ContainerReading['statusCode'] | null;
  /** Null when the feed could not be read. */
  readonly feed: FeedMatch | null;
}

/** What a look proves. */
export type LookVerdict =
  | { readonly proves: 'published' }
  | {
      readonly proves: 'nothing';
      readonly statusCode: string | null;
      /** One of the media that look like ours, for a person to see. */
      readonly lookalike: FeedMedia | null;
    };

/**
 * Only the container's own word `PUBLISHED` proves that our publish took place: a person or another tool may have posted the
 * same. `ERROR` and `EXPIRED` prove nothing once a publish was sent, and neither does a container that cannot be read: in May
 * 2026 Instagram denied for minutes that containers existed which it published all the same.
 */
export function judgeLook({ statusCode, feed }: Look): LookVerdict {
  if (statusCode === 'PUBLISHED') return { proves: 'published' };
  return { proves: 'nothing', statusCode, lookalike: feed && (feed.match ?? feed.candidates[0] ?? null) };
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

/** How long it takes until all windows are over. Milliseconds. */
export const wholeWindowOf = (windowsMs: readonly number[]): number => Math.max(0, ...windowsMs);

/**
 * When to look again.
 * @returns epoch milliseconds, or `over` when this look was the last
 */
export function nextLookAt(pace: ReconcileOrder['pace'], { sentAt, now, windowsMs }: LookTimes): number | 'over' {
  const distances = pace === 'window' ? windowsMs : WATCH_MS;
  const after = pace === 'window' ? now : Math.max(now, sentAt + wholeWindowOf(windowsMs));
  const ahead = distances.map((distance) => sentAt + distance).filter((instant) => instant > after);
  return ahead.length === 0 ? 'over' : Math.min(...ahead);
}
