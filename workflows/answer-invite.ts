import { ApplicationFailure, isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { MediaId } from '../contracts/ids.ts';
import type { CountedOrder, PendingInvite } from '../contracts/invites.ts';
import type { AnswerInviteInput, InviteAnswer, InviteDecision } from '../contracts/sweep.ts';
import { failureOfRun } from './activity-failure.ts';
import { answer, lookUp, verify } from './answering.ts';
import { unexplainedFailure } from './errors.ts';
import { tellDecisions } from './invite-records.ts';
import { plain } from './markdown.ts';
import { readPending } from './pending-invites.ts';
import { settle, settleDoubt } from './settle-invite.ts';
import { problemOfAnswer } from './sweep-arguments.ts';

/**
 * Answers one invite because a person said so: through the same ledger as a sweep, and verified like one. Repeatable: what is not
 * pending any more is not answered, and a repeat is told what became of it.
 */
export async function answerInvite(input: AnswerInviteInput): Promise<InviteAnswer> {
  const problem = problemOfAnswer(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const counted: CountedOrder = { accountId: input.accountId, begunAt: Date.now() };
  const ordered = decisionOf(input);
  const isGone = await isMissing(counted, input.mediaId);
  const result = isGone ? await lookBack(input, ordered) : await answerNow(counted, ordered);
  const told = resultOf(input, result);
  setCurrentDetails(detailsOf(told));
  tellDecisions(input.accountId, [result.decision]);
  return told;
}

interface Result {
  readonly decision: InviteDecision;
  /** When Instagram allows the next answer, in epoch milliseconds, where that is why there was none. */
  readonly freeAt: number | null;
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

/** Whether the list, read to its end, does not have it. Reads are 300 a day, answers 50. */
async function isMissing(counted: CountedOrder, mediaId: MediaId): Promise<boolean> {
  const isIt = (invite: PendingInvite): boolean => invite.mediaId === mediaId;
  try {
    const { invites, isWhole } = await readPending(counted, (page) => page.some(isIt));
    return isWhole && !invites.some(isIt);
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    throw failureOfRun('AnswerFailed', failure, unexplainedFailure);
  }
}

async function lookBack({ accountId, mediaId, before }: AnswerInviteInput, ordered: InviteDecision): Promise<Result> {
  if (ordered.action === 'decline' && before?.outcome === 'declined') {
    const { answeredAt } = before;
    const reason = 'It was declined before, because a person said so.';
    return { decision: { ...ordered, outcome: 'declined', reason, answeredAt }, freeAt: null };
  }
  const wasAccepted = before?.outcome === 'accepted';
  const lookingUp = wasAccepted ? { once: [], patiently: [mediaId] } : { once: [mediaId], patiently: [] };
  const isCollaborator = (await lookUp(accountId, lookingUp)).get(mediaId) ?? null;
  const failed: InviteDecision = {
    ...ordered,
    outcome: 'failed',
    reason: 'It is not pending, and it could not be looked up whether the account is a collaborator.',
  };
  const doubt = { mediaId, mayHaveBeenTaken: false };
  return { decision: settleDoubt(failed, doubt, { isPending: false, isCollaborator }), freeAt: null };
}

async function answerNow(counted: CountedOrder, ordered: InviteDecision): Promise<Result> {
  const { mediaId } = ordered;
  const { ending, mayHaveBeenTaken, stop } = await answer(counted, ordered);
  const freeAt = stop?.reason === 'quota' ? stop.freeAt : null;
  const { decision, doubt } =
    ending === null
      ? {
          decision: { ...ordered, reason: 'Instagram takes no more answers of the account for now.' },
          doubt: mayHaveBeenTaken ? { mediaId, mayHaveBeenTaken } : null,
        }
      : settle(ordered, ending);
  const isAccepted = decision.outcome === 'accepted';
  const [verified = decision] = await verify(counted, {
    accepted: isAccepted ? [decision] : [],
    doubts: doubt === null ? [] : [{ decision, doubt }],
  });
  return { decision: verified, freeAt };
}

function resultOf(
  { accountId, mediaId, accept }: AnswerInviteInput,
  { decision: { outcome, reason, answeredAt, error }, freeAt }: Result,
): InviteAnswer {
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
