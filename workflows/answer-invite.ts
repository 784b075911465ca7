import { ApplicationFailure, setCurrentDetails } from '@temporalio/workflow';
import type { AnswerInviteInput, InviteAnswer, InviteDecision } from '../contracts/sweep.ts';
import { type Answered, answer, clearDoubts, confirmAcceptances } from './answering.ts';
import { plain } from './markdown.ts';
import { settle } from './settle-invite.ts';
import { problemOfAnswer } from './sweep-arguments.ts';

/** Answers one invite because a person said so: through the same ledger as a sweep, and verified like one. Repeatable. */
export async function answerInvite(input: AnswerInviteInput): Promise<InviteAnswer> {
  const problem = problemOfAnswer(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const ordered = decisionOf(input);
  const answered = await answer(input.accountId, ordered);
  const result = resultOf(input, await verified(input, ordered, answered), answered);
  setCurrentDetails(detailsOf(result));
  return result;
}

const decisionOf = ({ mediaId, accept }: AnswerInviteInput): InviteDecision => ({
  mediaId,
  owner: '',
  caption: '',
  firstSeenAt: new Date(Date.now()).toISOString(),
  action: accept ? 'accept' : 'decline',
  rule: null,
  outcome: 'deferred',
  reason: 'A person said so.',
  answeredAt: null,
  error: null,
});

async function verified(
  { accountId }: AnswerInviteInput,
  ordered: InviteDecision,
  answered: Answered,
): Promise<InviteDecision> {
  switch (answered.outcome) {
    case 'spent':
      return { ...ordered, reason: 'Instagram takes no more answers of the account for now.' };
    case 'failed':
    case 'stopped':
      return { ...ordered, outcome: 'failed', reason: answered.error.message, error: answered.error };
    case 'answered':
    case 'not-taken': {
      const { decision, doubt } = settle(ordered, answered);
      if (doubt !== null) {
        const [cleared = decision] = await clearDoubts(accountId, [doubt], () => decision);
        return cleared;
      }
      if (decision.outcome !== 'accepted' || decision.answeredAt === null) return decision;
      const [unconfirmed = decision] = await confirmAcceptances(accountId, [decision]);
      return unconfirmed;
    }
    default:
      return answered satisfies never;
  }
}

function resultOf(
  { accountId, mediaId, accept }: AnswerInviteInput,
  { outcome, reason, answeredAt, error }: InviteDecision,
  answered: Answered,
): InviteAnswer {
  const freeAt = answered.outcome === 'spent' ? answered.freeAt : null;
  return {
    accountId,
    mediaId,
    action: accept ? 'accept' : 'decline',
    outcome: endOf(outcome),
    reason,
    answeredAt,
    nextAnswerAt: freeAt === null ? null : new Date(freeAt).toISOString(),
    error,
  };
}

function endOf(outcome: InviteDecision['outcome']): InviteAnswer['outcome'] {
  switch (outcome) {
    case 'left':
    case 'asked':
    case 'would-accept':
    case 'would-decline':
      throw new TypeError(`An answer that was ordered cannot end as "${outcome}".`);
    default:
      return outcome;
  }
}

const detailsOf = ({ accountId, mediaId, action, outcome, reason }: InviteAnswer): string =>
  `### ${action} the invite of **${accountId}** to \`${mediaId}\`: ${outcome}\n\n${plain(reason)}`;
