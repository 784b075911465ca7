import type { ErrorCategory, MetaError, PostError } from '../contracts/post-error.ts';
import type { ContainerReading } from './container-reading.ts';
import type { GraphFailure } from './graph-answer.ts';
import {
  OUTCOME_CLASSES,
  OUTCOMES,
  type OutcomeClass,
  type OutcomeCode,
  type OutcomeEntry,
} from './outcome-catalogue.ts';
import { type Endpoint, OUTCOME_TABLE, type OutcomeRow } from './outcome-table.ts';

/** What a failure means and what to do about it. */
export interface Outcome {
  readonly class: OutcomeClass;
  readonly code: OutcomeCode;
  readonly category: ErrorCategory;
  /** Whether the same post may succeed later without a change by a person. */
  readonly retryable: boolean;
  readonly sentence: string;
  readonly nextAction: string;
}

/**
 * What a refusal means. At publish a 4xx is no proof: Instagram has answered 403 with code 4 while the post was live. Only
 * the two that say why nothing was published are believed; everything else is `ambiguous`.
 */
export function outcomeOf(endpoint: Endpoint, error: MetaError): Outcome {
  const row = OUTCOME_TABLE.find((candidate) => fits(candidate, endpoint, error));
  const outcome = named(row?.means ?? unlisted(endpoint, error));
  if (endpoint !== 'publish' || PROOFS.has(outcome.class)) return outcome;
  return { ...named('publish-unconfirmed'), category: outcome.category };
}

/** What an answer without a value means. At publish, a request that provably was not sent is a `retry`. */
export function outcomeOfFailure(endpoint: Endpoint, failure: GraphFailure): Outcome {
  switch (failure.kind) {
    case 'refused':
      return outcomeOf(endpoint, failure.error);
    case 'unreadable':
      return named(endpoint === 'publish' ? 'publish-unconfirmed' : 'answer-unreadable');
    case 'unreachable':
      return named(
        endpoint === 'publish' && failure.sent === 'maybe' ? 'publish-unconfirmed' : 'instagram-unreachable',
      );
    default:
      return failure satisfies never;
  }
}

/** What became of a container that can no longer be published. Undefined while it still may, or has been. */
export function outcomeOfContainer({ statusCode, failureSubcode }: ContainerReading): Outcome | undefined {
  if (statusCode === 'EXPIRED') return named('container-expired');
  if (statusCode !== 'ERROR') return undefined;
  const row = OUTCOME_TABLE.find((candidate) => fits(candidate, 'container', { code: null, subcode: failureSubcode }));
  return named(row?.means ?? 'processing-failed');
}

/** A failed call as people and programs read it, Meta's own words beside ours. */
export function toPostError(endpoint: Endpoint, failure: GraphFailure): PostError {
  const outcome = outcomeOfFailure(endpoint, failure);
  switch (failure.kind) {
    case 'refused':
      return postError(outcome, failure.error);
    case 'unreadable':
      return postError(outcome, { ...NO_WORDS, httpStatus: failure.httpStatus, message: failure.excerpt });
    case 'unreachable':
      return {
        ...postError(outcome, null),
        message: `${outcome.sentence} Network: ${failure.message} (${failure.code})`,
      };
    default:
      return failure satisfies never;
  }
}

/** A container that can no longer be published, as people and programs read it. Undefined as in {@link outcomeOfContainer}. */
export function containerPostError(reading: ContainerReading): PostError | undefined {
  const outcome = outcomeOfContainer(reading);
  const meta = { ...NO_WORDS, httpStatus: 200, subcode: reading.failureSubcode, message: reading.status ?? '' };
  return outcome && postError(outcome, meta);
}

/** At publish these say that nothing was published, and why. */
const PROOFS: ReadonlySet<OutcomeClass> = new Set(['waitSameContainer', 'waitForQuota']);
const RETRYABLE: ReadonlySet<OutcomeClass> = new Set(['retry', 'rate', 'newContainer', ...PROOFS]);

const NO_WORDS = {
  type: null,
  code: null,
  subcode: null,
  userTitle: null,
  userMessage: null,
  isTransient: null,
  fbtraceId: null,
} as const;

const fits = (row: OutcomeRow, endpoint: Endpoint, { code, subcode }: Pick<MetaError, 'code' | 'subcode'>): boolean =>
  row.at.includes(endpoint) && holds(row.codes, code) && holds(row.subcodes, subcode);

const holds = (allowed: readonly number[] | 'none' | 'any', actual: number | null): boolean => {
  if (allowed === 'any') return true;
  return actual === null ? allowed === 'none' : allowed !== 'none' && allowed.includes(actual);
};

/** `is_transient: false` means nothing, since Meta sends it with errors that pass a moment later; `true` is a good hint. */
function unlisted(endpoint: Endpoint, { isTransient, httpStatus }: MetaError): OutcomeCode {
  if (isTransient === true || httpStatus >= 500) return 'instagram-error';
  return endpoint === 'create' ? 'refusal-unknown' : 'read-refused';
}

function named(code: OutcomeCode): Outcome {
  for (const kind of OUTCOME_CLASSES) {
    const entries: Readonly<Record<string, OutcomeEntry>> = OUTCOMES[kind];
    const entry = entries[code];
    if (entry !== undefined) return { class: kind, code, retryable: RETRYABLE.has(kind), ...entry };
  }
  throw new Error(`The catalogue of outcomes has no "${code}".`);
}

const postError = (
  { code, category, sentence, retryable, nextAction }: Outcome,
  meta: MetaError | null,
): PostError => ({
  code,
  category,
  message: sentence,
  retryable,
  nextAction,
  meta,
});
