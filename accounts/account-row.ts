import { isAccountId, isIgUserId } from '../contracts/ids.ts';
import { type Account, isLogin, isOnUnconfirmed } from './account.ts';
import type { Row } from './account-database.ts';

/** The account in a row. Undefined for a row that makes no sense. */
export function accountIn(row: Row): Account | undefined {
  const [accountId, igUserId, login] = [text(row['account_id']), text(row['ig_user_id']), text(row['login'])];
  const [onUnconfirmed, credentialsRevision] = [text(row['on_unconfirmed']), Number(row['credentials_revision'])];
  if (!isAccountId(accountId) || !isIgUserId(igUserId) || !isLogin(login)) return undefined;
  if (!isOnUnconfirmed(onUnconfirmed) || !(credentialsRevision >= 1)) return undefined;
  return { accountId, igUserId, login, onUnconfirmed, credentialsRevision };
}

/** What is sealed in a column; nothing that opens when there is none. */
export const bytesIn = (row: Row, column: string): Uint8Array => {
  const value = row[column];
  return value instanceof Uint8Array ? value : new Uint8Array();
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
