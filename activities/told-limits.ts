import { Context } from '@temporalio/activity';
import type { AccountId } from '../contracts/ids.ts';
import type { ToldUsage } from '../contracts/ledger.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { findGraphAccount } from './graph-account.ts';

/** A post that is about to be published does not wait longer for a number that only helps. */
const READ_WITHIN_MS = 3_000;
/** Each reading costs a call; what others publish shows within it. */
const LATELY_MS = 180_000;

/** What Instagram says of the publishes of each account, read every few minutes. */
export interface ToldLimits {
  /** Undefined when it was read lately, and told then; or has to make way for publishes. */
  readIfOld(accountId: AccountId): Promise<ToldUsage | undefined>;
  /** Undefined when it cannot be read. */
  read(accountId: AccountId): Promise<ToldUsage | undefined>;
}

export function createToldLimits(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'rules' | 'usageWatch'>,
): ToldLimits {
  const readAt = new Map<AccountId, number>();
  const latelyMs = Math.min(LATELY_MS, dependencies.rules.windowMs / 20);

  const read = async (accountId: AccountId): Promise<ToldUsage | undefined> => {
    const account = findGraphAccount(dependencies, accountId);
    // Whoever publishes says what is wrong with the account.
    if ('error' in account) return undefined;
    readAt.set(accountId, Date.now());
    const signal = AbortSignal.any([Context.current().cancellationSignal, AbortSignal.timeout(READ_WITHIN_MS)]);
    const answer = await dependencies.graph.readPublishingLimit(account, signal);
    return answer.kind === 'ok' ? answer.value : undefined;
  };

  return {
    read,
    readIfOld: async (accountId) => {
      if (Date.now() < (readAt.get(accountId) ?? 0) + latelyMs) return undefined;
      // The ledger knows our own publishes, and what is left of the calls is for them.
      const account = dependencies.accounts.get(accountId);
      const isPaused = account !== undefined && dependencies.usageWatch.pauseOf(account, null) !== null;
      return isPaused ? undefined : await read(accountId);
    },
  };
}
