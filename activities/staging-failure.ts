import { ApplicationFailure } from '@temporalio/activity';
import type { PostError } from '../contracts/post-error.ts';
import {
  ASKS_LATER,
  type CONTAINER_FAILED,
  CONTAINER_IN_PROGRESS,
  type CONTAINER_PUBLISHED,
  type NEEDS_PERSON,
  type STAGING_REFUSED,
  TRANSIENT,
  type USERS_UNAVAILABLE,
  WAITS_FOR_QUOTA,
} from '../contracts/staging-failures.ts';

/** Why a step of staging ended without what it was for. */
export interface StagingProblem {
  readonly type:
    | typeof ASKS_LATER
    | typeof CONTAINER_FAILED
    | typeof CONTAINER_IN_PROGRESS
    | typeof NEEDS_PERSON
    | typeof STAGING_REFUSED
    | typeof CONTAINER_PUBLISHED
    | typeof TRANSIENT
    | typeof USERS_UNAVAILABLE
    | typeof WAITS_FOR_QUOTA;
  readonly error: PostError;
  /** How long to wait before the next try, in milliseconds. Absent or null: as the activity's own back-off says. */
  readonly waitMs?: number | null;
  /** What the retries show in Temporal's UI. @default the message of the error */
  readonly message?: string;
  /** Whether it is a wait, and no failure. @default what the type says */
  readonly isWaiting?: boolean;
  /** Whether no further try is worth it. @default what the type says */
  readonly isLast?: boolean;
  /** Of an answer to an invite: whether one may have been taken. */
  readonly mayHaveBeenTaken?: boolean;
}

/** Of the account that was used; null when there is none. */
type Credentials = { readonly credentialsRevision: number | null };

/** For its time, for Instagram to process media, or for room in a limit. */
const IS_WAITING: ReadonlySet<StagingProblem['type']> = new Set([ASKS_LATER, CONTAINER_IN_PROGRESS, WAITS_FOR_QUOTA]);

/** A problem as it crosses to the workflow. Only what time can cure is retried by Temporal; the workflow decides about the rest. */
export function stagingFailure(problem: StagingProblem, { credentialsRevision }: Credentials): ApplicationFailure {
  const { type, error, waitMs = null, message = error.message, isLast = false } = problem;
  const { isWaiting = IS_WAITING.has(type), mayHaveBeenTaken } = problem;
  return ApplicationFailure.create({
    type,
    message,
    details: [error, waitMs, credentialsRevision, ...(mayHaveBeenTaken === undefined ? [] : [mayHaveBeenTaken])],
    nonRetryable: isLast || (type !== TRANSIENT && !IS_WAITING.has(type)),
    // Waiting is no failure, and must not look like one in logs and metrics.
    ...(isWaiting && { category: 'BENIGN' }),
    ...(waitMs !== null && { nextRetryDelay: waitMs }),
  });
}
