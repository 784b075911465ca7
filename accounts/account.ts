import type { AccountId, IgUserId } from '../contracts/ids.ts';
import { ON_UNCONFIRMED, type OnUnconfirmed } from '../contracts/reconcile.ts';

/** How the token was issued, which decides the host that takes it: Facebook Login or Instagram Login. */
export const LOGINS = ['facebook', 'instagram'] as const;
export type Login = (typeof LOGINS)[number];

/** What an owner may change without giving the token again. */
export interface AccountSettings {
  /** What becomes of a post when it cannot be found out whether it was published. */
  readonly onUnconfirmed: OnUnconfirmed;
}

/** What an account gets whose owner has not chosen. */
export const DEFAULT_SETTINGS: AccountSettings = { onUnconfirmed: 'wait' };

/** An Instagram professional account that we hold a token for. The token itself is read apart, where it is used. */
export interface Account extends AccountSettings {
  readonly accountId: AccountId;
  readonly igUserId: IgUserId;
  readonly login: Login;
  /** Which token the account has: 1 for the first one under its name, one more for each that followed, also after a removal. */
  readonly credentialsRevision: number;
}

export interface NewAccount extends Partial<AccountSettings> {
  readonly accountId: AccountId;
  readonly igUserId: IgUserId;
  readonly login: Login;
  /** The access token exactly as Meta issued it. */
  readonly token: string;
}

export const isLogin = (text: string): text is Login => LOGINS.some((login) => login === text);
export const isOnUnconfirmed = (text: string): text is OnUnconfirmed => ON_UNCONFIRMED.some((known) => known === text);
