import { Client, Connection } from '@temporalio/client';
import { Accounts } from './accounts.ts';
import { type ConnectOptions, type ConnectSettings, connectSettings } from './connect-options.ts';
import { InvalidRequestError, ServerError, UnreachableError } from './errors.ts';
import { Invites } from './invites.ts';
import { issueAt, type RequestIssue, shown } from './issues.ts';
import { Posts } from './posts.ts';
import { TemporalRuns } from './runs.ts';
import { TemporalSchedules } from './schedules.ts';
import { ServerCalls } from './server-calls.ts';
import { serverErrorOf } from './server-errors.ts';

/**
 * Queues, moves, cancels and reads posts on a Temporal server, tells where the quotas of accounts stand, and works through their invites. One per process is enough.
 *
 * @example
 * await using carillon = await Carillon.connect({ source: 'shop' });
 * await carillon.posts.schedule({ accountId: 'brand', id: 'order-8841', kind: 'image', …, scheduledAt: '2026-12-01T09:00:00+01:00' });
 */
export class Carillon implements AsyncDisposable {
  readonly posts: Posts;
  readonly accounts: Accounts;
  readonly invites: Invites;
  readonly #calls: ServerCalls;
  readonly #closeConnection: () => Promise<void>;

  private constructor(settings: ConnectSettings, connection: Connection) {
    const client = new Client({ connection, namespace: settings.namespace });
    const { address, namespace, deadlineMs } = settings;
    const { taskQueue } = settings.run;
    this.#calls = new ServerCalls({ client, address, namespace, deadlineMs });
    const runs = new TemporalRuns(this.#calls);
    this.posts = new Posts(runs, { run: settings.run, loginOf: settings.loginOf });
    this.accounts = new Accounts(runs, { taskQueue, rules: settings.rules, leadMs: settings.run.timing.leadMs });
    this.invites = new Invites(runs, new TemporalSchedules(this.#calls), taskQueue);
    this.#closeConnection = async () => {
      if (settings.connection === undefined) await connection.close();
    };
  }

  /**
   * Connects, so that a server that is not there shows now and not at the first post.
   * @throws {@link UnreachableError}, {@link ServerError} (`unauthorized`), {@link InvalidRequestError}
   */
  static async connect(options: ConnectOptions = {}): Promise<Carillon> {
    const settings = connectSettings(options, process.env);
    const connection = settings.connection ?? newConnection(settings);
    try {
      await connection.ensureConnected();
    } catch (error) {
      if (settings.connection === undefined) await connection.close();
      throw connectError(error, settings);
    }
    return new Carillon(settings, connection);
  }

  /** Ends waits, lets other calls finish, then closes the connection, unless it was given to `connect`. Repeatable. */
  async close(): Promise<void> {
    await this.#calls.close();
    await this.#closeConnection();
  }

  /** For `await using`: the same as {@link Carillon.close}. */
  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }
}

function newConnection({ address, apiKey, tls, deadlineMs }: ConnectSettings): Connection {
  try {
    return Connection.lazy({
      address,
      connectTimeout: deadlineMs,
      ...(apiKey === undefined ? {} : { apiKey }),
      ...(tls === undefined ? {} : { tls }),
    });
  } catch (error) {
    throw new InvalidRequestError([connectionIssue(error, address)]);
  }
}

/** The SDK refuses an address by its form, and certificates as soon as OpenSSL cannot read them. */
function connectionIssue(error: unknown, address: string): RequestIssue {
  if (error instanceof Error && error.message.startsWith('Invalid address'))
    return issueAt(['address'], `(or TEMPORAL_ADDRESS) must be host:port without a scheme, not ${shown(address)}.`);
  return issueAt(['tls'], 'has a certificate or key that cannot be read: give both as PEM.');
}

/** Until it is ready, a gRPC channel says no more than that it is not: whatever is no refusal means that nobody answered. */
function connectError(error: unknown, settings: ConnectSettings): Error {
  const known = serverErrorOf(error, settings);
  return known instanceof ServerError && known.code === 'unauthorized' ? known : new UnreachableError(settings.address);
}
