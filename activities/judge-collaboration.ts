import { NEEDS_PERSON, TRANSIENT } from '../contracts/staging-failures.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import { outcomeOfFailure, toPostError } from '../graph/outcomes.ts';
import type { StagingProblem } from './staging-failure.ts';
import { throttledMs } from './usage-pause.ts';

/** What has failed so often for other reasons than a limit will fail again. */
const MOST_TRIES = 6;
/** A throttle is waited for so often; one that lasts longer is the limit of the day. */
const MOST_THROTTLES = 3;

/** Which call it was. */
export type CollaborationEndpoint = 'read' | 'answer';

/**
 * What a failed call about collaboration means for its activity.
 * @param attempt of the activity, from 1
 */
export function judgeCollaborationFailure(
  endpoint: CollaborationEndpoint,
  failure: GraphFailure,
  attempt: number,
): StagingProblem {
  const error = toPostError(endpoint, failure);
  switch (outcomeOfFailure(endpoint, failure).class) {
    case 'rate':
      return { type: TRANSIENT, error, waitMs: throttledMs(failure), isWaiting: true };
    case 'person':
      return { type: NEEDS_PERSON, error };
    default:
      return { type: TRANSIENT, error, isLast: attempt >= MOST_TRIES };
  }
}

/** Whether Instagram counts more calls than our ledger does, as when another tool makes them too: the day's limit is reached. */
export const isLimitOfTheDay = (endpoint: CollaborationEndpoint, failure: GraphFailure, attempt: number): boolean =>
  outcomeOfFailure(endpoint, failure).class === 'rate' && attempt >= MOST_THROTTLES;

/** Whether Instagram refused an answer in a way that it may also refuse one to an invite that is gone. */
export const isNotTaken = (failure: GraphFailure): boolean => outcomeOfFailure('answer', failure).class === 'ambiguous';
