import type { SendOutcome } from '../contracts/send-outcome.ts';
import type { PublishAnswer } from '../graph/held-publish.ts';
import type { OutcomeClass } from '../graph/outcome-catalogue.ts';
import { outcomeOfFailure, toPostError } from '../graph/outcomes.ts';

/** A container that Instagram calls FINISHED can still be "not available" for some seconds: others wait 5 s, up to six times. */
const NOT_YET_MS = 5_000;
/** A quarter of an hour for a window of a day: the cap frees as earlier posts pass out of it, and asking more often only burns calls. */
const CAP_PART = 1 / 96;

/**
 * What Instagram's answer to a publish means for the sending.
 * @param sending `sentAt`: null when nothing was written; both in epoch milliseconds
 * @param windowMs the rolling window of Instagram's limits
 */
export function outcomeOfPublish(
  answer: PublishAnswer,
  { sentAt, answeredAt }: { readonly sentAt: number | null; readonly answeredAt: number },
  windowMs: number,
): SendOutcome {
  if (sentAt === null || (answer.kind === 'unreachable' && answer.sent === 'no')) {
    return { outcome: 'not-sent', reason: 'the connection to Instagram was gone before anything was written' };
  }
  if (answer.kind === 'ok') return { outcome: 'published', mediaId: answer.value.mediaId, sentAt, answeredAt };
  const error = toPostError('publish', answer);
  const retryAfterMs = retryAfter(outcomeOfFailure('publish', answer).class, windowMs);
  return retryAfterMs === undefined
    ? { outcome: 'doubtful', sentAt, error }
    : { outcome: 'declined', sentAt, error, retryAfterMs };
}

/** Only for the two refusals that say why nothing was published. */
function retryAfter(outcome: OutcomeClass, windowMs: number): number | undefined {
  if (outcome === 'waitSameContainer') return NOT_YET_MS;
  return outcome === 'waitForQuota' ? Math.round(windowMs * CAP_PART) : undefined;
}
