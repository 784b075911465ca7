import { Context } from '@temporalio/activity';
import type { AccountId } from '../contracts/ids.ts';
import type { ToldUsage } from '../contracts/ledger.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { findGraphAccount } from './graph-account.ts';

/** A post that is about to be published does not wait longer for a number that only helps. */
const READ_WITHIN_MS = 3_000;
/** Each reading costs a call; what others publish shows within it. */
const LATELY_MS = 180_000;
/** For so long a reading that the ledger has not heard of is not made again, and neither is one that was in vain: many posts ask in a rush. */
const KEPT_MS = 15_000;

/** What Instagram says of the publishes of each account, read every few minutes. */
export interface ToldLimits {
  /** Undefined when the ledger has heard of it lately; when it could not be read a moment ago; and when reading has to make way for publishes. */
  readIfOld(accountId: AccountId): Promise<ToldUsage | undefined>;
  /** Undefined when it cannot be read. */
  read(accountId: AccountId): Promise<ToldUsage | undefined>;
  /** The same, without a call when it could not be read a moment ago. */
  readUnlessInVain(accountId: AccountId): Promise<ToldUsage | undefined>;
  /** The ledger has heard of it. */
  noteTold(accountId: AccountId): void;
}

export function createToldLimits(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'rules' | 'usageWatch'>,
): ToldLimits {
  const toldUntil = new Map<AccountId, number>();
  const readings = new Map<AccountId, { readonly usage: Promise<ToldUsage | undefined>; readonly keptUntil: number }>();
  const afterAtMost = (ms: number): number => Date.now() + Math.min(ms, dependencies.rules.windowMs / 20);

  const question = async (accountId: AccountId): Promise<ToldUsage | undefined> => {
    const account = findGraphAccount(dependencies, accountId);
    // Whoever publishes says what is wrong with the account.
    if ('error' in account) return undefined;
    const answer = await dependencies.graph.readPublishingLimit(account, AbortSignal.timeout(READ_WITHIN_MS));
    return answer.kind === 'ok' ? answer.value : undefined;
  };

  const read = (accountId: AccountId): Promise<ToldUsage | undefined> => {
    const usage = question(accountId);
    readings.set(accountId, { usage, keptUntil: afterAtMost(KEPT_MS) });
    return usage;
  };

  const lastReading = (accountId: AccountId): Promise<ToldUsage | undefined> | undefined => {
    const { usage, keptUntil = 0 } = readings.get(accountId) ?? {};
    return Date.now() < keptUntil ? usage : undefined;
  };

  return {
    read: (accountId) => unlessCanceled(read(accountId)),
    readUnlessInVain: async (accountId) => {
      const last = lastReading(accountId);
      const isInVain = last !== undefined && (await unlessCanceled(last)) === undefined;
      return isInVain ? undefined : await unlessCanceled(read(accountId));
    },
    readIfOld: async (accountId) => {
      if (Date.now() < (toldUntil.get(accountId) ?? 0)) return undefined;
      // The ledger knows our own publishes, and what is left of the calls is for them.
      const account = dependencies.accounts.get(accountId);
      const isPaused = account !== undefined && dependencies.usageWatch.pauseOf(account, null) !== null;
      return isPaused ? undefined : await unlessCanceled(lastReading(accountId) ?? read(accountId));
    },
    noteTold: (accountId) => {
      toldUntil.set(accountId, afterAtMost(LATELY_MS));
    },
  };
}

/** Whoever is canceled does not wait for what others are still to be told. */
const unlessCanceled = <Result>(reading: Promise<Result>): Promise<Result> =>
  Promise.race([reading, Context.current().cancelled]);
