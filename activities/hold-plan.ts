/**
 * When a held post beats, prepares its request, and makes its mark. A lone post follows the design to the letter; a crowd due
 * at one instant spreads the same calls, because a server takes a few hundred of them a second and the instant must stay free.
 */

/** From the latest mark to the instant: an acknowledged beat takes 3 to 25 ms on an idle server, and may be retried once. */
const MARK_LEAD_MS = 250;
/** What one more post due at the same instant adds to the span over which the marks are spread. */
const MARK_SPREAD_PER_POST_MS = 5;
const MARK_SPREAD_MAX_MS = 3_000;

/** From the prepared connection to the mark: DNS, TCP and TLS to Instagram, and one failed attempt. */
const PREPARE_LEAD_MS = 1_500;

const BEAT_MIN_MS = 1_000;
/** A third of the heartbeat time-out, so that one lost beat never looks like a dead worker. */
const BEAT_MAX_MS = 2_000;
const BEAT_PER_POST_MS = 4;

/** The pause between two beats of one post, in a process that holds `held` posts. Milliseconds. */
export const beatIntervalMs = (held: number): number =>
  Math.min(BEAT_MAX_MS, Math.max(BEAT_MIN_MS, held * BEAT_PER_POST_MS));

/**
 * How long before the instant a post makes its mark. Milliseconds.
 * @param crowd posts in this process that are due at the same instant, this one included
 * @param share this post's place among them, from 0 to 1
 */
export const markLeadMs = (crowd: number, share: number): number =>
  MARK_LEAD_MS + Math.round(share * Math.min(MARK_SPREAD_MAX_MS, (crowd - 1) * MARK_SPREAD_PER_POST_MS));

/** How long before the instant a post prepares its connection and its request. Milliseconds. */
export const prepareLeadMs = (crowd: number, share: number): number => markLeadMs(crowd, share) + PREPARE_LEAD_MS;
