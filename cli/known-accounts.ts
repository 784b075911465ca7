import { accountsExist } from '../accounts/account-database.ts';
import { openAccountStore } from '../accounts/account-store.ts';
import { UnknownAccountError } from '../accounts/errors.ts';
import { parsePostRequest } from '../client/index.ts';
import type { AccountId } from '../contracts/ids.ts';
import type { Configuration } from '../worker/configuration.ts';
import { CommandError } from './command-errors.ts';
import { EXIT } from './exit-codes.ts';

export type AccountCheck = (request: unknown) => void;

/**
 * A check for requests that refuses a misspelt account now and not at staging, where the accounts are in the data directory of this
 * configuration. From another machine there is nothing to look it up in, and the check lets every account pass.
 * @returns it throws InvalidPostError for a request that is wrong otherwise, and CommandError for an unknown account
 */
export function accountCheck(configuration: Configuration): AccountCheck {
  const known = knownAccounts(configuration);
  return (request) => {
    const { post } = parsePostRequest(request, Date.now());
    if (known !== undefined && !known.includes(post.accountId)) throw unknownAccount(post.accountId, known);
  };
}

function knownAccounts(configuration: Configuration): readonly AccountId[] | undefined {
  if (!accountsExist(configuration.dataDir)) return undefined;
  const store = openAccountStore(configuration);
  try {
    return store.list().map(({ accountId }) => accountId);
  } finally {
    store.close();
  }
}

function unknownAccount(accountId: AccountId, known: readonly AccountId[]): CommandError {
  const { code, message } = new UnknownAccountError(accountId, known);
  return new CommandError(code, {
    message,
    nextAction: 'Correct the accountId, or add the account; nothing has been queued.',
    exitCode: EXIT.invalidPost,
  });
}
