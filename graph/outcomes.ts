import type { MetaError, PostError } from '../contracts/post-error.ts';
import type { ContainerReading } from './container-reading.ts';
import type { GraphFailure, Unreachable } from './graph-answer.ts';
import { metaErrorOf, type Outcome, outcomeNamed, PROOFS, postErrorOf } from './outcome.ts';
import type { OutcomeCode } from './outcome-catalogue.ts';
import { type Endpoint, OUTCOME_TABLE, type OutcomeRow } from './outcome-table.ts';
import { usernamesIn } from './users-unavailable.ts';

/**
 * What a refusal means. At publish a 4xx is no proof: Instagram has answered 403 with code 4 while the post was live. Only
 * the two that say why nothing was published are believed; everything else is `ambiguous`. A comment that would be tried
 * again may have been made too.
 */
export function outcomeOf(endpoint: Endpoint, error: MetaError): Outcome {
  const row = OUTCOME_TABLE.find((candidate) => fits(candidate, endpoint, error));
  const outcome = outcomeNamed(row?.means ?? unlisted(endpoint, error));
  if (endpoint === 'publish' && !PROOFS.has(outcome.class)) return doubt('publish-unconfirmed', outcome);
  if (endpoint === 'comment' && outcome.class === 'retry') return doubt('comment-unconfirmed', outcome);
  return outcome;
}

const doubt = (code: OutcomeCode, { category }: Outcome): Outcome => ({ ...outcomeNamed(code), category });

/** What an answer without a value means. A request that provably was not sent is a `retry` everywhere. */
export function outcomeOfFailure(endpoint: Endpoint, failure: GraphFailure): Outcome {
  switch (failure.kind) {
    case 'refused':
      return outcomeOf(endpoint, failure.error);
    case 'unreadable':
      return outcomeNamed(unconfirmed(endpoint) ?? 'answer-unreadable');
    case 'unreachable':
      return outcomeNamed((failure.sent === 'maybe' && unconfirmed(endpoint)) || 'instagram-unreachable');
    default:
      return failure satisfies never;
  }
}

/** What a write may have done although nothing says so. A container that nobody knows of harms nobody, and neither does a second answer to an invite. */
function unconfirmed(endpoint: Endpoint): OutcomeCode | undefined {
  if (endpoint === 'publish') return 'publish-unconfirmed';
  return endpoint === 'comment' ? 'comment-unconfirmed' : undefined;
}

/** Whether Instagram refuses people whom the post names: their names, where it tells them, are `usernames` of the PostError. */
export const isUsersUnavailable = (outcome: Pick<Outcome, 'class'>): boolean => outcome.class === 'usersUnavailable';

/**
 * What became of a container that can no longer be published. Undefined while it still may, or has been. An upload that
 * has failed leaves the container IN_PROGRESS for ever, so the phases of a video count too.
 */
export function outcomeOfContainer(reading: ContainerReading): Outcome | undefined {
  if (reading.statusCode === 'EXPIRED') return outcomeNamed('container-expired');
  if (reading.statusCode !== 'ERROR' && !isStuck(reading)) return undefined;
  const row = OUTCOME_TABLE.find((candidate) => fits(candidate, 'container', containerError(reading)));
  return outcomeNamed(row?.means ?? (reading.upload?.phase === 'error' ? 'upload-failed' : 'processing-failed'));
}

const isStuck = ({ statusCode, upload, processing }: ContainerReading): boolean =>
  (statusCode === 'IN_PROGRESS' || statusCode === 'UNKNOWN') && (upload?.phase === 'error' || processing === 'error');

const containerError = ({ failureSubcode, status, upload }: ContainerReading): MetaError =>
  metaErrorOf({ httpStatus: 200, code: upload?.errorCode ?? null, subcode: failureSubcode, message: status ?? '' });

/** A failed call as people and programs read it, Meta's own words beside ours. */
export function toPostError(endpoint: Endpoint, failure: GraphFailure): PostError {
  const outcome = outcomeOfFailure(endpoint, failure);
  switch (failure.kind) {
    case 'refused':
      return { ...postErrorOf(outcome, failure.error), ...named(outcome, failure.error) };
    case 'unreadable':
      return postErrorOf(outcome, metaErrorOf({ httpStatus: failure.httpStatus, message: failure.excerpt }));
    case 'unreachable':
      return networkError(outcome, failure);
    default:
      return failure satisfies never;
  }
}

/** What the network reported stands in the sentence: Meta has said nothing. */
export const networkError = (outcome: Outcome, { message, code }: Unreachable): PostError => ({
  ...postErrorOf(outcome, null),
  message: `${outcome.sentence} Network: ${message} (${code})`,
});

function named(outcome: Outcome, error: MetaError): Pick<PostError, 'usernames'> {
  const usernames = isUsersUnavailable(outcome) ? usernamesIn(error) : [];
  return usernames.length > 0 ? { usernames } : {};
}

/** A container that can no longer be published, as people and programs read it. Undefined as in {@link outcomeOfContainer}. */
export function containerPostError(reading: ContainerReading): PostError | undefined {
  const outcome = outcomeOfContainer(reading);
  return outcome && postErrorOf(outcome, containerError(reading));
}

const fits = (row: OutcomeRow, endpoint: Endpoint, error: MetaError): boolean =>
  row.at.includes(endpoint) &&
  holds(row.codes, error.code) &&
  holds(row.subcodes, error.subcode) &&
  says(error, row.says ?? '');

const says = ({ message, userTitle, userMessage }: MetaError, words: string): boolean =>
  [message, userTitle, userMessage].some((said) => said?.toLowerCase().includes(words.toLowerCase()));

const holds = (allowed: readonly number[] | 'none' | 'any', actual: number | null): boolean => {
  if (allowed === 'any') return true;
  return actual === null ? allowed === 'none' : allowed !== 'none' && allowed.includes(actual);
};

/** `is_transient: false` means nothing, since Meta sends it with errors that pass a moment later; `true` is a good hint. */
function unlisted(endpoint: Endpoint, { isTransient, httpStatus }: MetaError): OutcomeCode {
  if (isTransient === true || httpStatus >= 500) return 'instagram-error';
  switch (endpoint) {
    case 'create':
      return 'refusal-unknown';
    case 'answer':
      return 'invite-answer-refused';
    default:
      return unconfirmed(endpoint) ?? 'read-refused';
  }
}
