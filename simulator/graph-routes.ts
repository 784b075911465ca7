import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { createContainer } from './containers/create-container.ts';
import { answerUnderFaults } from './faults/fault-answers.ts';
import { mediaEdge } from './nodes/media-edge.ts';
import { readNode } from './nodes/read-node.ts';
import { requestedFields } from './nodes/select-fields.ts';
import { addressedAccount, readCall } from './protocol/graph-call.ts';
import { errorEnvelope, GraphError, type Refusal } from './protocol/graph-error.ts';
import { refusals } from './protocol/refusals.ts';
import { readGraphBodies } from './protocol/request-params.ts';
import { pathOf, serveVersions } from './protocol/versions.ts';
import { publishContainer } from './publishing/publish-container.ts';
import { recordPublish } from './publishing/publish-record.ts';
import { publishingLimit } from './publishing/publishing-limit.ts';
import type { World } from './world.ts';

interface Addressed {
  Params: { id: string };
}

/** Everything that answers as graph.facebook.com does, with a version in the path and without. */
export const graphRoutes = (world: World) => async (app: FastifyInstance) => {
  readGraphBodies(app);
  traceAnswers(app);
  serveVersions(app);
  app.setErrorHandler((error, request, reply) => refuse(refusalOf(error), request, reply));
  app.setNotFoundHandler((request, reply) => refuse(refusals.pathUnknown(pathOf(request)), request, reply));
  await app.register(routes(world));
  await app.register(routes(world), { prefix: '/:version(^v\\d+\\.\\d+$)' });
};

const routes = (world: World) => async (app: FastifyInstance) => {
  app.get<Addressed>('/:id', async (request, reply) => {
    const call = readCall(world, request, reply);
    return readNode(world, { call, id: request.params.id, reply });
  });

  app.get<Addressed>('/:id/media', async (request, reply) => {
    const call = readCall(world, request, reply);
    const account = addressedAccount(call, request.params.id);
    const fields = requestedFields(call.params.get('fields'));
    const perform = () => mediaEdge(call, account, { params: call.params, fields });
    return answerUnderFaults(world, reply, { on: 'listMedia', igUserId: account.igUserId, perform });
  });

  app.post<Addressed>('/:id/media', async (request, reply) => {
    const call = readCall(world, request, reply);
    const account = addressedAccount(call, request.params.id);
    const perform = () => createContainer(world, call, account);
    return answerUnderFaults(world, reply, { on: 'createContainer', igUserId: account.igUserId, perform });
  });

  app.post<Addressed>('/:id/media_publish', async (request, reply) => {
    const record = recordPublish(world, request, reply);
    const call = readCall(world, request, reply);
    const account = addressedAccount(call, request.params.id);
    const perform = () => publishContainer(world, { call, account, record });
    return answerUnderFaults(world, reply, { on: 'publish', igUserId: account.igUserId, perform });
  });

  app.get<Addressed>('/:id/content_publishing_limit', async (request, reply) => {
    const call = readCall(world, request, reply);
    return publishingLimit(world, call, addressedAccount(call, request.params.id));
  });
};

const traceAnswers = (app: FastifyInstance) =>
  app.addHook('onRequest', async (request, reply) => void reply.header('x-fb-trace-id', request.id));

const refuse = (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) =>
  reply.code(refusal.httpStatus).send(errorEnvelope(refusal, request.id));

/** Bodies that are too large or of a kind that nobody reads come here as errors of fastify with a status of 4xx. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof GraphError) return error.refusal;
  const { message, statusCode = 500 } = error as Partial<FastifyError>;
  return statusCode < 500 ? refusals.parameterInvalid(`${message}`) : refusals.simulatorFailed(`${message}`);
}
