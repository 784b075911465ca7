import { type Simulator, startSimulator } from '../simulator/simulator.ts';
import type { LiveStack, WorkerProcess } from '../test/support/live-stack.ts';
import { persistently } from './persistently.ts';

/** A Temporal server that can be stopped and started again on its database and its port. */
export interface RestartableServer {
  restart(): Promise<void>;
}

/** The processes of a run, which die and come back. */
export class Crew {
  readonly #stack: LiveStack;
  readonly #server: RestartableServer | null;
  readonly #workers: WorkerProcess[] = [];
  #simulator: Simulator;

  /** @param server null when it is not ours to restart */
  constructor(stack: LiveStack, server: RestartableServer | null) {
    this.#stack = stack;
    this.#server = server;
    this.#simulator = stack.simulator;
  }

  async startWorkers(count: number): Promise<void> {
    await Promise.all(Array.from({ length: count }, () => this.#startWorker()));
  }

  /** Kills the one that has run longest, and resolves when another one works in its place. */
  async killWorker(): Promise<void> {
    this.#workers.shift()?.signal('SIGKILL');
    await this.#startWorker();
  }

  async restartServer(): Promise<void> {
    await this.#server?.restart();
  }

  /** Breaks every connection; what Instagram knows is kept. */
  async restartSimulator(): Promise<void> {
    const { memory, port } = this.#simulator;
    await this.#simulator.close();
    this.#simulator = await persistently(() => startSimulator({ memory, port }));
  }

  /** Ends what the stack does not know of. */
  async stop(): Promise<void> {
    await this.#simulator.close();
  }

  async #startWorker(): Promise<void> {
    // A worker ends again while there is no server.
    this.#workers.push(await persistently(() => this.#stack.startWorker()));
  }
}
