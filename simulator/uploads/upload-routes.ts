import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { World } from '../world.ts';
import { takeUpload } from './take-upload.ts';
import { type UploadAnswer, uploadAnswers } from './upload-answers.ts';
import { type Addressed, findUpload } from './upload-target.ts';

/** Everything that answers as rupload.facebook.com does. */
export const uploadRoutes = (world: World) => async (app: FastifyInstance) => {
  leaveBodiesUnread(app);
  app.setErrorHandler<FastifyError>((error, _request, reply) =>
    send(reply, uploadAnswers.simulatorFailed(error.message)),
  );
  app.setNotFoundHandler((_request, reply) => send(reply, uploadAnswers.notFound()));
  for (const path of ['/:id', '/:version(^v\\d+\\.\\d+$)/:id']) {
    app.post<Addressed>(path, async (request, reply) => {
      const found = findUpload(world, request);
      const answer = found.kind === 'found' ? await takeUpload(world, reply, found.target) : found.answer;
      return world.closing.aborted || request.raw.socket.destroyed ? reply.hijack() : send(reply, answer);
    });
    app.get<Addressed>(path, async (request, reply) => send(reply, readOffset(world, request)));
  }
};

/** A video is read as it comes, whatever the client calls it. */
function leaveBodiesUnread(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', (_request, _payload, done) => done(null));
}

/** Meta has other uploads tell their offset this way. Nobody has seen it of videos for Instagram. */
function readOffset(world: World, request: FastifyRequest<Addressed>): UploadAnswer {
  if (!world.settings.uploadOffsetReadable) return uploadAnswers.notFound();
  const found = findUpload(world, request);
  return found.kind === 'found' ? uploadAnswers.offset(found.target.upload.received) : found.answer;
}

function send(reply: FastifyReply, { httpStatus, body, retryAfterSeconds }: UploadAnswer): FastifyReply {
  if (retryAfterSeconds !== undefined) reply.header('retry-after', retryAfterSeconds);
  if (typeof body === 'string') reply.type('text/html; charset=utf-8');
  return reply.code(httpStatus).send(body);
}
