import type { FastifyInstance } from 'fastify';
import { z } from 'zod';
import { newFaults } from '../faults/faults.ts';
import { isIgUserId } from '../ids.ts';
import { pathOf } from '../protocol/versions.ts';
import { settingsChange } from '../settings.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { stateView } from './state-view.ts';
import { testPicture } from './test-picture.ts';

const newAccount = z.strictObject({
  username: z.string().min(1),
  igUserId: z.string().refine(isIgUserId, 'must be 1 to 20 digits').optional(),
  token: z.string().regex(/^\S+$/, 'must not hold white space').optional(),
  /** Seconds until the token expires; it has no end when absent. */
  tokenLifeSeconds: z.number().positive().optional(),
});

const clockChange = z.strictObject({ advanceMs: z.int().nonnegative() });

/** Something about the request itself that the person who sent it has to change. */
class ControlError extends Error {
  readonly statusCode: number;

  constructor(statusCode: number, message: string) {
    super(message);
    this.statusCode = statusCode;
  }
}

/** The routes that Instagram does not have: they set the simulator up and show what it has seen. */
export const controlRoutes = (world: World) => async (app: FastifyInstance) => {
  app.setNotFoundHandler(async (request, reply) =>
    reply.code(404).send({ message: `There is no ${request.method} ${pathOf(request)}.` }),
  );
  app.post('/accounts', async (request, reply) => {
    const given = read(newAccount, request.body);
    const known = given.igUserId === undefined ? undefined : world.state.accounts.get(given.igUserId);
    reply.code(known === undefined ? 201 : 200);
    return known === undefined ? addAccount(world, given) : giveToken(world, known, given);
  });
  app.get('/state', async () => stateView(world));
  app.get('/publishes', async () => world.state.publishes);
  app.post('/clock', async (request) => {
    world.clock.advance(read(clockChange, request.body).advanceMs);
    return { now: world.clock.now() };
  });
  app.post('/settings', async (request) => Object.assign(world.settings, read(settingsChange, request.body)));
  app.post('/faults', async (request, reply) => {
    world.faults.add(read(newFaults, request.body));
    reply.code(201);
    return world.faults.waiting();
  });
  app.delete('/faults', async (_request, reply) => {
    world.faults.clear();
    return reply.code(204).send();
  });
  app.get('/pictures/:name(^[\\w-]+).jpg', async (_request, reply) => reply.type('image/jpeg').send(testPicture));
};

function read<Schema extends z.ZodType>(schema: Schema, body: unknown): z.output<Schema> {
  const parsed = schema.safeParse(body);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new ControlError(400, `The body is not what this route takes: ${faults.join('; ')}.`);
}

type AccountRequest = z.infer<typeof newAccount>;

function addAccount({ state, clock }: World, { tokenLifeSeconds, ...given }: AccountRequest) {
  refuseTokenOfAnother(state.holderOf(given.token ?? '')?.account);
  const { account, token } = state.addAccount({ ...given, tokenExpiresAt: expiry(clock, tokenLifeSeconds) });
  return { igUserId: account.igUserId, username: account.username, token: token.text };
}

/** A further token of an account that exists, as a new login at Instagram issues one. Earlier ones stay valid. */
function giveToken({ state, clock }: World, account: Account, { token: text, tokenLifeSeconds }: AccountRequest) {
  const holder = state.holderOf(text ?? '')?.account;
  if (holder !== account) refuseTokenOfAnother(holder);
  const token = state.giveToken(account, { text, expiresAt: expiry(clock, tokenLifeSeconds) });
  return { igUserId: account.igUserId, username: account.username, token: token.text };
}

const expiry = (clock: World['clock'], lifeSeconds: number | undefined): number | null =>
  lifeSeconds === undefined ? null : clock.now() + lifeSeconds * 1000;

function refuseTokenOfAnother(holder: Account | undefined): void {
  if (holder === undefined) return;
  throw new ControlError(409, 'The token belongs to another account already. Choose another or leave it out.');
}
