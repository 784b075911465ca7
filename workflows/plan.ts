import { type PostKey, postWorkflowId } from '../contracts/ids.ts';
import type { PostTiming } from '../contracts/publish-post.ts';

/** Instagram discards an unpublished container 24 h after its creation (Meta: "Content Publishing", containers expire). */
const CONTAINER_LIFE_MS = 24 * 3_600_000;

/** A container this close to its end is not counted on: the due instant, a late send and a skewed clock must fit in. */
const CONTAINER_MARGIN_MS = 30 * 60_000;

/**
 * Waits after holdings in a row that ended without sending. The first two are free: one worker died, another takes over. The
 * last one keeps a day of failed holdings far below the 51,200 events that a history may have.
 */
const RESEND_DELAYS_MS = [0, 0, 1_000, 2_000, 5_000, 10_000, 30_000, 60_000] as const;

/** What the plan needs to know of a post. All times are epoch milliseconds. */
export interface PlanFacts {
  readonly dueAt: number;
  readonly publishWithinMs: number;
  /** When a person found that the post is not published after all; 0 when nobody had to look. */
  readonly settledAt: number;
  readonly timing: Pick<PostTiming, 'leadMs'>;
  /** How long before its instant this post is armed, from {@link armLeadMs}. */
  readonly armLeadMs: number;
  /** When everything is staged: the first container to expire. */
  readonly readyContainer: { readonly createdAt: number } | undefined;
  /** Not to be sent before this instant, after a refusal or a failed holding. */
  readonly sendNotBefore: number;
}

export type NextStep =
  | { readonly step: 'wait'; readonly until: number; readonly reason: 'staging' | 'arming' }
  | { readonly step: 'stage' }
  | { readonly step: 'publish'; readonly at: number }
  | { readonly step: 'miss' };

/** What a post that is neither final nor busy should do now. Moving its due time only changes the facts; this decides anew. */
export function nextStep(facts: PlanFacts, now: number): NextStep {
  const at = Math.max(facts.dueAt, facts.sendNotBefore);
  if (Math.max(now, at) > lastSendInstant(facts)) return { step: 'miss' };
  if (facts.readyContainer === undefined || !livesUntil(facts.readyContainer, Math.max(at, now))) {
    const stageAt = facts.dueAt - facts.timing.leadMs;
    return now < stageAt ? { step: 'wait', until: stageAt, reason: 'staging' } : { step: 'stage' };
  }
  const armAt = at - facts.armLeadMs;
  return now < armAt ? { step: 'wait', until: armAt, reason: 'arming' } : { step: 'publish', at };
}

export const lastSendInstant = (facts: Pick<PlanFacts, 'dueAt' | 'publishWithinMs' | 'settledAt'>): number =>
  Math.max(facts.dueAt, facts.settledAt) + facts.publishWithinMs;

/** Whether a container made at `createdAt` can still be published at `instant`. */
export const livesUntil = (container: { readonly createdAt: number }, instant: number): boolean =>
  container.createdAt + CONTAINER_LIFE_MS - CONTAINER_MARGIN_MS > instant;

/** The wait before the next holding, after `failures` in a row that ended without sending. */
export const resendDelayMs = (failures: number): number =>
  RESEND_DELAYS_MS[Math.min(failures, RESEND_DELAYS_MS.length) - 1] ?? 0;

/** The wait before a blocked post goes on by itself, after it has done so `resumes` times. The first time is free. */
export const resumePauseMs = (resumes: number): number => Math.min(resumes * 10_000, 300_000);

/** How long staging usually takes: Meta's own advice is to ask for up to five minutes, which is about what a reel needs. */
const STAGING_ESTIMATE_MS = { image: 15_000, video: 300_000 } as const;

/** How long it will take, as far as can be told, to stage media of these kinds side by side. Milliseconds. */
export const stagingEstimateMs = (kinds: readonly (keyof typeof STAGING_ESTIMATE_MS)[]): number =>
  Math.max(0, ...kinds.map((kind) => STAGING_ESTIMATE_MS[kind]));

/** Others wait five seconds six times for a finished container; one that is declined still longer is asked less often. */
const PATIENT_DECLINES = 6;
const IMPATIENT_PAUSE_MS = 60_000;

/**
 * The wait before a declined publish is sent again.
 * @param retryAfterMs what the refusal by itself calls for
 * @param declines how many there have been in a row, from 1
 */
export const declinePauseMs = (retryAfterMs: number, declines: number): number =>
  declines <= PATIENT_DECLINES ? retryAfterMs : Math.max(retryAfterMs, IMPATIENT_PAUSE_MS);

/**
 * How long before its instant a post is armed: spread by its id, because everybody schedules for the full hour, and posts
 * whose last steps all fell into the same seconds went out seconds late.
 */
export function armLeadMs(key: PostKey, timing: Pick<PostTiming, 'armEarliestMs' | 'armLatestMs'>): number {
  const span = timing.armEarliestMs - timing.armLatestMs;
  return Math.round(timing.armLatestMs + span * fractionOf(postWorkflowId(key)));
}

/** FNV-1a, to a number in [0, 1): any even spread would do, but it must never change for a running post. */
function fractionOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let index = 0; index < text.length; index += 1) {
    hash = Math.imul(hash ^ text.charCodeAt(index), 0x01000193);
  }
  // The low bits of FNV-1a mix best; a finishing xor-shift brings them to the top.
  hash ^= hash >>> 15;
  return (Math.imul(hash, 0x2c1b3c6d) >>> 0) / 2 ** 32;
}
