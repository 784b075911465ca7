import { ActivityFailure, isCancellation, TimeoutFailure } from '@temporalio/workflow';
import type { MediaId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { HoldBeat, SendOutcome } from '../contracts/send-outcome.ts';
import { LOST_AFTER_MARK, unexplainedEnd } from './errors.ts';

/** What a holding means for the post. Nothing here sends again unless it is proved that nothing was published. */
export type Verdict =
  | { readonly verdict: 'published'; readonly mediaId: MediaId; readonly sentAt: number; readonly publishedAt: number }
  /** Provably not sent: the plan may go on. `failed` counts towards the wait before the next holding. */
  | {
      readonly verdict: 'unsent';
      readonly outcome: 'released' | 'not-sent';
      readonly failed: boolean;
      readonly note: string;
    }
  /** Instagram says that it did not publish: to be believed only when the container, read once, agrees. */
  | {
      readonly verdict: 'ask-container';
      readonly sentAt: number;
      readonly error: PostError;
      readonly retryAfterMs: number;
    }
  | { readonly verdict: 'unknown'; readonly sentAt: number | null; readonly error: PostError }
  /** The account or its token keeps every worker from sending; another one may cure it. */
  | { readonly verdict: 'hopeless'; readonly error: PostError; readonly credentialsRevision: number | null };

export function judgeOutcome(outcome: SendOutcome): Verdict {
  switch (outcome.outcome) {
    case 'released':
      return { verdict: 'unsent', outcome: 'released', failed: false, note: 'let go before the mark, as asked' };
    case 'not-sent':
      return { verdict: 'unsent', outcome: 'not-sent', failed: true, note: outcome.reason };
    case 'too-late':
      return { verdict: 'unsent', outcome: 'not-sent', failed: true, note: 'too late to be sent' };
    case 'impossible':
      return { verdict: 'hopeless', error: outcome.error, credentialsRevision: outcome.credentialsRevision };
    case 'published':
      return {
        verdict: 'published',
        mediaId: outcome.mediaId,
        sentAt: outcome.sentAt,
        publishedAt: outcome.answeredAt,
      };
    case 'declined':
      return {
        verdict: 'ask-container',
        sentAt: outcome.sentAt,
        error: outcome.error,
        retryAfterMs: outcome.retryAfterMs,
      };
    case 'doubtful':
      return { verdict: 'unknown', sentAt: outcome.sentAt, error: outcome.error };
    default:
      outcome satisfies never;
      // A worker of another version may say what this one does not know.
      return { verdict: 'unknown', sentAt: null, error: unexplainedEnd(JSON.stringify(outcome)) };
  }
}

/**
 * What a holding that ended without an outcome means. The server keeps the last beat it acknowledged, and the mark is
 * awaited before anything is sent: so a last beat of `holding`, or none at all, proves that the request did not leave.
 */
export function judgeFailure(failure: unknown): Verdict {
  if (isCancellation(failure)) {
    return { verdict: 'unsent', outcome: 'released', failed: false, note: 'let go before a worker had taken it' };
  }
  const cause = failure instanceof ActivityFailure ? failure.cause : undefined;
  if (cause instanceof TimeoutFailure && isProofOfHolding(cause.lastHeartbeatDetails)) {
    const note =
      cause.timeoutType === 'SCHEDULE_TO_START'
        ? 'no publishing worker took it in time'
        : 'the worker that held it stopped answering before the mark';
    return { verdict: 'unsent', outcome: 'not-sent', failed: true, note };
  }
  if (cause instanceof TimeoutFailure) return { verdict: 'unknown', sentAt: null, error: LOST_AFTER_MARK };
  const what = (cause ?? failure) instanceof Error ? (cause ?? (failure as Error)).message : String(failure);
  return { verdict: 'unknown', sentAt: null, error: unexplainedEnd(what) };
}

/** Only the words of our own beats prove anything; what nobody can read counts as a mark. */
function isProofOfHolding(lastBeat: unknown): boolean {
  if (lastBeat === undefined || lastBeat === null) return true;
  return typeof lastBeat === 'object' && (lastBeat as Partial<HoldBeat>).phase === 'holding';
}
