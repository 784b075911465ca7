import { Carillon } from '../client/index.ts';
import type { PostKey } from '../contracts/ids.ts';
import { readRunningStack } from './embedded/data-dir-lock.ts';
import { KnownAccounts } from './known-accounts.ts';
import { openConnection, serverTarget } from './server-target.ts';
import { readSettings, type Settings } from './settings.ts';
import { temporalUrl } from './temporal-url.ts';

export interface ClientSession extends Settings {
  readonly carillon: Carillon;
  readonly accounts: KnownAccounts;
  /** The page of a post's run in the Temporal UI; null when nobody told where the UI is. */
  urlOf(key: PostKey): string | null;
}

/** Runs a command's work with a client that does as the environment says, and is closed afterwards. */
export async function withClient<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const settings = readSettings();
  const { configuration } = settings;
  const server = serverTarget(configuration);
  const accounts = new KnownAccounts(configuration);
  await using resources = new AsyncDisposableStack();
  const connection = resources.adopt(openConnection(server), (opened) => opened.close());
  const carillon = await Carillon.connect({
    connection,
    namespace: server.namespace,
    taskQueue: configuration.taskQueue,
    source: 'command',
    leadSeconds: configuration.leadMs === undefined ? undefined : configuration.leadMs / 1000,
    armSeconds: { earliest: configuration.armEarliestMs / 1000, latest: configuration.armLatestMs / 1000 },
    loginOf: accounts.loginOf,
    limits: configuration.limits,
    windowSeconds: configuration.windowMs / 1000,
  });
  resources.use(carillon);
  const running = readRunningStack(configuration.dataDir);
  const uiUrl = running?.address === server.connectionOptions.address ? running?.uiUrl : undefined;
  const urlOf = (key: PostKey) => (uiUrl ? temporalUrl(uiUrl, server.namespace, key) : null);
  return await work({ ...settings, carillon, accounts, urlOf });
}
