import type { ErrorCategory, MetaError, PostError } from '../contracts/post-error.ts';
import { OUTCOMES, type OutcomeCode } from './outcome-catalogue.ts';
import { OUTCOME_CLASSES, type OutcomeClass, type OutcomeEntries } from './outcome-classes.ts';

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

/** At publish these say that nothing was published, and why. */
export const PROOFS: ReadonlySet<OutcomeClass> = new Set(['waitSameContainer', 'waitForQuota']);
const RETRYABLE: ReadonlySet<OutcomeClass> = new Set(['retry', 'rate', 'newContainer', ...PROOFS]);

/** Every outcome of the catalogue, in its order. */
export const ALL_OUTCOMES: readonly Outcome[] = OUTCOME_CLASSES.flatMap((kind) => {
  const entries: OutcomeEntries = OUTCOMES[kind];
  return Object.entries(entries).map(([code, entry]) => ({
    class: kind,
    code: code as OutcomeCode,
    retryable: RETRYABLE.has(kind),
    ...entry,
  }));
});

const BY_CODE = new Map(ALL_OUTCOMES.map((outcome) => [outcome.code, outcome]));

export function outcomeNamed(code: OutcomeCode): Outcome {
  const outcome = BY_CODE.get(code);
  if (outcome === undefined) throw new Error(`The catalogue of outcomes has no "${code}".`);
  return outcome;
}

/** An outcome as people and programs read it, Meta's own words beside ours. */
export const postErrorOf = (
  { code, category, sentence, retryable, nextAction }: Outcome,
  meta: MetaError | null,
): PostError => ({ code, category, message: sentence, retryable, nextAction, meta });

/** Of an answer that is not Graph's error envelope: the status and a sentence are all there is. */
export const metaErrorOf = (words: Pick<MetaError, 'httpStatus' | 'message'> & Partial<MetaError>): MetaError => ({
  type: null,
  code: null,
  subcode: null,
  userTitle: null,
  userMessage: null,
  isTransient: null,
  fbtraceId: null,
  ...words,
});
