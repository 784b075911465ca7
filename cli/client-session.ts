import { Connection } from '@temporalio/client';
import { Carillon } from '../client/index.ts';
import type { PostKey } from '../contracts/ids.ts';
import { readRunningStack } from './embedded/data-dir-lock.ts';
import { serverTarget } from './server-target.ts';
import { readSettings, type Settings } from './settings.ts';
import { temporalUrl } from './temporal-url.ts';

const CONNECT_DEADLINE_MS = 10_000;

export interface ClientSession extends Settings {
  readonly carillon: Carillon;
  /** The page of a post's run in the Temporal UI; null when nobody told where the UI is. */
  urlOf(key: PostKey): string | null;
}

/** Runs a command's work with a client that is closed afterwards, and told of what the environment says. */
export async function withClient<T>(work: (session: ClientSession) => Promise<T>): Promise<T> {
  const settings = readSettings();
  const { configuration } = settings;
  const { connectionOptions, namespace } = serverTarget(configuration);
  const connection = Connection.lazy({ ...connectionOptions, connectTimeout: CONNECT_DEADLINE_MS });
  try {
    const carillon = await Carillon.connect({
      connection,
      namespace,
      taskQueue: configuration.taskQueue,
      source: 'command',
      leadSeconds: configuration.leadMs === undefined ? undefined : configuration.leadMs / 1000,
      armSeconds: { earliest: configuration.armEarliestMs / 1000, latest: configuration.armLatestMs / 1000 },
    });
    const uiUrl = readRunningStack(configuration.dataDir)?.uiUrl ?? null;
    const urlOf = (key: PostKey) => (uiUrl === null ? null : temporalUrl(uiUrl, namespace, key));
    const result = await work({ ...settings, carillon, urlOf });
    await carillon.close();
    return result;
  } finally {
    await connection.close();
  }
}
