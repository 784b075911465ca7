import type { MediaId } from '../contracts/ids.ts';
import type { AnswerResult } from '../contracts/invites.ts';
import type { InviteDecision } from '../contracts/sweep.ts';

/** An invite that Instagram took no answer to, and what is to be found out. */
export interface Doubt {
  readonly mediaId: MediaId;
  readonly mayHaveBeenTaken: boolean;
}

export interface Settled {
  readonly decision: InviteDecision;
  /** Null when there is none. */
  readonly doubt: Doubt | null;
}

/** What the result of an answer means for the invite. */
export function settle(decision: InviteDecision, result: Exclude<AnswerResult, { outcome: 'spent' }>): Settled {
  const accept = decision.action === 'accept';
  switch (result.outcome) {
    case 'answered': {
      const answeredAt = new Date(result.answeredAt).toISOString();
      return { decision: { ...decision, outcome: accept ? 'accepted' : 'declined', answeredAt }, doubt: null };
    }
    case 'not-taken': {
      const { isCollaborator, mayHaveBeenTaken, error } = result;
      if (!isCollaborator) {
        const reason = 'Instagram did not take the answer.';
        const doubt = { mediaId: decision.mediaId, mayHaveBeenTaken };
        return { decision: { ...decision, outcome: 'failed', reason, error }, doubt };
      }
      const changes = accept
        ? ({ outcome: 'accepted', reason: mayHaveBeenTaken ? decision.reason : ACCEPTED_ALREADY } as const)
        : ({ outcome: 'gone', reason: CANNOT_TAKE_BACK } as const);
      return { decision: { ...decision, ...changes }, doubt: null };
    }
    default:
      return result satisfies never;
  }
}

const ACCEPTED_ALREADY = 'It had been accepted already.';
const CANNOT_TAKE_BACK = "It had been accepted meanwhile, and Instagram's API cannot take that back.";

/**
 * What has become of an invite in doubt, once the list was read again.
 * @param isPending whether it is still listed
 */
export function settleDoubt(decision: InviteDecision, { mayHaveBeenTaken }: Doubt, isPending: boolean): InviteDecision {
  if (isPending) return { ...decision, reason: 'Instagram did not take the answer, and still lists the invite.' };
  if (decision.action === 'decline' && mayHaveBeenTaken) {
    const reason = 'The answer to it was lost, and the invite is no longer pending.';
    return { ...decision, outcome: 'declined', reason, error: null };
  }
  const reason = 'It is no longer pending, and was not accepted: its owner withdrew it, or somebody else answered.';
  return { ...decision, outcome: 'gone', reason, error: null };
}

/** An acceptance that Instagram confirmed and does not show. */
export const unseen = (decision: InviteDecision): InviteDecision => ({
  ...decision,
  reason: `${decision.reason} Instagram took the answer, and does not list the media among the account's collaborations (yet).`,
});
