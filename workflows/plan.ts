import { type PostKey, postWorkflowId } from '../contracts/ids.ts';
import type { PostTiming } from '../contracts/publish-post.ts';
import { spreadOf } from '../contracts/spread.ts';

/** Instagram discards an unpublished container 24 h after its creation (Meta: "Content Publishing", containers expire). */
const CONTAINER_LIFE_MS = 24 * 3_600_000;

/** A container this close to its end is not counted on: the due instant, a late send and a skewed clock must fit in. */
const CONTAINER_MARGIN_MS = 30 * 60_000;

/** For the account's answer, with a reading of Instagram's limit and a worker that has just died. */
const RESERVING_MS = 5_000;

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
  /** How long before it may be sent a post asks its account for a publish, from {@link reserveLeadMs}. */
  readonly reserveLeadMs: number;
  /** Whether Instagram refused the last publish because of its limit: the account is told at once, so that its other posts wait too. */
  readonly isRefused: boolean;
  /** The publish that the account has granted, for a request that leaves between these instants. */
  readonly grant: Grant | undefined;
  /** That the account has no publish left for it yet: when to ask again, and when it would go out as things stand. */
  readonly deferral: { readonly askAgainAt: number; readonly plannedAt: number } | undefined;
  /** When everything is staged: the first container to expire. */
  readonly readyContainer: { readonly createdAt: number } | undefined;
  /** Not to be sent before this instant, after a refusal or a failed holding. */
  readonly sendNotBefore: number;
}

/** A publish that the account has granted. Epoch milliseconds. */
export interface Grant {
  readonly at: number;
  readonly sendBefore: number;
}

export type NextStep =
  | { readonly step: 'wait'; readonly until: number; readonly reason: 'staging' | 'arming' | 'end' }
  | { readonly step: 'stage' }
  /** Ask the account, at `askAt`, for a publish that may leave from `from` on. */
  | { readonly step: 'reserve'; readonly from: number; readonly askAt: number }
  | { readonly step: 'publish'; readonly at: number }
  | { readonly step: 'miss' };

/** What a post that is neither final nor busy should do now. Moving its due time only changes the facts; this decides anew. */
export function nextStep(facts: PlanFacts, now: number): NextStep {
  const last = lastSendInstant(facts);
  const wanted = Math.max(facts.dueAt, facts.sendNotBefore);
  if (now > last || (wanted > last && !facts.isRefused)) return { step: 'miss' };
  // What is planned beyond its end is not given up: others may leave the line.
  const putOffTo = Math.min(facts.deferral?.plannedAt ?? 0, last);
  const plannedAt = Math.max(wanted, putOffTo);
  if (facts.readyContainer === undefined || !livesUntil(facts.readyContainer, Math.max(plannedAt, now))) {
    const stageAt = Math.max(facts.dueAt, putOffTo) - facts.timing.leadMs;
    return now < stageAt ? { step: 'wait', until: stageAt, reason: 'staging' } : { step: 'stage' };
  }
  const { grant } = facts;
  if (grant === undefined || grant.sendBefore < Math.max(now, wanted)) return nextAsking(facts, { now, wanted, last });
  const at = Math.max(wanted, grant.at);
  if (at > last) return { step: 'wait', until: last + 1, reason: 'end' };
  const armAt = at - facts.armLeadMs;
  return now < armAt ? { step: 'wait', until: armAt, reason: 'arming' } : { step: 'publish', at };
}

function nextAsking(
  { deferral, reserveLeadMs, isRefused }: PlanFacts,
  { now, wanted, last }: { readonly now: number; readonly wanted: number; readonly last: number },
): NextStep {
  if (deferral === undefined)
    return { step: 'reserve', from: wanted, askAt: isRefused ? 0 : Math.max(0, wanted - reserveLeadMs) };
  if (deferral.askAgainAt <= last) return { step: 'reserve', from: wanted, askAt: deferral.askAgainAt };
  // Asked once more before the end: others may have left the line.
  const lastAsking = last - RESERVING_MS;
  if (now < lastAsking) return { step: 'reserve', from: wanted, askAt: lastAsking };
  return { step: 'wait', until: last + 1, reason: 'end' };
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
  return Math.round(timing.armLatestMs + span * spreadOf(postWorkflowId(key)));
}

/** How long before its instant a post asks for its publish: the same for all posts, so that those who are due earlier ask earlier. */
export const reserveLeadMs = ({ armEarliestMs }: Pick<PostTiming, 'armEarliestMs'>): number =>
  armEarliestMs + RESERVING_MS;
