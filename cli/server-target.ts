import { Client, Connection } from '@temporalio/client';
import { loadClientConnectConfig } from '@temporalio/envconfig';
import { Carillon } from '../client/index.ts';
import { serverErrorOf } from '../client/server-errors.ts';
import { SEARCH_ATTRIBUTES } from '../contracts/search-attributes.ts';
import type { Configuration } from '../worker/configuration.ts';
import { type SetupReport, setUpServer } from '../worker/server-setup.ts';
import type { ServerTarget } from '../worker/worker-host.ts';
import { CommandError } from './command-errors.ts';
import { readRunningStack } from './embedded/data-dir-lock.ts';
import { EXIT } from './exit-codes.ts';

const DEFAULT_NAMESPACE = 'default';
const CONNECT_DEADLINE_MS = 10_000;

/**
 * The server that the environment names, by Temporal's own variables and files. Undefined when they name none.
 * @throws CommandError when they cannot be read
 */
export function namedServer(): ServerTarget | undefined {
  const { namespace = DEFAULT_NAMESPACE, connectionOptions } = asTemporalSettings(loadClientConnectConfig);
  const { address, apiKey, tls, metadata } = connectionOptions;
  if (!address) return undefined;
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

/**
 * A connection that has not been made yet; it is the caller's to close.
 * @throws CommandError when the address or a certificate is none by its form
 */
export const openConnection = ({ connectionOptions }: ServerTarget): Connection =>
  asTemporalSettings(() => Connection.lazy({ ...connectionOptions, connectTimeout: CONNECT_DEADLINE_MS }));

/**
 * A connection to a server that answers; it is the caller's to close.
 * @throws CarillonError naming the address when nothing answers there, or it does not let us in
 */
export async function connectTo(server: ServerTarget): Promise<Connection> {
  const connection = openConnection(server);
  try {
    await Carillon.connect({ connection, namespace: server.namespace });
    return connection;
  } catch (error) {
    await connection.close();
    throw error;
  }
}

/** Makes the server ready for us. Repeatable. */
export async function makeReady(server: ServerTarget): Promise<SetupReport> {
  const { connectionOptions, namespace } = server;
  const connection = await connectTo(server);
  try {
    return await setUpServer(connection, namespace);
  } catch (error) {
    throw serverErrorOf(error, { address: connectionOptions.address ?? '', namespace }) ?? error;
  } finally {
    await connection.close();
  }
}

/** @throws CarillonError when the server is not there, or knows nothing of our namespace or search attributes */
export async function checkReady(server: ServerTarget): Promise<void> {
  const { connectionOptions, namespace } = server;
  const connection = await connectTo(server);
  try {
    const found = new Client({ connection, namespace }).workflow.list({ query: WITHOUT_ANY_ATTRIBUTE, pageSize: 1 });
    await connection.withDeadline(Date.now() + CONNECT_DEADLINE_MS, () => found[Symbol.asyncIterator]().next());
  } catch (error) {
    throw serverErrorOf(error, { address: connectionOptions.address ?? '', namespace }) ?? error;
  } finally {
    await connection.close();
  }
}

/** A query that a server refuses which does not know all of them. A run that sets one of those would never end. */
const WITHOUT_ANY_ATTRIBUTE = SEARCH_ATTRIBUTES.map(({ name }) => `${name} IS NULL`).join(' AND ');

function asTemporalSettings<Result>(use: () => Result): Result {
  try {
    return use();
  } catch (error) {
    const [reason] = (error instanceof Error ? error.message : String(error)).split('\n');
    throw new CommandError('invalid-temporal-settings', {
      message: `The settings for Temporal cannot be used: ${reason}.`,
      nextAction:
        'Correct the TEMPORAL_ variables (an address is host:port), or the file that TEMPORAL_CONFIG_FILE names.',
      cause: error,
    });
  }
}
