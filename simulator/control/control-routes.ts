import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { newFaults } from '../faults/faults.ts';
import { askForBodies } from '../protocol/expect-continue.ts';
import { pathOf } from '../protocol/versions.ts';
import { settingsChange } from '../settings.ts';
import type { World } from '../world.ts';
import { addAccount, giveToken, newAccount } from './accounts.ts';
import { readBody } from './control-error.ts';
import { addForeignMedia, newMedia } from './foreign-media.ts';
import { answerInApp, invite, inviteAnswer, inviteNamed, newInvites, removeFromMedia, withdraw } from './invites.ts';
import { stateView } from './state-view.ts';
import { testPicture } from './test-picture.ts';
import { windowsView } from './windows-view.ts';

const clockChange = z.strictObject({ advanceMs: z.int().nonnegative() });
const people = z.strictObject({ usernames: z.array(z.string().min(1)) });
const locations = z.strictObject({ invalid: z.array(z.string().min(1)) });

/** The routes that Instagram does not have: they set the simulator up and show what it has seen. */
export const controlRoutes = (world: World) => async (app: FastifyInstance) => {
  askForBodies(world, app);
  app.setNotFoundHandler(async (request, reply) =>
    reply.code(404).send({ message: `There is no ${request.method} ${pathOf(request)}.` }),
  );
  await app.register(setUpRoutes(world));
  await app.register(inviteRoutes(world));
  await app.register(faultRoutes(world));
  app.get('/state', async () => stateView(world));
  app.get('/publishes', async () => world.state.publishes);
  app.get('/windows', async () => windowsView(world));
  app.get('/pictures/:name(^[\\w-]+).jpg', async (_request, reply) => reply.type('image/jpeg').send(testPicture));
};

const setUpRoutes = (world: World) => async (app: FastifyInstance) => {
  app.post('/accounts', async (request, reply) => {
    const given = readBody(newAccount, request.body);
    const known = given.igUserId === undefined ? undefined : world.state.accounts.get(given.igUserId);
    reply.code(known === undefined ? 201 : 200);
    return known === undefined ? addAccount(world, given) : giveToken(world, known, given);
  });
  app.post('/media', async (request, reply) => {
    reply.code(201);
    return addForeignMedia(world, readBody(newMedia, request.body));
  });
  app.post('/untaggable', async (request) => ({
    usernames: replace(world.state.untaggable, readBody(people, request.body).usernames),
  }));
  app.post('/unlisted', async (request) => ({
    usernames: replace(world.state.unlisted, readBody(people, request.body).usernames),
  }));
  app.post('/locations', async (request) => ({
    invalid: replace(world.state.invalidLocations, readBody(locations, request.body).invalid),
  }));
  app.post('/clock', async (request) => {
    world.clock.advance(readBody(clockChange, request.body).advanceMs);
    return { now: world.clock.now() };
  });
  app.post('/settings', async (request) => Object.assign(world.settings, readBody(settingsChange, request.body)));
};

const inviteRoutes = (world: World) => async (app: FastifyInstance) => {
  app.post('/invites', async (request, reply) => {
    reply.code(201);
    return invite(world, readBody(newInvites, request.body));
  });
  app.post('/invites/withdraw', async (request) => withdraw(world, readBody(inviteNamed, request.body)));
  app.post('/invites/remove', async (request) => removeFromMedia(world, readBody(inviteNamed, request.body)));
  app.post('/invites/answer', async (request) => answerInApp(world, readBody(inviteAnswer, request.body)));
};

const faultRoutes = (world: World) => async (app: FastifyInstance) => {
  app.post('/faults', async (request, reply) => {
    world.faults.add(readBody(newFaults, request.body));
    reply.code(201);
    return world.faults.waiting();
  });
  app.delete('/faults', async (_request, reply) => {
    world.faults.clear();
    return reply.code(204).send();
  });
};

function replace(set: Set<string>, texts: readonly string[]): readonly string[] {
  set.clear();
  for (const text of texts) set.add(text);
  return [...set];
}
