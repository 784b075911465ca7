import { Context } from '@temporalio/activity';
import type { AccountId } from '../contracts/ids.ts';
import type { ToldUsage } from '../contracts/ledger.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { findGraphAccount } from './graph-account.ts';

/** A post that is about to be published does not wait longer for a number that only helps. */
const READ_WITHIN_MS = 3_000;
/** Each reading costs a call; what others publish shows within it. */
const LATELY_MS = 180_000;
/** One that could not be read is not tried for again by every post of a rush. */
const UNREADABLE_MS = 15_000;

/** What Instagram says of the publishes of each account, read every few minutes. */
export interface ToldLimits {
  /** Undefined when the ledger has heard of it lately; when it could not be read a moment ago; and when reading has to make way for publishes. */
  readIfOld(accountId: AccountId): Promise<ToldUsage | undefined>;
  /** Undefined when it cannot be read. */
  read(accountId: AccountId): Promise<ToldUsage | undefined>;
  /** The ledger has heard of it. */
  noteTold(accountId: AccountId): void;
}

export function createToldLimits(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'rules' | 'usageWatch'>,
): ToldLimits {
  const readAgainAt = new Map<AccountId, number>();
  /** Those who ask at the same time are told the same. */
  const readings = new Map<AccountId, Promise<ToldUsage | undefined>>();
  const atMost = (ms: number): number => Math.min(ms, dependencies.rules.windowMs / 20);

  const question = async (accountId: AccountId): Promise<ToldUsage | undefined> => {
    const account = findGraphAccount(dependencies, accountId);
    // Whoever publishes says what is wrong with the account.
    if ('error' in account) return undefined;
    const answer = await dependencies.graph.readPublishingLimit(account, AbortSignal.timeout(READ_WITHIN_MS));
    return answer.kind === 'ok' ? answer.value : undefined;
  };

  const read = async (accountId: AccountId): Promise<ToldUsage | undefined> => {
    const reading = question(accountId);
    readings.set(accountId, reading);
    const usage = await reading.finally(() => {
      if (readings.get(accountId) === reading) readings.delete(accountId);
    });
    if (usage === undefined) readAgainAt.set(accountId, Date.now() + atMost(UNREADABLE_MS));
    return usage;
  };

  return {
    read: (accountId) => unlessCanceled(read(accountId)),
    readIfOld: async (accountId) => {
      if (Date.now() < (readAgainAt.get(accountId) ?? 0)) return undefined;
      // The ledger knows our own publishes, and what is left of the calls is for them.
      const account = dependencies.accounts.get(accountId);
      const isPaused = account !== undefined && dependencies.usageWatch.pauseOf(account, null) !== null;
      return isPaused ? undefined : await unlessCanceled(readings.get(accountId) ?? read(accountId));
    },
    noteTold: (accountId) => {
      readAgainAt.set(accountId, Date.now() + atMost(LATELY_MS));
    },
  };
}

/** Whoever is canceled does not wait for what others are still to be told. */
const unlessCanceled = <Result>(reading: Promise<Result>): Promise<Result> =>
  Promise.race([reading, Context.current().cancelled]);
