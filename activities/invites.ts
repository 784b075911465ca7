import { ApplicationFailure, Context } from '@temporalio/activity';
import type { MediaId } from '../contracts/ids.ts';
import type {
  AnswerOrder,
  AnswerResult,
  FindCollaborationsOrder,
  FindCollaborationsResult,
  PendingInvite,
  ReadInvitesOrder,
  ReadInvitesResult,
} from '../contracts/invites.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import { toPostError } from '../graph/outcomes.ts';
import { attemptMemory, remember } from './attempt-memory.ts';
import { tellNextAttempt } from './beats.ts';
import { collaborationAccount } from './collaboration-account.ts';
import { fail } from './collaboration-failure.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { INVITE_ANSWER_NOT_TAKEN } from './invite-errors.ts';
import { isAboutAll, isLimitOfTheDay, isNotFound, isNotTaken } from './judge-collaboration.ts';
import { type InviteCallGrant, reserveInviteCall } from './reserve-invite-call.ts';

type InviteDependencies = Pick<
  ActivityDependencies,
  'graph' | 'accounts' | 'client' | 'reservations' | 'rules' | 'usageWatch'
>;

/** Longer than any username, so that one that is cut is none that a rule names; and as long as a caption may be. */
const OWNER_CHARACTERS = 64;
const CAPTION_CHARACTERS = 2_200;

export function createInviteActivities(dependencies: InviteDependencies) {
  const { graph } = dependencies;
  return {
    /** Reads one page of the pending invites. */
    async readInvites(order: ReadInvitesOrder): Promise<ReadInvitesResult> {
      const memory = attemptMemory();
      const account = collaborationAccount(dependencies, order.accountId);
      const grant = await reserveInviteCall(dependencies, order, 'inviteRead');
      if (grant.outcome === 'spent') return grant;
      const answer = await graph.listInvites(account, order.after, Context.current().cancellationSignal);
      if (answer.kind === 'ok') {
        const { items, next } = answer.value;
        return { outcome: 'read', invites: items.map(bounded), next };
      }
      await giveBackUnsent(grant, answer);
      if (isLimitOfTheDay('read', answer, memory)) return { outcome: 'spent', freeAt: null };
      return await fail(dependencies, { endpoint: 'read', answer, memory, account });
    },

    /**
     * Accepts or declines one invite. A repeat is safe: Instagram answers to an invite that was answered as to one that is gone. What
     * became of it then is not for this step to find out.
     */
    async answerInvite(order: AnswerOrder): Promise<AnswerResult> {
      const memory = attemptMemory();
      const { mayHaveBeenTaken } = memory;
      return await tellingWhetherTaken(mayHaveBeenTaken, async () => {
        const account = collaborationAccount(dependencies, order.accountId);
        const grant = await reserveInviteCall(dependencies, order, 'inviteAnswer');
        if (grant.outcome === 'spent') return { ...grant, mayHaveBeenTaken };
        // From here on a dead worker leaves it open whether the answer left.
        await remember(dependencies.client, { ...memory, mayHaveBeenTaken: true }).catch(async (error: unknown) => {
          tellNextAttempt(Context.current(), memory);
          await grant.release();
          throw error;
        });
        // Not to be broken off: an answer on its way is taken or not, whoever has canceled the sweep meanwhile.
        const answer = await graph.answerInvite(account, order);
        if (answer.kind === 'ok' && answer.value.isTaken) return { outcome: 'taken', answeredAt: Date.now() };
        if (answer.kind === 'ok') return { outcome: 'not-taken', mayHaveBeenTaken, error: INVITE_ANSWER_NOT_TAKEN };
        await giveBackUnsent(grant, answer);
        if (isNotTaken(answer)) return { outcome: 'not-taken', mayHaveBeenTaken, error: toPostError('answer', answer) };
        if (isLimitOfTheDay('answer', answer, memory)) return { outcome: 'spent', freeAt: null, mayHaveBeenTaken };
        return await fail(dependencies, { endpoint: 'answer', answer, memory, account });
      });
    },

    /** Looks up of which media the account is an accepted collaborator. One that cannot be read hides none of the others. */
    async findCollaborations({ accountId, mediaIds }: FindCollaborationsOrder): Promise<FindCollaborationsResult> {
      const account = collaborationAccount(dependencies, accountId);
      const found: MediaId[] = [];
      const unread: MediaId[] = [];
      let failures = 0;
      for (const [index, mediaId] of mediaIds.entries()) {
        const answer = await graph.searchCollaborativeMedia(account, mediaId, Context.current().cancellationSignal);
        if (answer.kind === 'ok' || isNotFound(answer)) {
          failures = 0;
          if (answer.kind === 'ok' && answer.value.isCollaborator) found.push(mediaId);
          continue;
        }
        unread.push(mediaId);
        failures += 1;
        if (failures >= MOST_FAILURES_IN_A_ROW || isAboutAll(answer))
          return { found, unread: [...unread, ...mediaIds.slice(index + 1)] };
      }
      return { found, unread };
    },
  };
}

/** Then Instagram, or the way to it, is down. */
const MOST_FAILURES_IN_A_ROW = 3;

/** Details of every failure of an answer, beside those of staging: whether one may have been taken. */
async function tellingWhetherTaken<Result>(mayHaveBeenTaken: boolean, attempt: () => Promise<Result>): Promise<Result> {
  try {
    return await attempt();
  } catch (error) {
    if (error instanceof ApplicationFailure && (error.details?.length ?? 0) === 3)
      error.details?.push(mayHaveBeenTaken);
    throw error;
  }
}

/** One that gets lost costs a call of the window, and breaks nothing. */
async function giveBackUnsent(
  grant: Extract<InviteCallGrant, { outcome: 'granted' }>,
  answer: GraphFailure,
): Promise<void> {
  if (answer.kind === 'unreachable' && answer.sent === 'no') await grant.release();
}

const bounded = ({ mediaId, owner, caption }: PendingInvite): PendingInvite => ({
  mediaId,
  owner: owner.slice(0, OWNER_CHARACTERS).toWellFormed(),
  caption: caption.slice(0, CAPTION_CHARACTERS).toWellFormed(),
});
