import type { SendOutcome } from '../contracts/send-outcome.ts';
import type { PublishAnswer } from '../graph/held-publish.ts';
import type { OutcomeClass } from '../graph/outcome-catalogue.ts';
import { outcomeOfFailure, toPostError } from '../graph/outcomes.ts';

/** A container that Instagram calls FINISHED can still be "not available" for some seconds: others wait 5 s, up to six times. */
const NOT_YET_MS = 5_000;
/** The daily cap frees as earlier posts pass out of the rolling day; asking more often only burns calls. */
const CAP_MS = 900_000;

/**
 * What Instagram's answer to a publish means for the sending.
 * @param sentAt epoch milliseconds; null when nothing was written
 */
export function outcomeOfPublish(answer: PublishAnswer, sentAt: number | null, answeredAt: number): SendOutcome {
  if (sentAt === null || (answer.kind === 'unreachable' && answer.sent === 'no')) {
    return { outcome: 'not-sent', reason: 'the connection to Instagram was gone before anything was written' };
  }
  if (answer.kind === 'ok') return { outcome: 'published', mediaId: answer.value.mediaId, sentAt, answeredAt };
  const error = toPostError('publish', answer);
  const retryAfterMs = retryAfter(outcomeOfFailure('publish', answer).class);
  return retryAfterMs === undefined
    ? { outcome: 'doubtful', sentAt, error }
    : { outcome: 'declined', sentAt, error, retryAfterMs };
}

/** Only for the two refusals that say why nothing was published. */
function retryAfter(outcome: OutcomeClass): number | undefined {
  if (outcome === 'waitSameContainer') return NOT_YET_MS;
  return outcome === 'waitForQuota' ? CAP_MS : undefined;
}
