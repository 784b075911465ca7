import { ApplicationFailure } from '@temporalio/activity';
import { AccountsDatabaseError, AccountsError } from '../accounts/errors.ts';
import type { AccountId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import { STAGING_REFUSED } from '../contracts/staging-failures.ts';
import { AccessToken } from '../graph/access-token.ts';
import type { GraphAccount } from '../graph/graph-client.ts';
import type { ActivityDependencies } from './dependencies.ts';

type Accounts = Pick<ActivityDependencies, 'accounts'>;

/** The account with its token, read where it is used; or why this installation cannot act for it. */
export function findGraphAccount(
  { accounts }: Accounts,
  accountId: AccountId,
): GraphAccount | { readonly error: PostError } {
  const account = accounts.get(accountId);
  if (account === undefined)
    return { error: unusableAccount('account-unknown', `The worker knows no account "${accountId}".`) };
  try {
    return { igUserId: account.igUserId, login: account.login, token: new AccessToken(accounts.tokenOf(accountId)) };
  } catch (error) {
    // A database that is locked for a moment is tried again; every other refusal stays.
    if (!(error instanceof AccountsError) || error instanceof AccountsDatabaseError) throw error;
    return { error: unusableAccount(error.code, error.message) };
  }
}

/** The same, for activities: an account that cannot be used will not mend by a retry. */
export function graphAccount(accounts: Accounts, accountId: AccountId): GraphAccount {
  const account = findGraphAccount(accounts, accountId);
  if (!('error' in account)) return account;
  const { error } = account;
  throw ApplicationFailure.create({
    type: STAGING_REFUSED,
    message: error.message,
    nonRetryable: true,
    details: [error],
  });
}

const unusableAccount = (code: string, message: string): PostError => ({
  code,
  category: 'carillon',
  message,
  retryable: false,
  nextAction:
    "Add the account with `carillon accounts add` in the worker's data directory, then queue the post under a new id.",
  meta: null,
});
