import type { AccountId, MediaId } from './ids.ts';
import type { InviteAction, InviteRules } from './invite-rules.ts';
import type { PostError } from './post-error.ts';

/** The workflow type of a sweep. */
export const SWEEP_INVITES = 'sweepInvites';
/** The workflow type of an answer that a person ordered. */
export const ANSWER_INVITE = 'answerInvite';

/** The workflow's one argument. A schedule keeps it, and with it the rules of the account. */
export interface SweepInput {
  readonly schemaVersion: 1;
  readonly accountId: AccountId;
  readonly rules: InviteRules;
  /** Whether nothing is answered, so that people see what would be. */
  readonly isDryRun: boolean;
  /** What the sweeps before remember. Null: what the schedule hands on from its last sweep. */
  readonly memory: SweepMemory | null;
}

/** What one sweep leaves to the next. */
export interface SweepMemory {
  /** When each pending invite was first seen: Instagram does not say when it was made. Epoch milliseconds, by media. */
  readonly seen: Readonly<Record<string, number>>;
  /** Those that Instagram took no answer to: they come last, so that they do not keep the others from being answered. */
  readonly failed: readonly string[];
  /** How many invites each rule has accepted on a calendar day in UTC, by the name of the rule. */
  readonly accepted: { readonly day: string; readonly byRule: Readonly<Record<string, number>> };
}

/** What there is before the first sweep. */
export const NO_MEMORY: SweepMemory = { seen: {}, failed: [], accepted: { day: '', byRule: {} } };

export const INVITE_OUTCOMES = [
  /** The account is a collaborator of the media now. */
  'accepted',
  'declined',
  /** A dry run: it would be accepted. */
  'would-accept',
  'would-decline',
  /** It stays pending, because the rules say so. */
  'left',
  /** It stays pending, and waits for a person. */
  'asked',
  /** It was to be answered, and comes first in the next sweep. */
  'deferred',
  /** It is no longer pending, and was not answered by this sweep. */
  'gone',
  /** Instagram did not take the answer; the next sweep tries again. */
  'failed',
] as const;
export type InviteOutcome = (typeof INVITE_OUTCOMES)[number];

/** What was decided about one invite, and what became of it. */
export interface InviteDecision {
  readonly mediaId: MediaId;
  /** Somebody else's text, cut short. */
  readonly owner: string;
  /** The start of it, on one line. Somebody else's text. */
  readonly caption: string;
  /** When a sweep first saw the invite. RFC 3339, UTC. */
  readonly firstSeenAt: string;
  readonly action: InviteAction;
  /** The rule that decided; null when none fitted, or a person decided. */
  readonly rule: string | null;
  readonly outcome: InviteOutcome;
  /** Why, in one sentence. */
  readonly reason: string;
  /** When Instagram took the answer. RFC 3339, UTC. */
  readonly answeredAt: string | null;
  /** What Instagram said when it did not take the answer. */
  readonly error: PostError | null;
}

/** The result of a sweep. Times are RFC 3339, UTC. */
export interface SweepReport {
  readonly accountId: AccountId;
  readonly isDryRun: boolean;
  readonly startedAt: string;
  readonly endedAt: string;
  /** How many pending invites were listed. */
  readonly seen: number;
  /** Whether the whole list was read. */
  readonly isWhole: boolean;
  readonly counts: Readonly<Record<InviteOutcome, number>>;
  /** The oldest first. */
  readonly decisions: readonly InviteDecision[];
  /** When Instagram allows the next answer, where that is why some were deferred. */
  readonly nextAnswerAt: string | null;
  /** What ended the sweep before it had answered all; null when nothing did. */
  readonly error: PostError | null;
  /** Whether somebody canceled it before it had answered all. */
  readonly isCanceled: boolean;
  readonly memory: SweepMemory;
}

export interface AnswerInviteInput {
  readonly schemaVersion: 1;
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
  readonly accept: boolean;
  /** What became of it when it was ordered before, the latest first: of an invite that is gone, Instagram does not tell. */
  readonly earlier: readonly InviteAnswer[];
}

/** The result of an answer that a person ordered. Times are RFC 3339, UTC. */
export interface InviteAnswer {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
  readonly action: 'accept' | 'decline';
  readonly outcome: Exclude<InviteOutcome, 'left' | 'asked' | 'would-accept' | 'would-decline'>;
  readonly reason: string;
  readonly answeredAt: string | null;
  /** When Instagram allows the next answer, where the outcome is `deferred`. */
  readonly nextAnswerAt: string | null;
  readonly error: PostError | null;
}
