import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Login } from '../ids.ts';
import type { Account, TokenHolder } from '../state.ts';
import type { World } from '../world.ts';
import { countCall } from './call-count.ts';
import { GraphError } from './graph-error.ts';
import { refusals } from './refusals.ts';
import { type Params, readParams } from './request-params.ts';
import { announceUsage } from './usage-header.ts';

declare module 'fastify' {
  interface FastifyRequest {
    /** How the account of the request's token has logged in; null while that is not known. */
    login: Login | null;
  }
}

/** A request to Graph whose token is good. */
export interface GraphCall {
  readonly method: string;
  readonly params: Params;
  /** The account that the token belongs to. */
  readonly account: Account;
  readonly token: string;
  /** Where Graph begins on the host that the client used, version included: links in an answer start with it. */
  readonly root: string;
}

function holderOf(world: World, token: string | undefined): TokenHolder {
  if (token === undefined || token === '') throw new GraphError(refusals.tokenMissing());
  const holder = world.state.holderOf(token);
  if (holder === undefined) throw new GraphError(refusals.tokenUnknown());
  const { expiresAt } = holder.token;
  if (expiresAt !== null && world.clock.now() >= expiresAt) throw new GraphError(refusals.tokenExpired(expiresAt));
  return holder;
}

/**
 * Reads a request's parameters and finds the account of its token; counts the call and sets the usage header of that account.
 * @throws GraphError 190 for a token that is missing, unknown or expired; 80002 or 4 for an account that is throttled.
 */
export function readCall(world: World, request: FastifyRequest, reply: FastifyReply): GraphCall {
  const { params, token } = readParams(request);
  const { account, token: known } = holderOf(world, token);
  request.login = account.login;
  const { isRefused, usage } = countCall(world, account);
  announceUsage(world, reply, { igUserId: account.igUserId, ...usage });
  if (isRefused) throw new GraphError(refusals.callLimitReached(world.settings.throttleCode));
  const root = `${request.protocol}://${request.host}/${request.graphVersion}`;
  return { method: request.method, params, account, token: known.text, root };
}

/**
 * The account that a path names, by its id or as `me`.
 * @throws GraphError 100/33 for any account but the token's own.
 */
export function addressedAccount(call: GraphCall, id: string): Account {
  if (id === 'me' || id === call.account.igUserId) return call.account;
  throw new GraphError(refusals.objectUnsupported(call.method, id));
}
