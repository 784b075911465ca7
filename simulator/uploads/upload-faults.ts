import type { UploadOutcome } from '../faults/outcomes.ts';
import { type UploadAnswer, uploadAnswers } from './upload-answers.ts';

/** What a fault answers without reading the body; undefined when it has the body read. */
export function answerBeforeBody(outcome: UploadOutcome | undefined): UploadAnswer | undefined {
  switch (outcome?.kind) {
    case 'offsetInvalid':
      return uploadAnswers.offsetInvalid();
    case 'rateLimited':
      return uploadAnswers.rateLimited(outcome.backoffMs);
    case 'notAuthorized':
      return uploadAnswers.notAuthorized();
    case 'serverError':
      return outcome.when === 'before' ? uploadAnswers.serverError(outcome) : undefined;
    default:
      return undefined;
  }
}

/** What becomes of a file that has come in to its end, and what its last request is answered. */
export interface Ending {
  /** A file that Instagram does not find again is never processed. */
  readonly isFound: boolean;
  readonly answer: UploadAnswer;
}

export function endingOf(outcome: UploadOutcome | undefined): Ending {
  switch (outcome?.kind) {
    case 'stuck':
      return { isFound: false, answer: uploadAnswers.success() };
    case 'processingFailed':
      return { isFound: outcome.finishes, answer: uploadAnswers.processingFailed() };
    case 'serverError':
      return { isFound: true, answer: uploadAnswers.serverError(outcome) };
    default:
      return { isFound: true, answer: uploadAnswers.success() };
  }
}
