import { NEEDS_PERSON, TRANSIENT } from '../contracts/staging-failures.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import { outcomeOfFailure, toPostError } from '../graph/outcomes.ts';
import type { AttemptMemory } from './attempt-memory.ts';
import type { StagingProblem } from './staging-failure.ts';
import { throttledMs } from './usage-pause.ts';

/** Reading harms nothing, but what has failed so often will fail again. */
const MOST_READS = 6;
/** Each answer is one of fifty a day: an invite that nobody can answer must not use up those of the others. */
const MOST_ANSWERS = 3;
/** A throttle is waited for so often; one that lasts longer is the limit of the day. */
const MOST_THROTTLES = 3;

/** Which call it was. */
export type CollaborationEndpoint = 'read' | 'answer';

/** What a failed call about collaboration means for its activity, after those that `memory` tells of. */
export function judgeCollaborationFailure(
  endpoint: CollaborationEndpoint,
  failure: GraphFailure,
  { failures }: Pick<AttemptMemory, 'failures'>,
): StagingProblem {
  const error = toPostError(endpoint, failure);
  switch (outcomeOfFailure(endpoint, failure).class) {
    case 'rate':
      return { type: TRANSIENT, error, waitMs: throttledMs(failure), isWaiting: true };
    case 'person':
      return { type: NEEDS_PERSON, error };
    default:
      return { type: TRANSIENT, error, isLast: failures + 1 >= (endpoint === 'read' ? MOST_READS : MOST_ANSWERS) };
  }
}

/** What the next attempt has to know of this failure. */
export function memoryAfter(
  endpoint: CollaborationEndpoint,
  failure: GraphFailure,
  { failures, throttles, mayHaveBeenTaken }: AttemptMemory,
): AttemptMemory {
  const isThrottled = outcomeOfFailure(endpoint, failure).class === 'rate';
  return {
    failures: isThrottled ? failures : failures + 1,
    throttles: isThrottled ? throttles + 1 : throttles,
    mayHaveBeenTaken: mayHaveBeenTaken || isUncertain(failure),
  };
}

/** A refusal is an answer, whatever its words; everything else leaves open what became of the request. */
function isUncertain(failure: GraphFailure): boolean {
  switch (failure.kind) {
    case 'refused':
      // Instagram has reported errors of its own about what it had done.
      return failure.error.httpStatus >= 500;
    case 'unreadable':
      return true;
    case 'unreachable':
      return failure.sent === 'maybe';
    default:
      return failure satisfies never;
  }
}

/** Whether Instagram counts more calls than our ledger does, as when another tool makes them too: the day's limit is reached. */
export const isLimitOfTheDay = (
  endpoint: CollaborationEndpoint,
  failure: GraphFailure,
  { throttles }: Pick<AttemptMemory, 'throttles'>,
): boolean => outcomeOfFailure(endpoint, failure).class === 'rate' && throttles + 1 >= MOST_THROTTLES;

/** Whether Instagram refused an answer in a way that it may also refuse one to an invite that is gone. */
export const isNotTaken = (failure: GraphFailure): boolean => outcomeOfFailure('answer', failure).class === 'ambiguous';

/** Meta does not document what a search says of media on which the account is no collaborator: 100 is what it says of what is not there. */
export const isNotFound = (failure: GraphFailure): boolean => failure.kind === 'refused' && failure.error.code === 100;

/** Whether no other call of the account would fare better: its token, its permissions or its allowance are at fault. */
export function isAboutAll(failure: GraphFailure): boolean {
  const { class: kind, category } = outcomeOfFailure('read', failure);
  return kind === 'rate' || category === 'token';
}
