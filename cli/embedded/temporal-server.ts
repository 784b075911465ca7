import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { Connection } from '@temporalio/client';
import { SEARCH_ATTRIBUTES } from '../../contracts/search-attributes.ts';
import { CommandError } from '../command-errors.ts';
import { EXIT } from '../exit-codes.ts';
import { freePorts } from './free-ports.ts';
import { type GuardedChild, startGuarded } from './guarded-child.ts';
import type { TemporalCli } from './temporal-cli.ts';

const START_DEADLINE_MS = 60_000;
const LOOK_AGAIN_MS = 50;

const TYPE_NAMES = { KEYWORD: 'Keyword', DATETIME: 'Datetime', KEYWORD_LIST: 'KeywordList' } as const;

export interface EmbeddedServer {
  /** Of its gRPC side, on 127.0.0.1. */
  readonly port: number;
  /** host:port of its gRPC side. */
  readonly address: string;
  readonly uiPort: number;
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
  /** Breaks off the start. */
  readonly signal?: AbortSignal;
}

/**
 * Starts Temporal's development server on a database of its own, and resolves when it answers. Taken ports are replaced.
 * @throws CommandError with the server's own last words when it does not come up within a minute; the signal's reason
 */
export async function startEmbeddedServer(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  try {
    return await startOnce(options);
  } catch (error) {
    // Another process took a port between our look and the server's start.
    if (!(error instanceof Error && error.message.includes('address already in use'))) throw error;
    return await startOnce({ ...options, port: 0, uiPort: 0 });
  }
}

async function startOnce(options: EmbeddedServerOptions): Promise<EmbeddedServer> {
  const { cli, dataDir, signal } = options;
  const [port = 0, uiPort = 0] = await freePorts([options.port, options.uiPort]);
  signal?.throwIfAborted();
  const child = startGuarded(cli.path, serverArguments(join(dataDir, 'temporal.db'), port, uiPort));
  const failed = child.ended.then((code) => {
    throw serverFailure(`ended with code ${code}`, child);
  });
  failed.catch(() => undefined);
  const watching = new AbortController();
  try {
    const wanted = AbortSignal.any([watching.signal, ...(signal === undefined ? [] : [signal])]);
    await Promise.race([untilItAnswers(port, child, wanted), failed]);
  } catch (error) {
    await child.stop();
    throw error;
  } finally {
    // One that has ended will never answer, and whoever went on looking would keep this process.
    watching.abort();
  }
  const uiUrl = `http://127.0.0.1:${uiPort}`;
  return { port, address: addressOf(port), uiPort, uiUrl, failed, stop: () => child.stop() };
}

const addressOf = (port: number): string => `127.0.0.1:${port}`;

function serverArguments(database: string, port: number, uiPort: number): string[] {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--ui-port', String(uiPort)],
    ...['--db-filename', database, '--sqlite-pragma', 'journal_mode=WAL', '--sqlite-pragma', 'synchronous=NORMAL'],
    ...['--log-level', 'error', '--ui-disable-news-fetch'],
    // The default is ten: an account's run answers the posts of several workers at a time.
    ...['--dynamic-config-value', 'history.maxInFlightUpdates=100'],
    // Read only when the database is new; `carillon setup` adds what an older one lacks.
    ...SEARCH_ATTRIBUTES.flatMap(({ name, type }) => ['--search-attribute', `${name}=${TYPE_NAMES[type]}`]),
  ];
}

async function untilItAnswers(port: number, child: GuardedChild, signal: AbortSignal): Promise<void> {
  const deadline = Date.now() + START_DEADLINE_MS;
  // Its own word that it has the port: an answer on it could as well be that of another server, which was faster.
  const announced = new RegExp(`Server:\\s+\\S+:${port}\\b`);
  while (!announced.test(child.output())) {
    signal.throwIfAborted();
    if (Date.now() > deadline) throw serverFailure('does not come up', child);
    await sleep(LOOK_AGAIN_MS);
  }
  const connection = await Connection.connect({ address: addressOf(port), connectTimeout: deadline - Date.now() });
  await connection.close();
}

const serverFailure = (what: string, child: GuardedChild): CommandError =>
  new CommandError('embedded-server', {
    message: `The embedded Temporal server ${what}: ${lastWords(child.output())}`,
    nextAction:
      'Look whether its database in the data directory can be written and the disk has room, then start again.',
    exitCode: EXIT.refused,
  });

/** The last lines before the dump of its stacks, if it crashed. */
const lastWords = (output: string): string =>
  output
    .replace(/^(panic:|fatal error:|goroutine \d+).*$/ms, '')
    .trim()
    .split('\n')
    .slice(-3)
    .join(' ') || 'it said nothing.';
