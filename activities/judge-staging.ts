import {
  CONTAINER_FAILED,
  CONTAINER_IN_PROGRESS,
  CONTAINER_PUBLISHED,
  NEEDS_PERSON,
  STAGING_REFUSED,
  TRANSIENT,
  USERS_UNAVAILABLE,
} from '../contracts/staging-failures.ts';
import type { ContainerReading } from '../graph/container-reading.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import type { Outcome } from '../graph/outcome.ts';
import type { OutcomeClass } from '../graph/outcome-catalogue.ts';
import { containerPostError, outcomeOfContainer, outcomeOfFailure, toPostError } from '../graph/outcomes.ts';
import { CONTAINER_NOT_FINISHED, CONTAINER_PUBLISHED_BY_OTHERS } from './staging-errors.ts';
import type { StagingProblem } from './staging-failure.ts';
import { throttledMs } from './usage-pause.ts';

const NOT_READY_MS = 5_000;

/** A container that Instagram "does not find at the moment" (24/2207008) and has not found by then is gone. */
const FOUND_WITHIN_MS = 120_000;

/**
 * What a failed call means for staging.
 * @param askedForMs how long ago it was asked first
 */
export function judgeStagingFailure(
  endpoint: 'create' | 'container',
  failure: GraphFailure,
  askedForMs: number,
): StagingProblem {
  const outcome = outcomeOfFailure(endpoint, failure);
  const isGone = outcome.code === 'container-unavailable' && askedForMs >= FOUND_WITHIN_MS;
  const type = isGone ? CONTAINER_FAILED : typeOf(outcome.class);
  return { type, error: toPostError(endpoint, failure), waitMs: waitOf(outcome, failure) };
}

function typeOf(outcome: OutcomeClass): StagingProblem['type'] {
  switch (outcome) {
    case 'retry':
    case 'ambiguous':
    case 'rate':
    case 'waitForQuota':
    case 'waitSameContainer':
      return TRANSIENT;
    case 'newContainer':
      return CONTAINER_FAILED;
    case 'usersUnavailable':
      return USERS_UNAVAILABLE;
    case 'fixInput':
      return STAGING_REFUSED;
    case 'person':
      return NEEDS_PERSON;
    default:
      return outcome satisfies never;
  }
}

function waitOf({ class: outcome }: Outcome, failure: GraphFailure): number | null {
  if (outcome === 'rate' || outcome === 'waitForQuota') return throttledMs(failure);
  return outcome === 'waitSameContainer' ? NOT_READY_MS : null;
}

/**
 * What stands against publishing a container that was read; undefined when it is finished.
 * @param waitMs how long to wait for one that is still in progress
 */
export function judgeReading(reading: ContainerReading, waitMs: number): StagingProblem | undefined {
  if (reading.statusCode === 'FINISHED') return undefined;
  if (reading.statusCode === 'PUBLISHED') return { type: CONTAINER_PUBLISHED, error: CONTAINER_PUBLISHED_BY_OTHERS };
  return (
    judgeDeadContainer(reading) ?? {
      type: CONTAINER_IN_PROGRESS,
      error: CONTAINER_NOT_FINISHED,
      waitMs,
      message: inInstagramsWords(reading),
    }
  );
}

/** Why a container can never be published; undefined while it may. */
export function judgeDeadContainer(reading: ContainerReading): StagingProblem | undefined {
  const outcome = outcomeOfContainer(reading);
  const error = containerPostError(reading);
  return outcome && error && { type: typeOf(outcome.class), error };
}

/** `status_code` can say IN_PROGRESS for hours while the upload stands still: the phases tell where it stands. */
function inInstagramsWords({ status, statusCode, upload, processing }: ContainerReading): string {
  const phases = [
    upload && `upload ${upload.phase}${upload.bytes === null ? '' : `, ${upload.bytes} bytes`}`,
    processing && `processing ${processing}`,
  ].filter((phase) => phase !== null);
  const words = status ?? statusCode;
  return phases.length === 0 ? words : `${words} (${phases.join('; ')})`;
}

/** Waits between two readings: an image is often ready at once, and each reading costs a call. Milliseconds. */
export const POLL_DELAYS_MS = [3_000, 5_000, 8_000, 13_000, 20_000, 30_000, 60_000] as const;

/** @param reading how many readings there have been, from 1 */
export const pollDelayMs = (reading: number, delays: readonly number[] = POLL_DELAYS_MS): number =>
  delays[Math.min(reading, delays.length) - 1] ?? 60_000;
