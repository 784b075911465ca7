import type { ErrorCategory } from '../contracts/post-error.ts';

/** What to do about a failure. */
export const OUTCOME_CLASSES = [
  /** Send the same request again after a pause. At publish only where it provably was not sent. */
  'retry',
  /** As `retry`, once the rate allowance is regained (`Usage`). */
  'rate',
  /** The cap on published posts is reached: the same container again when the window frees. At publish a proof that nothing is live. */
  'waitForQuota',
  /** The container is not ready yet: the same one again a little later. At publish a proof that nothing is live. */
  'waitSameContainer',
  /** Make a new container, a bounded number of times: each one counts against the 400 per day. */
  'newContainer',
  /** Instagram refuses people whom the post names: a person takes them out, or the post says that it goes without them. */
  'usersUnavailable',
  /** The post itself must be changed: it fails. */
  'fixInput',
  /** A person must act on the account, the token or this installation. The container stays good, and the post goes on with it. */
  'person',
  /** What was to be written may have been: the post may be live, the comment made. Find out by reading before anything is sent again. */
  'ambiguous',
] as const;
export type OutcomeClass = (typeof OUTCOME_CLASSES)[number];

/** What a failure means. */
export interface OutcomeEntry {
  readonly category: ErrorCategory;
  /** One sentence: what is wrong. */
  readonly sentence: string;
  /** One sentence: what a person should do. */
  readonly nextAction: string;
}

/** Failures by our stable code. */
export type OutcomeEntries = Readonly<Record<string, OutcomeEntry>>;
