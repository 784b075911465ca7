import type { NewAccount } from '../accounts/account.ts';
import { type AccountId, isAccountId, isIgUserId } from '../contracts/ids.ts';

/** The twin's activities find an account's token by this, so that it is in none of their arguments. */
export const tokenFor = (igUserId: string): string => `bench-token-${igUserId}`;

/**
 * Accounts that the simulator and a contender share. There are so many that none of them comes near Instagram's cap of 100
 * posts a day. `rig`: rigs on one server must not share the ledger of an account.
 */
export function madeAccounts(rig: string, contender: 'ours' | 'twin', count: number): NewAccount[] {
  return Array.from({ length: count }, (_, index) => {
    const accountId = accountIdOf(`${rig}-${contender}-${index}`);
    const igUserId = `1784${contender === 'ours' ? 1 : 2}${String(index).padStart(12, '0')}`;
    if (!isIgUserId(igUserId)) throw new TypeError(`${igUserId} is no account of Instagram's.`);
    return { accountId, igUserId, login: 'facebook', token: tokenFor(igUserId) };
  });
}

export function accountIdOf(text: string): AccountId {
  if (!isAccountId(text)) throw new TypeError(`${text} is no account's name.`);
  return text;
}
