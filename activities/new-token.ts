import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import type { AccountId } from '../contracts/ids.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** `type` of the failures by which the waiting for a new token goes on. */
export const SAME_TOKEN = 'SameToken';

/** Whoever was told that a token is refused often has a new one at hand. */
const SOON_MS = 5_000;
const SOON_TIMES = 12;
const LATER_MS = 30_000;

export interface AwaitNewTokenOrder {
  readonly accountId: AccountId;
  /** Of the credentials that did not do. Null when there was no such account. */
  readonly revision: number | null;
}

export function createNewTokenActivities({ accounts }: Pick<ActivityDependencies, 'accounts'>) {
  return {
    /** Completes when the account has been added, or added again, since `revision`. Looks at this installation only. */
    async awaitNewToken({ accountId, revision }: AwaitNewTokenOrder): Promise<void> {
      const account = accounts.get(accountId);
      if (account !== undefined && account.credentialsRevision !== revision) return;
      throw ApplicationFailure.create({
        type: SAME_TOKEN,
        message:
          account === undefined
            ? `There is no account "${accountId}": add it with \`carillon accounts add\`.`
            : `Account "${accountId}" still has the token that Instagram refused: add a new one with \`carillon accounts add\`.`,
        category: 'BENIGN',
        nextRetryDelay: activityInfo().attempt <= SOON_TIMES ? SOON_MS : LATER_MS,
      });
    },
  };
}
