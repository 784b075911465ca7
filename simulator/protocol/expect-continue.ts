import type { ServerResponse } from 'node:http';
import type { FastifyInstance, FastifyReply } from 'fastify';
import type { World } from '../world.ts';

/** The answers that somebody waits for with the body still in hand, until 100 Continue asks for it (RFC 9110 10.1.1). */
const unasked = new WeakSet<ServerResponse>();

/** Leaves it to the routes of `app` to ask for such a body: Node would do so before anything has looked at the request. */
export function holdExpectations(app: FastifyInstance): void {
  app.server.on('checkContinue', (request, response) => {
    unasked.add(response);
    app.routing(request, response);
  });
}

/** Asks for the body of a request if its sender waits for that. To be called where the reading begins. */
export function askForBody({ settings }: World, { raw }: FastifyReply): void {
  if (unasked.delete(raw) && settings.expectContinue) raw.writeContinue();
}

/** Makes the routes of `app` read every body, as those do that need it to know the sender. */
export function askForBodies(world: World, app: FastifyInstance): void {
  app.addHook('preParsing', async (_request, reply) => askForBody(world, reply));
}
