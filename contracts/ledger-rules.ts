import type { LedgerRules, QuotaLimits } from './ledger.ts';

/** Meta: each of the limits counts a rolling day. */
export const INSTAGRAM_WINDOW_MS = 86_400_000;

/** Longer than a call waits for its connection, and a publish for what the process is busy with. */
const SEND_WITHIN_MS = 30_000;
/** Machines that keep time by NTP are within a second; one that has lost it for a day may be this far off. */
const CLOCK_SKEW_MS = 30_000;
/** How long before its instant a post may be armed at most: a publish is not granted earlier. */
export const MAX_ARM_SECONDS = 120;
/** Posts have their grant before they are armed. */
const PUBLISH_AHEAD_MS = MAX_ARM_SECONDS * 1_000 + 10_000;
const SETTLE_MS = 1_000;
/** A worker that was killed, or a server that was away, comes back within it. */
const PATIENCE_MS = 300_000;

/** How grants are given under these limits. With a window that is shortened for a test, all that depends on it is shorter too. */
export const ledgerRules = (limits: QuotaLimits, windowMs: number): LedgerRules => ({
  limits,
  windowMs,
  sendWithinMs: wholeMs(SEND_WITHIN_MS, windowMs / 10),
  clockSkewMs: wholeMs(CLOCK_SKEW_MS, windowMs / 20),
  grantAheadMs: { publish: wholeMs(PUBLISH_AHEAD_MS, windowMs / 2), container: 0, inviteRead: 0, inviteAnswer: 0 },
  settleMs: wholeMs(SETTLE_MS, windowMs / 20),
  patienceMs: wholeMs(PATIENCE_MS, windowMs),
});

/** Instants are whole milliseconds. */
const wholeMs = (mostMs: number, ms: number): number => Math.min(mostMs, Math.round(ms));
