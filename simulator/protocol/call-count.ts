import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import type { Usage } from './usage-header.ts';

/** What one call finds of its account's allowance. */
export interface CountedCall {
  readonly isRefused: boolean;
  readonly usage: Usage;
}

const ALL = 100;
const MINUTE_MS = 60_000;

const usedUp = (forMs: number): Usage => ({ percent: ALL, regainMinutes: Math.ceil(forMs / MINUTE_MS) });

/**
 * Counts a call of an account. The call that uses the allowance up is still served. Those after it are refused, and count
 * for nothing, until the throttle ends.
 */
export function countCall({ settings, clock }: World, { callUse }: Account): CountedCall {
  const { throttledUntil } = callUse;
  const now = clock.now();
  if (throttledUntil !== null && now < throttledUntil) return { isRefused: true, usage: usedUp(throttledUntil - now) };
  const earlier = throttledUntil === null ? callUse.risenBy : 0;
  callUse.risenBy = earlier + settings.usagePercentPerCall;
  const percent = settings.usagePercent + callUse.risenBy;
  const lastsMs = settings.throttleMinutes * MINUTE_MS;
  callUse.throttledUntil = percent < ALL ? null : now + lastsMs;
  return {
    isRefused: false,
    usage: percent < ALL ? { percent: Math.floor(percent), regainMinutes: 0 } : usedUp(lastsMs),
  };
}
