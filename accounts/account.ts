import type { AccountId, IgUserId } from '../contracts/ids.ts';

/** How the token was issued, which decides the host that takes it: Facebook Login or Instagram Login. */
export const LOGINS = ['facebook', 'instagram'] as const;
export type Login = (typeof LOGINS)[number];

/** An Instagram professional account that we hold a token for. The token itself is read apart, where it is used. */
export interface Account {
  readonly accountId: AccountId;
  readonly igUserId: IgUserId;
  readonly login: Login;
}

export interface NewAccount extends Account {
  /** The access token exactly as Meta issued it. */
  readonly token: string;
}

export const isLogin = (text: string): text is Login => LOGINS.some((login) => login === text);
