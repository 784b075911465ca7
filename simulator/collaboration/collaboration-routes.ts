import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { answerUnderFaults } from '../faults/fault-answers.ts';
import { targetOf } from '../faults/fault-target.ts';
import type { CallFault } from '../faults/faults.ts';
import { addressedMedia } from '../nodes/addressed-media.ts';
import { requestedFields } from '../nodes/select-fields.ts';
import { addressedAccount, readCall } from '../protocol/graph-call.ts';
import type { World } from '../world.ts';
import { answerInvite } from './answer-invite.ts';
import { collaborativeMediaEdge } from './collaborative-media.ts';
import { collaboratorsEdge } from './collaborators-edge.ts';
import { hasCollaboration } from './has-collaboration.ts';
import { countInviteCall } from './invite-limits.ts';
import { invitesEdge } from './invites-edge.ts';

interface Addressed {
  Params: { id: string };
}

/** Both sides of collaboration: what an account is invited to and takes part in, and whom the owner of a media has invited. */
export const collaborationRoutes = (world: World) => async (app: FastifyInstance) => {
  await app.register(inviteRoutes(world));

  app.get<Addressed>('/:id/collaborative_media', async (request, reply) => {
    const { call, account } = accountCall(world, 'collaborative_media', { request, reply });
    const question = { params: call.params, fields: requestedFields(call.params.get('fields')) };
    const perform = () => collaborativeMediaEdge(world, call, question);
    return answerUnderFaults(world, reply, { on: 'listCollaborativeMedia', igUserId: account.igUserId, perform });
  });

  app.get<Addressed>('/:id/collaborators', async (request, reply) => {
    const call = readCall(world, request, reply);
    const media = addressedMedia(world, call, request.params.id);
    hasCollaboration(call.account, 'collaborators', 'IGMedia');
    const fields = requestedFields(call.params.get('fields'));
    const perform = () => collaboratorsEdge(world, media, fields);
    const about = { igUserId: call.account.igUserId, container: targetOf(media) };
    return answerUnderFaults(world, reply, { on: 'listCollaborators', ...about, perform });
  });
};

const inviteRoutes = (world: World) => async (app: FastifyInstance) => {
  app.get<Addressed>('/:id/collaboration_invites', async (request, reply) => {
    const { call, account } = accountCall(world, 'collaboration_invites', { request, reply });
    countInviteCall(world, account, 'read');
    const perform = (fault?: CallFault) =>
      invitesEdge(world, {
        call,
        account,
        isWithdrawnAfter: fault?.on === 'listInvites' && fault.withdraw === 'after',
      });
    return answerUnderFaults(world, reply, { on: 'listInvites', igUserId: account.igUserId, perform });
  });

  app.post<Addressed>('/:id/collaboration_invites', async (request, reply) => {
    const { call, account } = accountCall(world, 'collaboration_invites', { request, reply });
    countInviteCall(world, account, 'answer');
    const media = world.state.media.get(call.params.get('media_id') ?? '');
    const perform = (fault?: CallFault) =>
      answerInvite(world, { call, account, withdraw: fault?.on === 'answerInvite' ? fault.withdraw : undefined });
    const container = media === undefined ? undefined : targetOf(media);
    return answerUnderFaults(world, reply, { on: 'answerInvite', igUserId: account.igUserId, container, perform });
  });
};

interface Exchange {
  readonly request: FastifyRequest<Addressed>;
  readonly reply: FastifyReply;
}

/** A call to an edge of the account that its path names. */
function accountCall(world: World, edge: string, { request, reply }: Exchange) {
  const call = readCall(world, request, reply);
  const account = addressedAccount(call, request.params.id);
  hasCollaboration(account, edge, 'IGUser');
  return { call, account };
}
