import { ApplicationFailure, TimeoutFailure } from '@temporalio/workflow';
import type { PostError } from '../contracts/post-error.ts';

/** What an activity said when it failed. See `contracts/staging-failures.ts` for the order of the details. */
export interface LastWords {
  readonly type: string;
  readonly error: PostError;
  readonly retryAfterMs: number | undefined;
  /** Of the credentials that were used; null when there is no such account. */
  readonly credentialsRevision: number | null;
  /** Of an answer to an invite: whether one may have been taken. Undefined when the activity did not say. */
  readonly mayHaveBeenTaken: boolean | undefined;
}

/** What the activity said last; undefined when it said nothing of ours. A time-out carries the failure of the try before it. */
export function lastWords(failure: Error): LastWords | undefined {
  for (let cause: unknown = failure.cause; cause instanceof Error; cause = cause.cause) {
    if (!(cause instanceof ApplicationFailure)) continue;
    const [error, retryAfterMs, credentialsRevision, mayHaveBeenTaken]: unknown[] = cause.details ?? [];
    if (!isPostError(error)) return undefined;
    return {
      type: cause.type ?? '',
      error,
      retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
      credentialsRevision: typeof credentialsRevision === 'number' ? credentialsRevision : null,
      mayHaveBeenTaken: typeof mayHaveBeenTaken === 'boolean' ? mayHaveBeenTaken : undefined,
    };
  }
  return undefined;
}

/** Whether nobody has said a word: no worker took the activity, or the one that did has died. */
export function isUnheard(failure: Error): boolean {
  for (let cause: unknown = failure.cause; cause instanceof Error; cause = cause.cause)
    if (!(cause instanceof TimeoutFailure)) return false;
  return failure.cause instanceof TimeoutFailure;
}

/** The reason of a failure as an error of the post; `otherwise` makes one from the message when the activity gave none. */
export const errorOf = (failure: unknown, otherwise: (message: string) => PostError): PostError => {
  const words = failure instanceof Error ? lastWords(failure) : undefined;
  return words?.error ?? otherwise(failure instanceof Error ? failure.message : String(failure));
};

const isPostError = (value: unknown): value is PostError =>
  typeof value === 'object' && value !== null && 'code' in value;

/** Ends a run because of an activity that failed for good: the reason is the first detail, where readers look for it. */
export function failureOfRun(
  type: string,
  failure: unknown,
  otherwise: (message: string) => PostError,
): ApplicationFailure {
  const error = errorOf(failure, otherwise);
  return ApplicationFailure.create({ type, message: error.message, details: [error], nonRetryable: true });
}
