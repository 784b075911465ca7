import { Connection } from '@temporalio/client';
import { type AccountStore, openAccountStore } from '../../accounts/account-store.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { Configuration } from '../../worker/configuration.ts';
import { installRuntime, type Logger } from '../../worker/log.ts';
import { setUpServer } from '../../worker/server-setup.ts';
import { hostWorkers, type ServerTarget } from '../../worker/worker-host.ts';
import { freePort } from './free-port.ts';
import { findTemporalCli } from './temporal-cli.ts';
import { startEmbeddedServer } from './temporal-server.ts';

/** Where the parts are looked for first; a taken port is replaced by a free one. */
const PREFERRED_PORTS = { temporal: 7233, ui: 8233, simulator: 8300 } as const;

export interface StackOptions {
  readonly configuration: Configuration;
  readonly logger: Logger;
  /** Undefined: an embedded one, with its database in the data directory. */
  readonly server: ServerTarget | undefined;
  /** Without it, Instagram is at the configuration's URLs. */
  readonly withSimulator: boolean;
  readonly say: (line: string) => void;
  readonly signal: AbortSignal;
}

/** Everything that a post needs, in one process tree. */
export interface Stack {
  readonly server: ServerTarget;
  readonly address: string;
  readonly uiUrl: string | null;
  readonly simulator: Simulator | null;
  readonly accounts: AccountStore;
  /** Rejects when a part ends by itself. */
  readonly failed: Promise<never>;
}

/**
 * Starts the parts one after the other. Each is given to `resources` as soon as it runs, so that disposing of them stops, in
 * the opposite order, what was started, however far the start came.
 */
export async function startStack(options: StackOptions, resources: AsyncDisposableStack): Promise<Stack> {
  const { configuration, signal } = options;
  installRuntime(options.logger);
  const server = await startServer(options, resources);
  signal.throwIfAborted();
  const simulator = options.withSimulator
    ? await startSimulator({ port: await freePort(PREFERRED_PORTS.simulator) })
    : null;
  if (simulator !== null) resources.defer(() => simulator.close());
  await prepareServer(server.target);
  signal.throwIfAborted();
  const accounts = openAccountStore(configuration);
  resources.defer(() => accounts.close());
  const hosts = simulator === null ? {} : { graphUrl: simulator.url, instagramUrl: simulator.url };
  const workers = await hostWorkers(
    { server: server.target, configuration: { ...configuration, ...hosts }, accounts, logger: options.logger },
    resources,
  );
  signal.throwIfAborted();
  const failed = Promise.race([server.failed, workers.ended.then(() => new Promise<never>(() => undefined))]);
  failed.catch(() => undefined);
  return { server: server.target, address: server.address, uiUrl: server.uiUrl, simulator, accounts, failed };
}

async function startServer({ configuration, server, say, signal }: StackOptions, resources: AsyncDisposableStack) {
  if (server !== undefined) {
    const address = server.connectionOptions.address ?? 'localhost:7233';
    return { target: server, address, uiUrl: null, failed: new Promise<never>(() => undefined) };
  }
  const cli = await findTemporalCli({ say, signal });
  const { temporal: port, ui: uiPort } = PREFERRED_PORTS;
  const embedded = await startEmbeddedServer({ cli, dataDir: configuration.dataDir, port, uiPort });
  resources.defer(() => embedded.stop());
  const target: ServerTarget = { connectionOptions: { address: embedded.address }, namespace: 'default' };
  return { target, address: embedded.address, uiUrl: embedded.uiUrl, failed: embedded.failed };
}

async function prepareServer({ connectionOptions, namespace }: ServerTarget): Promise<void> {
  const connection = await Connection.connect(connectionOptions);
  try {
    await setUpServer(connection, namespace);
  } finally {
    await connection.close();
  }
}
