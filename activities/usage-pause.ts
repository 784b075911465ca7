import type { GraphFailure, Meter } from '../graph/graph-answer.ts';

/** From here on, in percent, what is left of an allowance is kept for posts that are due. */
const NEAR_LIMIT = 90;
/** The news that a pause is over comes with the answers to other calls. */
const ASK_AGAIN_MS = 20_000;
/** When nothing says how long it lasts: the allowances are counted over an hour or a day that rolls. */
const UNTOLD_MS = 300_000;

/** What was last told of an allowance. */
export interface Reading {
  readonly meter: Meter;
  /** Epoch milliseconds. */
  readonly readAt: number;
}

/** Why a call does not go out just now. */
export interface Pause {
  /** Epoch milliseconds. */
  readonly until: number;
  /** How long until it is worth asking again, in milliseconds. */
  readonly waitMs: number;
  /** How much is used up. */
  readonly percent: number;
}

/** Times are epoch milliseconds. */
export interface CallTimes {
  readonly now: number;
  /** Null: whenever. */
  readonly neededBy: number | null;
}

/**
 * Whether a call that nobody publishes by has to wait. Those do that are not needed before there is room again; and all do while
 * Instagram refuses calls and has named the end of that: where it has not, only another call can show that it is over.
 */
export function pauseAt({ meter, readAt }: Reading, { now, neededBy }: CallTimes): Pause | null {
  const { percent } = meter;
  const until = readAt + regainMs(meter);
  if (percent < NEAR_LIMIT || now >= until) return null;
  const isNeeded = neededBy !== null && neededBy < until;
  return isNeeded && !isRefusing(meter) ? null : { until, percent, waitMs: Math.min(until - now, ASK_AGAIN_MS) };
}

/** Instagram refuses every call from 100 percent on. */
const isRefusing = ({ percent, regainAccessMinutes }: Meter): boolean =>
  percent >= 100 && (regainAccessMinutes ?? 0) > 0;

/** How long it takes until there is room in an allowance again. */
export const regainMs = (meter: Meter | null): number => (meter?.regainAccessMinutes ?? 0) * 60_000 || UNTOLD_MS;

/** The same, for a call that was refused because there is none. */
export const throttledMs = (failure: GraphFailure): number =>
  regainMs(failure.kind === 'unreachable' ? null : failure.usage.account);
