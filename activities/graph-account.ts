import { AccountsDatabaseError, AccountsError } from '../accounts/errors.ts';
import type { AccountId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import { NEEDS_PERSON } from '../contracts/staging-failures.ts';
import { AccessToken } from '../graph/access-token.ts';
import type { GraphAccount } from '../graph/graph-client.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { stagingFailure } from './staging-failure.ts';

type Accounts = Pick<ActivityDependencies, 'accounts'>;

/** An account that can be acted for. */
export interface UsableAccount extends GraphAccount {
  readonly accountId: AccountId;
  /** Counts the changes of its token and settings, so that a post that waits for new ones knows them. */
  readonly credentialsRevision: number;
}

/** Why this installation cannot act for an account. */
export interface UnusableAccount {
  readonly error: PostError;
  /** Null when there is no such account. */
  readonly credentialsRevision: number | null;
}

/** The account with its token, read where it is used; or why this installation cannot act for it. */
export function findGraphAccount({ accounts }: Accounts, accountId: AccountId): UsableAccount | UnusableAccount {
  const account = accounts.get(accountId);
  if (account === undefined) {
    const error = unusableAccount('account-unknown', `The worker knows no account "${accountId}".`);
    return { error, credentialsRevision: null };
  }
  const { igUserId, login, credentialsRevision } = account;
  try {
    return { accountId, igUserId, login, credentialsRevision, token: new AccessToken(accounts.tokenOf(accountId)) };
  } catch (error) {
    // A database that is locked for a moment is tried again; every other refusal stays.
    if (!(error instanceof AccountsError) || error instanceof AccountsDatabaseError) throw error;
    return { error: unusableAccount(error.code, error.message), credentialsRevision };
  }
}

/**
 * The same, for activities.
 * @throws ApplicationFailure of type NEEDS_PERSON when the account cannot be used: no retry mends that.
 */
export function graphAccount(accounts: Accounts, accountId: AccountId): UsableAccount {
  const account = findGraphAccount(accounts, accountId);
  if (!('error' in account)) return account;
  throw stagingFailure({ type: NEEDS_PERSON, error: account.error }, account);
}

const unusableAccount = (code: string, message: string): PostError => ({
  code,
  category: 'carillon',
  message,
  retryable: false,
  nextAction: "Add the account with `carillon accounts add` in the worker's data directory: then the post goes on.",
  meta: null,
});
