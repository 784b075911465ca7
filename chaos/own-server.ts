import type { TemporalCli } from '../cli/embedded/temporal-cli.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../cli/embedded/temporal-server.ts';
import type { RestartableServer } from './crew.ts';

/** A Temporal server of the run's own, with its database in `dataDir`. */
export class OwnServer implements RestartableServer {
  readonly address: string;
  readonly #cli: TemporalCli;
  readonly #dataDir: string;
  #server: EmbeddedServer;

  static async start(cli: TemporalCli, dataDir: string): Promise<OwnServer> {
    return new OwnServer(cli, dataDir, await startEmbeddedServer({ cli, dataDir, port: 0, uiPort: 0 }));
  }

  private constructor(cli: TemporalCli, dataDir: string, server: EmbeddedServer) {
    this.#cli = cli;
    this.#dataDir = dataDir;
    this.#server = server;
    this.address = server.address;
  }

  /** @throws Error when another process took the port meanwhile: nobody would find the server on another one */
  async restart(): Promise<void> {
    const { port, uiPort } = this.#server;
    await this.#server.stop();
    this.#server = await startEmbeddedServer({ cli: this.#cli, dataDir: this.#dataDir, port, uiPort });
    if (this.#server.address !== this.address) throw new Error(`Another process took the port of ${this.address}.`);
  }

  async stop(): Promise<void> {
    await this.#server.stop();
  }
}
