import { activityInfo, Context } from '@temporalio/activity';
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
import { tellNextAttempt } from './beats.ts';
import { collaborationAccount } from './collaboration-account.ts';
import type { ActivityDependencies } from './dependencies.ts';
import type { UsableAccount } from './graph-account.ts';
import { INVITE_ANSWER_NOT_TAKEN } from './invite-errors.ts';
import {
  type CollaborationEndpoint,
  isLimitOfTheDay,
  isNotTaken,
  judgeCollaborationFailure,
} from './judge-collaboration.ts';
import { reserveInviteCall } from './reserve-invite-call.ts';
import { stagingFailure } from './staging-failure.ts';

type InviteDependencies = Pick<ActivityDependencies, 'graph' | 'accounts' | 'reservations' | 'rules' | 'usageWatch'>;

/** Longer than any username, so that one that is cut is none that a rule names; and as long as a caption may be. */
const OWNER_CHARACTERS = 64;
const CAPTION_CHARACTERS = 2_200;

const LIMIT_OF_THE_DAY = { outcome: 'spent', freeAt: null } as const;

/** What an attempt to answer tells the next one. */
interface AnswerBeat {
  readonly isSent: true;
}

export function createInviteActivities(dependencies: InviteDependencies) {
  const { graph } = dependencies;
  return {
    /** Reads one page of the pending invites. */
    async readInvites({ accountId, after }: ReadInvitesOrder): Promise<ReadInvitesResult> {
      const account = collaborationAccount(dependencies, accountId);
      const grant = await reserveInviteCall(dependencies, accountId, 'inviteRead');
      if (grant.outcome === 'spent') return grant;
      const answer = await graph.listInvites(account, after, Context.current().cancellationSignal);
      if (answer.kind === 'ok') {
        const { items, next } = answer.value;
        return { outcome: 'answered', invites: items.map(bounded), next };
      }
      if (wasNotSent(answer)) await grant.release();
      if (isLimitOfTheDay('read', answer, activityInfo().attempt)) return LIMIT_OF_THE_DAY;
      throw failure('read', answer, account);
    },

    /**
     * Accepts or declines one invite. A repeat is safe: where Instagram does not take the answer, what became of the invite is
     * looked up before anything is concluded.
     */
    async answerInvite({ accountId, mediaId, accept }: AnswerOrder): Promise<AnswerResult> {
      const context = Context.current();
      const earlier: AnswerBeat | undefined = context.info.heartbeatDetails;
      if (earlier !== undefined) tellNextAttempt(context, earlier);
      const account = collaborationAccount(dependencies, accountId);
      const grant = await reserveInviteCall(dependencies, accountId, 'inviteAnswer');
      if (grant.outcome === 'spent') return grant;
      const sending: AnswerBeat = { isSent: true };
      tellNextAttempt(context, sending);
      const answer = await graph.answerInvite(account, { mediaId, accept }, context.cancellationSignal);
      if (answer.kind === 'ok' && answer.value.isTaken) return { outcome: 'answered', answeredAt: Date.now() };
      const mayHaveBeenTaken = earlier !== undefined;
      if (answer.kind === 'ok') {
        const isCollaborator = await isCollaboratorOf(dependencies, account, mediaId);
        return { outcome: 'not-taken', isCollaborator, mayHaveBeenTaken, error: INVITE_ANSWER_NOT_TAKEN };
      }
      if (wasNotSent(answer)) await grant.release();
      if (isLimitOfTheDay('answer', answer, context.info.attempt)) return LIMIT_OF_THE_DAY;
      if (!isNotTaken(answer)) throw failure('answer', answer, account);
      const isCollaborator = await isCollaboratorOf(dependencies, account, mediaId);
      return { outcome: 'not-taken', isCollaborator, mayHaveBeenTaken, error: toPostError('answer', answer) };
    },

    /** Looks up of which media the account is an accepted collaborator. */
    async findCollaborations({ accountId, mediaIds }: FindCollaborationsOrder): Promise<FindCollaborationsResult> {
      const account = collaborationAccount(dependencies, accountId);
      const found: MediaId[] = [];
      for (const mediaId of mediaIds) {
        if (await isCollaboratorOf(dependencies, account, mediaId)) found.push(mediaId);
      }
      return { found };
    },
  };
}

async function isCollaboratorOf(
  { graph }: Pick<InviteDependencies, 'graph'>,
  account: UsableAccount,
  mediaId: MediaId,
): Promise<boolean> {
  const answer = await graph.searchCollaborativeMedia(account, mediaId, Context.current().cancellationSignal);
  if (answer.kind === 'ok') return answer.value.isCollaborator;
  throw failure('read', answer, account);
}

const bounded = ({ mediaId, owner, caption }: PendingInvite): PendingInvite => ({
  mediaId,
  owner: owner.slice(0, OWNER_CHARACTERS).toWellFormed(),
  caption: caption.slice(0, CAPTION_CHARACTERS).toWellFormed(),
});

const wasNotSent = (answer: GraphFailure): boolean => answer.kind === 'unreachable' && answer.sent === 'no';

const failure = (endpoint: CollaborationEndpoint, answer: GraphFailure, account: UsableAccount) =>
  stagingFailure(judgeCollaborationFailure(endpoint, answer, activityInfo().attempt), account);
