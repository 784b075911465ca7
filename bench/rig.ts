import { mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client, Connection } from '@temporalio/client';
import type { NewAccount } from '../accounts/account.ts';
import { openAccountStore } from '../accounts/account-store.ts';
import { addToSimulator } from '../cli/embedded/simulated-accounts.ts';
import type { TemporalCli } from '../cli/embedded/temporal-cli.ts';
import { startEmbeddedServer } from '../cli/embedded/temporal-server.ts';
import { madeAccounts } from './accounts.ts';
import { Crew } from './crew.ts';
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
import { entityTaskQueue } from './twin/contract.ts';

const ACCOUNTS_EACH = 60;

/** What tells a rig from others on the same server. */
export interface RigOptions {
  /** Its task queues and accounts are called after it. */
  readonly name: string;
  /** More variables for our workers. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** What a rig is built from. */
interface Ground {
  readonly connection: Connection;
  readonly address: string;
  readonly dataDir: string;
  readonly crew: Crew;
}

/** Everything that is measured, each part in a process of its own: server, simulator, our workers and the twin's. */
export class Rig {
  readonly connection: Connection;
  readonly client: Client;
  readonly simulator: SimulatorControl;
  readonly taskQueue: string;
  readonly twinTaskQueue: string;
  readonly ourAccounts: readonly NewAccount[];
  readonly twinAccounts: readonly NewAccount[];
  readonly #environment: Readonly<Record<string, string>>;
  readonly #places: Places;
  readonly #crew: Crew;
  #workers = 0;

  private constructor({ connection, crew }: Ground, places: Places, { name, environment = {} }: RigOptions) {
    this.connection = connection;
    this.client = new Client({ connection, namespace: NAMESPACE });
    this.simulator = new SimulatorControl(places.simulatorUrl);
    this.taskQueue = name;
    this.twinTaskQueue = `${name}-twin`;
    this.ourAccounts = madeAccounts(name, 'ours', ACCOUNTS_EACH);
    this.twinAccounts = madeAccounts(name, 'twin', ACCOUNTS_EACH);
    this.#environment = environment;
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
    const connection = await Connection.connect({ address });
    resources.defer(() => connection.close());
    const rig = await Rig.#on({ connection, address, dataDir, crew }, { name: 'bench' });
    signal.throwIfAborted();
    return rig;
  }

  static async #on(ground: Ground, options: RigOptions): Promise<Rig> {
    const simulatorUrl = await urlOf(ground.crew.keep('simulator', startSimulator()));
    const rig = new Rig(ground, { ...ground, simulatorUrl }, options);
    await rig.#introduceAccounts();
    // What Instagram takes to process media is none of the twin's doing.
    await rig.simulator.set({ imageProcessingMs: 0, videoProcessingMs: 0, carouselProcessingMs: 0 });
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

  /** Measures on another rig beside this one, which has all but the server for itself, and is stopped afterwards. */
  async beside<T>(options: RigOptions, measure: (other: Rig) => Promise<T>): Promise<T> {
    await using resources = new AsyncDisposableStack();
    const crew = new Crew(resources);
    const dataDir = join(this.folder, options.name);
    await mkdir(dataDir);
    const { connection } = this;
    const other = await Rig.#on({ connection, address: this.#places.address, dataDir, crew }, options);
    return await Promise.race([measure(other), other.failed]);
  }

  /** Resolves when both contenders have at least this many worker processes. */
  async needWorkers(count: number): Promise<void> {
    for (; this.#workers < count; this.#workers += 1) {
      this.#crew.keep('worker', startOurWorker(this.#places, this.taskQueue, this.#environment));
      this.#crew.keep("twin's worker", startTwinWorker(this.#places, this.twinTaskQueue));
    }
    for (const name of [this.taskQueue, this.twinTaskQueue, entityTaskQueue(this.twinTaskQueue)])
      await untilPolledBy(count, this.connection, name);
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
