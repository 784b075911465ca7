import type { MediaId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { InviteDecision } from '../contracts/sweep.ts';

/** An invite of which it is not known what became, and why it is not. */
export interface Doubt {
  readonly mediaId: MediaId;
  /** Whether an answer left of which nobody heard what became. Null: nobody knows even that. */
  readonly mayHaveBeenTaken: boolean | null;
  /** Absent: it was pending when it was to be answered. */
  readonly wasPending?: false;
}

/** How an attempt to answer ended. */
export type Ending =
  | { readonly outcome: 'taken'; readonly answeredAt: number }
  /** Instagram refused the answer, or did not give one, or nobody could ask it. */
  | { readonly outcome: 'not-taken' | 'failed'; readonly error: PostError; readonly mayHaveBeenTaken: boolean | null };

export interface Settled {
  readonly decision: InviteDecision;
  /** Null when there is none. */
  readonly doubt: Doubt | null;
}

/** What the end of an attempt means for the invite, until it has been looked what became of it. */
export function settle(decision: InviteDecision, ending: Ending): Settled {
  const { mediaId, action } = decision;
  switch (ending.outcome) {
    case 'taken': {
      const answeredAt = new Date(ending.answeredAt).toISOString();
      const outcome = action === 'accept' ? 'accepted' : 'declined';
      return { decision: { ...decision, outcome, answeredAt }, doubt: null };
    }
    case 'not-taken':
    case 'failed': {
      const { error, mayHaveBeenTaken } = ending;
      const isOpen = ending.outcome === 'not-taken' || mayHaveBeenTaken !== false;
      const reason = mayHaveBeenTaken === false ? NOT_TAKEN : 'It is not known whether Instagram took the answer.';
      return {
        decision: { ...decision, outcome: 'failed', reason, error },
        doubt: isOpen ? { mediaId, mayHaveBeenTaken } : null,
      };
    }
    default:
      return ending satisfies never;
  }
}

const GONE = 'It is no longer pending, and the account is no collaborator: withdrawn, or answered elsewhere.';
const STILL_LISTED = 'Instagram still lists the invite.';
const NOT_TAKEN = 'Instagram did not take the answer.';

/** What was found out about an invite in doubt. */
export interface Finding {
  /** Whether the list still has it. Null when the list could not be read to its end. */
  readonly isPending: boolean | null;
  /** Whether the account is a collaborator of the media. Null when that could not be looked up. */
  readonly isCollaborator: boolean | null;
}

/** What has become of an invite in doubt. It stays as it is where that could not be found out. */
export function settleDoubt(decision: InviteDecision, doubt: Doubt, found: Finding): InviteDecision {
  if (found.isCollaborator === true) return settleCollaborator(decision, doubt);
  if (found.isPending === true) {
    const reason = doubt.mayHaveBeenTaken === false ? `${NOT_TAKEN} ${STILL_LISTED}` : STILL_LISTED;
    return decision.outcome === 'failed' ? { ...decision, reason } : decision;
  }
  if (found.isPending === null || found.isCollaborator === null) return decision;
  if (decision.action === 'decline' && doubt.mayHaveBeenTaken === true) {
    const reason = 'Nobody heard what Instagram said to the answer, and the invite is no longer pending.';
    return { ...decision, outcome: 'declined', reason, error: null };
  }
  return { ...decision, outcome: 'gone', reason: goneReason(decision, doubt), error: null };
}

function goneReason(decision: InviteDecision, { mayHaveBeenTaken, wasPending }: Doubt): string {
  const gone = wasPending === false ? NOT_THERE : GONE;
  return mayHaveBeenTaken === false ? gone : `${gone} ${orByUs(decision)}`;
}

const NOT_THERE =
  'It is not pending, and the account is no collaborator: it was declined or withdrawn before, or there is no such invite.';

const orByUs = ({ action }: InviteDecision): string =>
  action === 'accept'
    ? 'Or an answer of ours accepted it, and Instagram does not show that yet.'
    : 'Or an answer of ours declined it, of which nobody heard.';

function settleCollaborator(decision: InviteDecision, { mayHaveBeenTaken }: Doubt): InviteDecision {
  if (decision.action === 'decline') return { ...decision, outcome: 'gone', reason: CANNOT_TAKE_BACK, error: null };
  const reason =
    mayHaveBeenTaken !== false
      ? 'Nobody heard what Instagram said, and the account is a collaborator now.'
      : ACCEPTED_ALREADY;
  return { ...decision, outcome: 'accepted', reason, error: null };
}

const ACCEPTED_ALREADY = 'It had been accepted already.';
const CANNOT_TAKE_BACK =
  "It had been accepted before, and Instagram's API cannot take that back: leave the post in the Instagram app.";

/** An acceptance that Instagram took, and that is not shown, or could not be looked up. */
export function unseen(decision: InviteDecision, isCollaborator: false | null): InviteDecision {
  const what =
    isCollaborator === null
      ? 'it could not be looked up whether the account is a collaborator now'
      : "it does not list the media among the account's collaborations (yet)";
  return { ...decision, reason: `${decision.reason} Instagram took the answer; ${what}.` };
}
