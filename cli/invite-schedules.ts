import type { Account } from '../accounts/account.ts';
import { Carillon, type Invites } from '../client/index.ts';
import type { AccountId } from '../contracts/ids.ts';
import type { Configuration } from '../worker/configuration.ts';
import type { ServerTarget } from '../worker/worker-host.ts';
import { connectTo } from './server-target.ts';

/** At a time: a server makes tens of schedules a second. */
const AT_ONCE = 8;

/** Whose invites can be swept: Instagram Login has none. */
export const isSwept = ({ login }: Pick<Account, 'login'>): boolean => login === 'facebook';

/**
 * Has the invites of these accounts swept every day. Those that are swept already stay as they are.
 * @returns how many are new
 * @throws CarillonError when the server is not there
 */
export async function enableSweeps(
  server: ServerTarget,
  { taskQueue }: Pick<Configuration, 'taskQueue'>,
  accounts: readonly Account[],
): Promise<number> {
  return await withInvites(server, taskQueue, async (invites) => {
    const waiting = accounts.filter(isSwept);
    let made = 0;
    const work = async () => {
      for (let next = waiting.shift(); next !== undefined; next = waiting.shift())
        if (await invites.enable(next.accountId)) made += 1;
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    return made;
  });
}

/** @throws CarillonError when the server is not there */
export const disableSweeps = (server: ServerTarget, accountId: AccountId): Promise<boolean> =>
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
