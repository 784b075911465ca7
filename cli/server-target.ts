import { Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import type { Configuration } from '../worker/configuration.ts';
import type { ServerTarget } from '../worker/worker-host.ts';
import { CommandError } from './command-errors.ts';
import { readRunningStack } from './embedded/data-dir-lock.ts';
import { EXIT } from './exit-codes.ts';

const DEFAULT_NAMESPACE = 'default';

/** The server that the environment names, by Temporal's own variables and files. Undefined when they name none. */
export function namedServer(): ServerTarget | undefined {
  const { namespace = DEFAULT_NAMESPACE, connectionOptions } = loadClientConnectConfig();
  const { address, apiKey, tls, metadata } = connectionOptions;
  if (address === undefined) return undefined;
  return {
    namespace,
    connectionOptions: {
      address,
      ...(apiKey !== undefined && { apiKey }),
      ...(tls !== undefined && { tls }),
      ...(metadata !== undefined && { metadata }),
    },
  };
}

/**
 * The server to work with: the named one, else that of the stack that runs on the data directory.
 * @throws CommandError when there is neither.
 */
export function serverTarget({ dataDir }: Pick<Configuration, 'dataDir'>): ServerTarget {
  const named = namedServer();
  if (named !== undefined) return named;
  const running = readRunningStack(dataDir);
  if (running !== undefined) return { connectionOptions: { address: running.address }, namespace: running.namespace };
  throw new CommandError('no-server', {
    message: `TEMPORAL_ADDRESS is not set, and no "carillon dev" runs on ${dataDir}.`,
    nextAction: 'Set TEMPORAL_ADDRESS to a Temporal server, or start "carillon dev".',
    exitCode: EXIT.refused,
  });
}

const CONNECT_DEADLINE_MS = 10_000;

/** @throws CommandError naming the address when nothing answers there. */
export async function connectTo({ connectionOptions }: ServerTarget): Promise<Connection> {
  try {
    return await Connection.connect({ ...connectionOptions, connectTimeout: CONNECT_DEADLINE_MS });
  } catch {
    throw unreachable(connectionOptions.address ?? 'localhost:7233');
  }
}

export const unreachable = (address: string): CommandError =>
  new CommandError('unreachable', {
    message: `No Temporal server answers at ${address}.`,
    nextAction: 'Start it, or set TEMPORAL_ADDRESS to where it runs.',
    exitCode: EXIT.refused,
  });
