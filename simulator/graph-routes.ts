import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { collaborationRoutes } from './collaboration/collaboration-routes.ts';
import { createContainer } from './containers/create-container.ts';
import { answerUnderFaults } from './faults/fault-answers.ts';
import { addressedMedia } from './nodes/addressed-media.ts';
import { commentsEdge } from './nodes/comments-edge.ts';
import { createComment } from './nodes/create-comment.ts';
import { mediaEdge, storiesEdge } from './nodes/media-edges.ts';
import { childrenOf } from './nodes/media-node.ts';
import { readNode } from './nodes/read-node.ts';
import { requestedFields } from './nodes/select-fields.ts';
import { askForBodies } from './protocol/expect-continue.ts';
import { addressedAccount, type GraphCall, readCall } from './protocol/graph-call.ts';
import { errorEnvelope, GraphError, type Refusal } from './protocol/graph-error.ts';
import { refusals } from './protocol/refusals.ts';
import { readGraphBodies } from './protocol/request-params.ts';
import { pathOf, serveVersions } from './protocol/versions.ts';
import { publishContainer } from './publishing/publish-container.ts';
import { recordPublish } from './publishing/publish-record.ts';
import { publishingLimit } from './publishing/publishing-limit.ts';
import type { Media } from './state.ts';
import type { World } from './world.ts';

interface Addressed {
  Params: { id: string };
}

/** Everything that answers as graph.facebook.com does, with a version in the path and without. */
export const graphRoutes = (world: World) => async (app: FastifyInstance) => {
  askForBodies(world, app);
  readGraphBodies(app);
  traceAnswers(app);
  serveVersions(app);
  app.decorateRequest('login', null);
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
  await app.register(publishingRoutes(world));
  await app.register(listRoutes(world));
  await app.register(mediaRoutes(world));
  await app.register(collaborationRoutes(world));
};

const publishingRoutes = (world: World) => async (app: FastifyInstance) => {
  app.post<Addressed>('/:id/media', async (request, reply) => {
    const call = readCall(world, request, reply);
    const account = addressedAccount(call, request.params.id);
    const perform = () => createContainer(world, call, account);
    const container = { parameters: call.params };
    return answerUnderFaults(world, reply, { on: 'createContainer', igUserId: account.igUserId, container, perform });
  });

  app.post<Addressed>('/:id/media_publish', async (request, reply) => {
    const record = recordPublish(world, request, reply);
    const call = readCall(world, request, reply);
    const account = addressedAccount(call, request.params.id);
    const perform = () => publishContainer(world, { call, account, record });
    const container = world.state.containers.get(record.creationId ?? '');
    return answerUnderFaults(world, reply, { on: 'publish', igUserId: account.igUserId, container, perform });
  });

  app.get<Addressed>('/:id/content_publishing_limit', async (request, reply) => {
    const call = readCall(world, request, reply);
    return publishingLimit(world, call, addressedAccount(call, request.params.id));
  });
};

const listRoutes = (world: World) => async (app: FastifyInstance) => {
  app.get<Addressed>('/:id/media', async (request, reply) => {
    const call = readCall(world, request, reply);
    const account = addressedAccount(call, request.params.id);
    const question = { ...questionIn(call), account };
    const perform = () => mediaEdge(world, call, question);
    return answerUnderFaults(world, reply, { on: 'listMedia', igUserId: account.igUserId, perform });
  });

  app.get<Addressed>('/:id/stories', async (request, reply) => {
    const call = readCall(world, request, reply);
    const account = addressedAccount(call, request.params.id);
    const question = { ...questionIn(call), account };
    const perform = () => storiesEdge(world, call, question);
    return answerUnderFaults(world, reply, { on: 'listStories', igUserId: account.igUserId, perform });
  });
};

const mediaRoutes = (world: World) => async (app: FastifyInstance) => {
  app.get<Addressed>('/:id/children', async (request, reply) => {
    const call = readCall(world, request, reply);
    const media = addressedMedia(world, call, request.params.id);
    const { fields } = questionIn(call);
    const perform = () => childrenOf(world, call, { media, fields });
    return answerUnderFaults(world, reply, { on: 'readChildren', ...about(media), perform });
  });

  app.get<Addressed>('/:id/comments', async (request, reply) => {
    const call = readCall(world, request, reply);
    const media = addressedMedia(world, call, request.params.id);
    const question = questionIn(call);
    const perform = () => commentsEdge(call, media, question);
    return answerUnderFaults(world, reply, { on: 'listComments', ...about(media), perform });
  });

  app.post<Addressed>('/:id/comments', async (request, reply) => {
    const call = readCall(world, request, reply);
    const media = addressedMedia(world, call, request.params.id);
    const perform = () => createComment(world, call, media);
    return answerUnderFaults(world, reply, { on: 'comment', ...about(media), perform });
  });
};

const questionIn = ({ params }: GraphCall) => ({ params, fields: requestedFields(params.get('fields')) });

const about = ({ owner, container }: Media) => ({ igUserId: owner.igUserId, container: container ?? undefined });

const traceAnswers = (app: FastifyInstance) =>
  app.addHook('onRequest', async (request, reply) => void reply.header('x-fb-trace-id', request.id));

const refuse = (refusal: Refusal, request: FastifyRequest, reply: FastifyReply) =>
  reply.code(refusal.httpStatus).send(errorEnvelope(refusal, request));

/** Bodies that are too large or of a kind that nobody reads come here as errors of fastify with a status of 4xx. */
function refusalOf(error: unknown): Refusal {
  if (error instanceof GraphError) return error.refusal;
  const { message, statusCode = 500 } = error as Partial<FastifyError>;
  return statusCode < 500 ? refusals.parameterInvalid(`${message}`) : refusals.simulatorFailed(`${message}`);
}
