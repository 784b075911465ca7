import { setTimeout as sleep } from 'node:timers/promises';
import type { Account } from '../accounts/account.ts';
import { Carillon, type Invites, NotSweptError } from '../client/index.ts';
import type { AccountId } from '../contracts/ids.ts';
import type { Configuration } from '../worker/configuration.ts';
import type { Logger } from '../worker/log.ts';
import type { ServerTarget } from '../worker/worker-host.ts';
import { connectTo } from './server-target.ts';

/** At a time: a server makes tens of schedules a second. */
const AT_ONCE = 8;
const TRY_AGAIN_MS = 60_000;

/** Whose invites can be swept: Instagram Login has none. */
export const isSwept = ({ login }: Pick<Account, 'login'>): boolean => login === 'facebook';

const NO_INVITES = 'Paused by Carillon: with Instagram Login the account has no invites.';

/**
 * Has the invites of these accounts swept every day. Those that are swept already keep their rules; those of accounts that have come to
 * another login are paused, and go on when it comes back.
 * @param signal ends it between two accounts
 * @returns how many are new
 * @throws CarillonError when the server is not there; the first error that concerned an account, when all others are done
 */
export async function followAccounts(
  server: ServerTarget,
  { taskQueue }: Pick<Configuration, 'taskQueue'>,
  accounts: readonly Account[],
  signal?: AbortSignal,
): Promise<number> {
  return await withInvites(server, taskQueue, async (invites) => {
    const waiting = [...accounts];
    const errors: unknown[] = [];
    let made = 0;
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined && !signal?.aborted; next = waiting.shift()) {
        const isNew = await follow(invites, next).catch((error: unknown) => {
          errors.push(error);
          return false;
        });
        if (isNew) made += 1;
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    if (errors.length > 0) throw errors[0];
    return made;
  });
}

async function follow(invites: Invites, account: Account): Promise<boolean> {
  const { accountId } = account;
  if (isSwept(account) && (await invites.enable(accountId))) return true;
  const settings = await invites.settings(accountId).catch(unlessNotSwept);
  if (settings === undefined) return false;
  // A pause that somebody else has made is theirs to end.
  if (!isSwept(account) && !settings.isPaused) await invites.pause(accountId, NO_INVITES);
  if (isSwept(account) && settings.isPaused && settings.note === NO_INVITES)
    await invites.resume(accountId, 'The account has Facebook Login again.');
  return false;
}

function unlessNotSwept(error: unknown): undefined {
  if (!(error instanceof NotSweptError)) throw error;
}

/** The same for a worker, whose posts must not suffer from it: tried until it works, or the signal is aborted. Never rejects. */
export async function keepFollowing(
  server: ServerTarget,
  { configuration, logger, signal }: { configuration: Configuration; logger: Logger; signal: AbortSignal },
  accountsNow: () => readonly Account[],
): Promise<void> {
  while (!signal.aborted) {
    try {
      const made = await followAccounts(server, configuration, accountsNow(), signal);
      if (made > 0) logger.info({ accounts: made }, 'the invites of more accounts are swept every day');
      return;
    } catch (error) {
      if (signal.aborted) return;
      logger.warn({ err: error }, 'the daily sweeps of invites could not be seen to: tried again');
      await sleep(TRY_AGAIN_MS, undefined, { signal }).catch(() => undefined);
    }
  }
}

/** @throws CarillonError when the server is not there */
export const endSweeps = (server: ServerTarget, accountId: AccountId): Promise<boolean> =>
  withInvites(server, undefined, (invites) => invites.disable(accountId));

async function withInvites<Result>(
  server: ServerTarget,
  taskQueue: string | undefined,
  work: (invites: Invites) => Promise<Result>,
): Promise<Result> {
  const connection = await connectTo(server);
  try {
    await using carillon = await Carillon.connect({ connection, namespace: server.namespace, taskQueue });
    return await work(carillon.invites);
  } finally {
    await connection.close();
  }
}
