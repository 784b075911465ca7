import type { AccountId } from '../contracts/ids.ts';
import { NEEDS_PERSON } from '../contracts/staging-failures.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount, type UsableAccount } from './graph-account.ts';
import { collaborationNeedsFacebookLogin } from './invite-errors.ts';
import { makeWay } from './make-way.ts';
import { stagingFailure } from './staging-failure.ts';

/**
 * The account, for a call about collaboration, which makes way for posts that are due.
 * @throws ApplicationFailure of type NEEDS_PERSON when the account cannot be used, or has a login without these edges
 */
export function collaborationAccount(
  dependencies: Pick<ActivityDependencies, 'accounts' | 'usageWatch'>,
  accountId: AccountId,
): UsableAccount {
  const account = graphAccount(dependencies, accountId);
  if (account.login === 'instagram')
    throw stagingFailure({ type: NEEDS_PERSON, error: collaborationNeedsFacebookLogin(accountId) }, account);
  makeWay(dependencies.usageWatch, account, null);
  return account;
}
