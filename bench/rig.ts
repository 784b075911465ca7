import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { NewAccount } from '../accounts/account.ts';
import { openAccountStore } from '../accounts/account-store.ts';
import type { GuardedChild } from '../cli/embedded/guarded-child.ts';
import { addToSimulator } from '../cli/embedded/simulated-accounts.ts';
import type { TemporalCli } from '../cli/embedded/temporal-cli.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../cli/embedded/temporal-server.ts';
import { madeAccounts } from './accounts.ts';
import {
  NAMESPACE,
  type Places,
  startOurWorker,
  startSimulator,
  startTwinWorker,
  untilPolledBy,
  urlOf,
} from './parts.ts';
import { SimulatorControl } from './simulator-control.ts';

const ACCOUNTS_EACH = 60;

/** Everything that is measured, each part in a process of its own: server, simulator, our workers and the twin's. */
export class Rig {
  readonly connection: Connection;
  readonly client: Client;
  readonly simulator: SimulatorControl;
  readonly ourAccounts: readonly NewAccount[] = madeAccounts('ours', ACCOUNTS_EACH);
  readonly twinAccounts: readonly NewAccount[] = madeAccounts('twin', ACCOUNTS_EACH);
  readonly #places: Places;
  readonly #crew: Crew;
  #workers = 0;

  private constructor(connection: Connection, places: Places, crew: Crew) {
    this.connection = connection;
    this.client = new Client({ connection, namespace: NAMESPACE });
    this.simulator = new SimulatorControl(places.simulatorUrl);
    this.#places = places;
    this.#crew = crew;
  }

  /** Starts the parts. Each is given to `resources` as soon as it runs, which stops them in the opposite order. */
  static async build(cli: TemporalCli, signal: AbortSignal, resources: AsyncDisposableStack): Promise<Rig> {
    const crew = new Crew(resources);
    const dataDir = await mkdtemp(join(tmpdir(), 'carillon-bench-'));
    resources.defer(() => rm(dataDir, { recursive: true, force: true }));
    const { address } = crew.keepServer(await startEmbeddedServer({ cli, dataDir, port: 0, uiPort: 0 }));
    signal.throwIfAborted();
    const simulatorUrl = await urlOf(crew.keep('simulator', startSimulator()));
    signal.throwIfAborted();
    const connection = await Connection.connect({ address });
    resources.defer(() => connection.close());
    const rig = new Rig(connection, { address, simulatorUrl, dataDir }, crew);
    await rig.#introduceAccounts();
    return rig;
  }

  /** For files of the bench; goes away with the rig. */
  get folder(): string {
    return this.#places.dataDir;
  }

  /** Rejects when a part ends by itself. */
  get failed(): Promise<never> {
    return this.#crew.failed;
  }

  /** Resolves when both contenders have at least this many worker processes. */
  async needWorkers(count: number): Promise<void> {
    for (; this.#workers < count; this.#workers += 1) {
      this.#crew.keep('worker', startOurWorker(this.#places));
      this.#crew.keep("twin's worker", startTwinWorker(this.#places));
    }
    await untilPolledBy(count, this.connection);
  }

  async #introduceAccounts(): Promise<void> {
    const store = openAccountStore({ dataDir: this.#places.dataDir });
    for (const account of this.ourAccounts) store.add(account);
    store.close();
    for (const account of [...this.ourAccounts, ...this.twinAccounts]) {
      await addToSimulator(this.#places.simulatorUrl, account);
    }
  }
}

/** The processes that run for the rig, and the news that one of them does no more. */
class Crew {
  readonly failed: Promise<never>;
  readonly #fail: (error: Error) => void;
  readonly #resources: AsyncDisposableStack;

  constructor(resources: AsyncDisposableStack) {
    const { promise, reject } = Promise.withResolvers<never>();
    promise.catch(() => undefined);
    this.failed = promise;
    this.#fail = reject;
    this.#resources = resources;
  }

  keep(name: string, child: GuardedChild): GuardedChild {
    this.#resources.defer(() => child.stop());
    void child.ended.then((code) => this.#fail(new Error(`The ${name} ended with code ${code}: ${child.output()}`)));
    return child;
  }

  keepServer(server: EmbeddedServer): EmbeddedServer {
    this.#resources.defer(() => server.stop());
    server.failed.catch(this.#fail);
    return server;
  }
}
