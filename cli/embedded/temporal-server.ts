import { join } from 'node:path';
import { NativeConnection } from '@temporalio/worker';
import { SEARCH_ATTRIBUTES } from '../../contracts/search-attributes.ts';
import { freePort } from './free-port.ts';
import { type GuardedChild, startGuarded } from './guarded-child.ts';
import type { TemporalCli } from './temporal-cli.ts';

const START_DEADLINE_MS = 60_000;
const TRY_AGAIN_MS = 100;

const TYPE_NAMES = { KEYWORD: 'Keyword', DATETIME: 'Datetime' } as const;

export interface EmbeddedServer {
  /** host:port of its gRPC side. */
  readonly address: string;
  readonly uiUrl: string;
  /** Rejects if the server ends by itself. Never resolves. */
  readonly failed: Promise<never>;
  stop(): Promise<void>;
}

export interface EmbeddedServerOptions {
  readonly cli: TemporalCli;
  /** The server's database is kept here. Only one server at a time may use it. */
  readonly dataDir: string;
  readonly port: number;
  readonly uiPort: number;
}

/**
 * Starts Temporal's development server on a database of its own, and resolves when it answers. Taken ports are replaced.
 * @throws Error with the server's own last words when it does not come up within a minute.
 */
export async function startEmbeddedServer({
  cli,
  dataDir,
  port,
  uiPort,
}: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const chosen = await freePort(port);
  const chosenUi = await freePort(uiPort);
  const child = startGuarded(cli.path, serverArguments(join(dataDir, 'temporal.db'), chosen, chosenUi));
  const failed = child.ended.then((code) => {
    throw new Error(`The embedded Temporal server ended with code ${code}: ${child.output()}`);
  });
  failed.catch(() => undefined);
  const address = `127.0.0.1:${chosen}`;
  try {
    await Promise.race([untilItAnswers(address, child), failed]);
  } catch (error) {
    await child.stop();
    throw error;
  }
  return { address, uiUrl: `http://127.0.0.1:${chosenUi}`, failed, stop: () => child.stop() };
}

function serverArguments(database: string, port: number, uiPort: number): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', database, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...['--log-level', 'error', '--ui-disable-news-fetch'],
    // Read only when the database is new; `carillon setup` adds what an older one lacks.
    ...SEARCH_ATTRIBUTES.flatMap(({ name, type }) => ['--search-attribute', `${name}=${TYPE_NAMES[type]}`]),
  ];
}

async function untilItAnswers(address: string, child: GuardedChild): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  for (;;) {
    try {
      const connection = await NativeConnection.connect({ address });
      await connection.close();
      return;
    } catch (error) {
      if (Date.now() > deadline)
        throw new Error(`The embedded Temporal server does not answer on ${address}: ${child.output()}`, {
          cause: error,
        });
      await new Promise((resolve) => setTimeout(resolve, TRY_AGAIN_MS));
    }
  }
}
