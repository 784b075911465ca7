import { type AccountStore, openAccountStore } from '../../accounts/account-store.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import type { Configuration } from '../../worker/configuration.ts';
import type { Logger } from '../../worker/log.ts';
import { hostWorkers, type ServerTarget } from '../../worker/worker-host.ts';
import { orFailure } from '../interruption.ts';
import { makeReady } from '../server-target.ts';
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
  /** Takes a line for people. */
  readonly say: (line: string) => void;
  /** Breaks off the start. */
  readonly signal: AbortSignal;
}

/** Everything that a post needs, in one process tree. */
export interface Stack {
  readonly server: ServerTarget;
  readonly address: string;
  readonly uiUrl: string | null;
  readonly simulator: Simulator | null;
  readonly accounts: AccountStore;
  /** Aborts with the signal that the stack was started with, and with the error of a part that ends by itself. */
  readonly ending: AbortSignal;
}

/**
 * Starts the parts one after the other. Each is given to `resources` as soon as it runs, so that disposing of them stops, in
 * the opposite order, what was started, however far the start came.
 */
export async function startStack(options: StackOptions, resources: AsyncDisposableStack): Promise<Stack> {
  const { configuration, logger, signal } = options;
  const accounts = resources.adopt(openAccountStore(configuration), (store) => store.close());
  const { target, address, uiUrl, failed } = await startServer(options, resources);
  signal.throwIfAborted();
  const simulator = await startOwnSimulator(options, resources);
  await makeReady(target);
  signal.throwIfAborted();
  const local = simulator === null ? {} : allLocalAt(simulator.url);
  // Not earlier: the runtime keeps the process alive until the last connection made through it is closed.
  const workers = await hostWorkers(
    { server: target, configuration: { ...configuration, ...local }, accounts, logger },
    resources,
  );
  signal.throwIfAborted();
  const ending = orFailure(signal, [failed, workers.ended]);
  return { server: target, address, uiUrl, simulator, accounts, ending };
}

/** The simulator stands for all of Meta's hosts, and what is tried with it often lies on this machine too. */
const allLocalAt = (url: string) => ({ graphUrl: url, instagramUrl: url, ruploadUrl: url, allowPrivateMedia: true });

interface StartedServer {
  readonly target: ServerTarget;
  readonly address: string;
  readonly uiUrl: string | null;
  /** Rejects if it ends by itself and is ours to watch. */
  readonly failed: Promise<unknown>;
}

async function startServer(options: StackOptions, resources: AsyncDisposableStack): Promise<StartedServer> {
  const { configuration, server: target, say, signal } = options;
  if (target !== undefined) {
    return { target, address: target.connectionOptions.address ?? '', uiUrl: null, failed: Promise.resolve() };
  }
  const cli = await findTemporalCli({ say, signal });
  const { temporal, ui } = PREFERRED_PORTS;
  const embedded = await startEmbeddedServer({
    cli,
    dataDir: configuration.dataDir,
    port: temporal,
    uiPort: ui,
    signal,
  });
  resources.defer(() => embedded.stop());
  tellReplaced(say, 'Temporal', temporal, embedded.port);
  tellReplaced(say, "Temporal's UI", ui, embedded.uiPort);
  const { address, uiUrl, failed } = embedded;
  return { target: { connectionOptions: { address }, namespace: 'default' }, address, uiUrl, failed };
}

async function startOwnSimulator(
  { withSimulator, say }: StackOptions,
  resources: AsyncDisposableStack,
): Promise<Simulator | null> {
  if (!withSimulator) return null;
  const { simulator: preferred } = PREFERRED_PORTS;
  const simulator = await startSimulator({ port: preferred }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== 'EADDRINUSE') throw error;
    return startSimulator({ port: 0 });
  });
  resources.defer(() => simulator.close());
  tellReplaced(say, 'the simulator', preferred, simulator.port);
  return simulator;
}

function tellReplaced(say: (line: string) => void, part: string, preferred: number, port: number): void {
  if (port !== preferred) say(`Port ${preferred} is taken: ${part} is on ${port}.`);
}
