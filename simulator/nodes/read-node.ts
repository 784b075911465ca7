import type { FastifyReply } from 'fastify';
import { answerUnderFaults } from '../faults/fault-answers.ts';
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
  return selectFields(accountNode(world, call), addressedAccount(call, id), fields);
}
