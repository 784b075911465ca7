import { ApplicationFailure, CancellationScope, isCancellation, setCurrentDetails } from '@temporalio/workflow';
import type { MediaId } from '../contracts/ids.ts';
import type { CountedOrder, PendingInvite } from '../contracts/invites.ts';
import type { AnswerInviteInput, InviteAnswer, InviteDecision } from '../contracts/sweep.ts';
import { failureOfRun } from './activity-failure.ts';
import { answer, verify } from './answering.ts';
import { unexplainedFailure } from './errors.ts';
import { tellDecisions } from './invite-records.ts';
import { plain } from './markdown.ts';
import { readPending } from './pending-invites.ts';
import { type Doubt, settle } from './settle-invite.ts';
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
  const attempted = isGone ? leftAlone(input, ordered) : await answerNow(counted, ordered);
  // Whoever cancels now has to hear all the same what was done.
  return await CancellationScope.nonCancellable(async () => {
    const told = resultOf(input, await looked(counted, attempted, input.earlier));
    setCurrentDetails(detailsOf(told));
    tellDecisions(input.accountId, [{ ...ordered, ...told }]);
    return told;
  });
}

interface Result {
  readonly decision: InviteDecision;
  /** When Instagram allows the next answer, in epoch milliseconds, where that is why there was none. */
  readonly freeAt: number | null;
}

const actionOf = (accept: boolean): 'accept' | 'decline' => (accept ? 'accept' : 'decline');

const decisionOf = ({ mediaId, accept }: AnswerInviteInput): InviteDecision => ({
  mediaId,
  owner: '',
  caption: '',
  firstSeenAt: new Date(Date.now()).toISOString(),
  action: actionOf(accept),
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

/** What was done, before it was looked what became of it. */
interface Attempted extends Result {
  /** Null when there is none. */
  readonly doubt: Doubt | null;
}

/** It is not pending any more, so there is nothing to answer. */
function leftAlone({ mediaId, accept, earlier }: AnswerInviteInput, ordered: InviteDecision): Attempted {
  const reason = 'It is not pending, and it could not be looked up whether the account is a collaborator.';
  const isUncertain = earlier.some(({ action, outcome }) => action === actionOf(accept) && outcome === 'failed');
  const doubt: Doubt = { mediaId, mayHaveBeenTaken: isUncertain ? null : false, wasPending: false };
  return { decision: { ...ordered, outcome: 'failed', reason }, doubt, freeAt: null };
}

async function answerNow(counted: CountedOrder, ordered: InviteDecision): Promise<Attempted> {
  const { mediaId } = ordered;
  try {
    const { ending, mayHaveBeenTaken, stop } = await answer(counted, ordered);
    const freeAt = stop?.reason === 'quota' ? stop.freeAt : null;
    if (ending !== null) return { ...settle(ordered, ending), freeAt };
    const decision = { ...ordered, reason: 'Instagram takes no more answers of the account for now.' };
    return { decision, doubt: mayHaveBeenTaken === false ? null : { mediaId, mayHaveBeenTaken }, freeAt };
  } catch (failure) {
    if (!isCancellation(failure)) throw failure;
    const decision = { ...ordered, reason: 'Somebody canceled it.' };
    return { decision, doubt: { mediaId, mayHaveBeenTaken: null }, freeAt: null };
  }
}

/** What became of it. Of what is gone now, an earlier answer of ours may tell more than Instagram does. */
async function looked(
  counted: CountedOrder,
  { decision, doubt, freeAt }: Attempted,
  earlier: readonly InviteAnswer[],
): Promise<Result> {
  const isAccepted = decision.outcome === 'accepted';
  const [verified = decision] = await verify(counted, {
    accepted: isAccepted ? [decision] : [],
    doubts: doubt === null ? [] : [{ decision, doubt }],
  });
  return { decision: asBefore(verified, earlier), freeAt };
}

function asBefore(decision: InviteDecision, earlier: readonly InviteAnswer[]): InviteDecision {
  const outcome = decision.action === 'accept' ? 'accepted' : 'declined';
  const before = earlier.find((answer) => answer.outcome === outcome);
  if (decision.outcome !== 'gone' || before === undefined) return decision;
  const reason =
    outcome === 'declined'
      ? 'It was declined before, because a person said so.'
      : "It was accepted before, because a person said so, and is not listed among the account's collaborations (yet, or any more).";
  return { ...decision, outcome, reason, answeredAt: before.answeredAt };
}

function resultOf(
  { accountId, mediaId, accept }: AnswerInviteInput,
  { decision: { outcome, reason, answeredAt, error }, freeAt }: Result,
): InviteAnswer {
  return {
    accountId,
    mediaId,
    action: actionOf(accept),
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
