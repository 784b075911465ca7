import { z } from 'zod';
import { isIgUserId } from '../ids.ts';
import type { Account, Token } from '../state.ts';
import type { World } from '../world.ts';
import { ControlError } from './control-error.ts';

export const igUserId = z.string().refine(isIgUserId, 'must be 1 to 20 digits');

/** The body of `POST /_control/accounts`. */
export const newAccount = z.strictObject({
  username: z.string().min(1),
  igUserId: igUserId.optional(),
  /** Which login gives its tokens; Facebook's when absent. Only that one has resumable uploads. */
  login: z.enum(['facebook', 'instagram']).optional(),
  token: z.string().regex(/^\S+$/, 'must not hold white space').optional(),
  /** Seconds until the token expires; it has no end when absent. */
  tokenLifeSeconds: z.number().positive().optional(),
});

type AccountRequest = z.infer<typeof newAccount>;

/**
 * Adds an account with its token.
 * @throws ControlError for a token that another account has.
 */
export function addAccount({ state, clock }: World, { tokenLifeSeconds, ...given }: AccountRequest) {
  refuseTokenOfAnother(state.holderOf(given.token ?? '')?.account);
  const { account, token } = state.addAccount({ ...given, tokenExpiresAt: expiry(clock, tokenLifeSeconds) });
  return answer(account, token);
}

/**
 * Gives an account that exists a further token, as a new login at Instagram issues one. Earlier ones stay valid.
 * @throws ControlError for a token that another account has, and for another login than the account's.
 */
export function giveToken({ state, clock }: World, account: Account, given: AccountRequest) {
  const holder = state.holderOf(given.token ?? '')?.account;
  if (holder !== account) refuseTokenOfAnother(holder);
  if ((given.login ?? account.login) !== account.login)
    throw new ControlError(409, `The account has the login "${account.login}" already. Leave it out, or add another.`);
  const expiresAt = expiry(clock, given.tokenLifeSeconds);
  return answer(account, state.giveToken(account, { text: given.token, expiresAt }));
}

const answer = ({ igUserId, username }: Account, { text }: Token) => ({ igUserId, username, token: text });

const expiry = (clock: World['clock'], lifeSeconds: number | undefined): number | null =>
  lifeSeconds === undefined ? null : clock.now() + lifeSeconds * 1000;

function refuseTokenOfAnother(holder: Account | undefined): void {
  if (holder === undefined) return;
  throw new ControlError(409, 'The token belongs to another account already. Choose another or leave it out.');
}
