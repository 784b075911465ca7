import type { FastifyReply, FastifyRequest } from 'fastify';
import { readParams } from '../protocol/request-params.ts';
import type { PublishRecord } from '../state.ts';
import type { World } from '../world.ts';

/** Notes a `media_publish` request before anything is decided about it, and its status once that has been sent. */
export function recordPublish(
  world: World,
  request: FastifyRequest<{ Params: { id: string } }>,
  reply: FastifyReply,
): PublishRecord {
  const { receivedAt, bodyReceivedAt } = request.arrival;
  const record: PublishRecord = {
    receivedAt,
    bodyReceivedAt: bodyReceivedAt ?? receivedAt,
    igUserId: request.params.id,
    creationId: readParams(request).params.get('creation_id') ?? null,
    httpStatus: null,
    mediaId: null,
    committed: false,
  };
  world.state.publishes.push(record);
  reply.raw.once('finish', () => {
    record.httpStatus = reply.statusCode;
  });
  return record;
}
