import type { FastifyReply } from 'fastify';
import { answerUnderFaults } from '../faults/fault-answers.ts';
import { targetOf } from '../faults/fault-target.ts';
import type { Field } from '../protocol/fields.ts';
import { addressedAccount, type GraphCall } from '../protocol/graph-call.ts';
import type { World } from '../world.ts';
import { accountNode } from './account-node.ts';
import { ownMedia } from './addressed-media.ts';
import { containerNode } from './container-node.ts';
import { mediaNode } from './media-node.ts';
import { requestedFields, selectFields } from './select-fields.ts';

export interface NodeCall {
  readonly call: GraphCall;
  readonly id: string;
  readonly reply: FastifyReply;
}

/**
 * Answers `GET /{id}` for a container, a media or an account.
 * @throws GraphError 100/33 for what does not exist or is another account's; Graph makes no difference between the two.
 */
export function readNode(world: World, { call, id, reply }: NodeCall): unknown {
  const { igUserId } = call.account;
  const fields = requestedFields(call.params.get('fields'));
  const container = world.state.containers.get(id);
  if (container?.igUserId === igUserId) {
    const perform = () => selectFields(containerNode(world), container, fields);
    return answerUnderFaults(world, reply, { on: 'readContainer', igUserId, container, perform });
  }
  const media = ownMedia(world, call, id);
  if (media !== undefined) {
    const perform = () => selectFields(mediaNode(world, call), media, fields);
    return answerUnderFaults(world, reply, {
      on: 'readMedia',
      igUserId,
      container: media.container ?? undefined,
      perform,
    });
  }
  return readAccount(world, { call, id, reply }, fields);
}

/** A fault strikes it when a media is searched for: nothing else of an account is read under faults. */
function readAccount(world: World, { call, id, reply }: NodeCall, fields: readonly Field[]): unknown {
  const account = addressedAccount(call, id);
  const perform = () => selectFields(accountNode(world, call), account, fields);
  const search = fields.find(({ name }) => name === 'collaborative_media_search');
  if (search === undefined) return perform();
  const media = world.state.media.get(search.arguments.get('media_id') ?? '');
  const container = media === undefined ? undefined : targetOf(media);
  return answerUnderFaults(world, reply, {
    on: 'findCollaborativeMedia',
    igUserId: account.igUserId,
    container,
    perform,
  });
}
