import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import { openAccountStore } from '../../accounts/account-store.ts';
import { Carillon, type PostRequest, type PostView } from '../../client/index.ts';
import { isAccountId, isIgUserId, type PostKey, postWorkflowId } from '../../contracts/ids.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 20_000;

/** A publish request as the simulator saw it. */
export interface SeenPublish {
  readonly bodyReceivedAt: number;
  readonly creationId: string;
  readonly committed: boolean;
}

/** A worker of the real command, in a process of its own. */
export interface WorkerProcess {
  /** Everything it wrote on standard error. */
  log(): string;
  signal(name: 'SIGTERM' | 'SIGKILL' | 'SIGSTOP' | 'SIGCONT'): void;
  /** Resolves with the exit code; null after a kill. */
  readonly ended: Promise<number | null>;
}

export interface LiveAccount {
  readonly accountId: string;
  readonly igUserId: string;
  readonly token: string;
}

export interface LiveOptions {
  readonly simulator?: SimulatorOptions;
  /** @default 2 and 1, so that no test waits long for its post to be armed */
  readonly armSeconds?: { readonly earliest: number; readonly latest: number };
  /** More variables for the workers. */
  readonly environment?: Readonly<Record<string, string>>;
}

/** The real server of this run, with a simulator, accounts, task queue and data directory of the test file's own. */
export class LiveStack {
  readonly simulator: Simulator;
  readonly carillon: Carillon;
  /** Temporal's own client, for what ours does not show. */
  readonly temporal: Client;
  readonly account: LiveAccount;
  readonly environment: Readonly<Record<string, string>>;
  readonly #dataDir: string;
  readonly #workers = new Set<ChildProcess>();

  static async start({
    simulator: simulatorOptions,
    armSeconds,
    environment: more,
  }: LiveOptions = {}): Promise<LiveStack> {
    const address = process.env['TEST_TEMPORAL_ADDRESS'];
    if (address === undefined) throw new Error('The test server is not running: start the tests with npm test.');
    const taskQueue = `test-${randomBytes(6).toString('hex')}`;
    const dataDir = await mkdtemp(join(tmpdir(), 'carillon-live-'));
    const simulator = await startSimulator({ imageProcessingMs: 0, ...simulatorOptions });
    const connection = await Connection.connect({ address });
    const carillon = await Carillon.connect({
      connection,
      taskQueue,
      source: 'test',
      leadSeconds: 10,
      armSeconds: armSeconds ?? { earliest: 2, latest: 1 },
    });
    const environment = {
      TEMPORAL_ADDRESS: address,
      CARILLON_DATA_DIR: dataDir,
      CARILLON_GRAPH_URL: simulator.url,
      CARILLON_INSTAGRAM_URL: simulator.url,
      CARILLON_TASK_QUEUE: taskQueue,
      ...more,
    };
    const account = await addAccount(dataDir, simulator.url);
    return new LiveStack({ simulator, carillon, connection, account, environment, dataDir });
  }

  private constructor(parts: {
    simulator: Simulator;
    carillon: Carillon;
    connection: Connection;
    account: LiveAccount;
    environment: Record<string, string>;
    dataDir: string;
  }) {
    this.simulator = parts.simulator;
    this.carillon = parts.carillon;
    this.temporal = new Client({ connection: parts.connection });
    this.account = parts.account;
    this.environment = parts.environment;
    this.#dataDir = parts.dataDir;
  }

  /** A request for an image due so many milliseconds from now. */
  image(dueInMs: number, more: Partial<PostRequest> = {}): PostRequest {
    return {
      accountId: this.account.accountId,
      kind: 'image',
      caption: 'A picture',
      media: [{ kind: 'image', url: `${this.simulator.url}/_control/pictures/test.jpg` }],
      scheduledAt: new Date(Date.now() + dueInMs).toISOString(),
      ...more,
    };
  }

  async startWorker(): Promise<WorkerProcess> {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', 'cli/carillon.ts', 'worker'], {
      env: { ...process.env, ...this.environment },
      stdio: ['ignore', 'inherit', 'pipe'],
    });
    this.#workers.add(child);
    const ended = once(child, 'exit').then(([code]) => code as number | null);
    void ended.then(() => this.#workers.delete(child));
    let log = '';
    await within(START_DEADLINE_MS, 'a worker to start', (resolve, reject) => {
      createInterface({ input: child.stderr }).on('line', (line) => {
        log += `${line}\n`;
        if (line.includes('"worker started"')) resolve();
      });
      void ended.then((code) => reject(new Error(`The worker ended with ${code}: ${log}`)));
    });
    return { log: () => log, signal: (name) => child.kill(name), ended };
  }

  killWorkers(): void {
    for (const worker of this.#workers) worker.kill('SIGKILL');
  }

  async seenPublishes(): Promise<SeenPublish[]> {
    return (await this.control('GET', 'publishes')) as SeenPublish[];
  }

  /** The publishes of one post's containers. */
  async publishesOf(post: PostView): Promise<SeenPublish[]> {
    const ids = new Set<string>(post.containers.map(({ id }) => id));
    return (await this.seenPublishes()).filter(({ creationId }) => ids.has(creationId));
  }

  async control(method: 'GET' | 'POST' | 'DELETE', route: string, body?: object): Promise<unknown> {
    const response = await fetch(`${this.simulator.url}/_control/${route}`, {
      method,
      ...(body !== undefined && { body: JSON.stringify(body), headers: { 'content-type': 'application/json' } }),
      signal: AbortSignal.timeout(5_000),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${route}: ${response.status} ${text}`);
    return text === '' ? undefined : JSON.parse(text);
  }

  /** The run's history as JSON, as an export shows it. */
  async historyOf(key: PostKey) {
    return await this.temporal.workflow.getHandle(postWorkflowId(key)).fetchHistory();
  }

  /** Looks at the post until it is as the test needs it. */
  async until(key: PostKey, what: string, isSo: (post: PostView) => boolean, deadlineMs = 20_000): Promise<PostView> {
    const giveUpAt = Date.now() + deadlineMs;
    for (;;) {
      const post = await this.carillon.posts.get(key);
      if (isSo(post)) return post;
      if (Date.now() > giveUpAt) throw new Error(`Waited in vain for ${what}: ${JSON.stringify(post)}`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
  }

  async stop(): Promise<void> {
    this.killWorkers();
    await within(STOP_DEADLINE_MS, 'the stack to stop', (resolve, reject) => {
      void this.#close().then(resolve, reject);
    });
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#workers].map((worker) => once(worker, 'exit')));
    await this.carillon.close();
    await this.temporal.connection.close();
    await this.simulator.close();
    await rm(this.#dataDir, { recursive: true, force: true });
  }
}

async function addAccount(dataDir: string, simulatorUrl: string): Promise<LiveAccount> {
  const accountId = `brand-${randomBytes(4).toString('hex')}`;
  const igUserId = `1784${Math.floor(Math.random() * 1e13)
    .toString()
    .padStart(13, '0')}`;
  const token = `EAAtest${randomBytes(16).toString('hex')}`;
  if (!isAccountId(accountId) || !isIgUserId(igUserId)) throw new TypeError('The test made a bad account.');
  const store = openAccountStore({ dataDir });
  store.add({ accountId, igUserId, login: 'facebook', token });
  store.close();
  const response = await fetch(`${simulatorUrl}/_control/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ igUserId, username: accountId, token }),
  });
  if (!response.ok) throw new Error(`The simulator refused the account: ${await response.text()}`);
  return { accountId, igUserId, token };
}

type Settle = (resolve: () => void, reject: (error: Error) => void) => void;

function within(deadlineMs: number, what: string, settle: Settle): Promise<void> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`Waited ${deadlineMs} ms in vain for ${what}.`)), deadlineMs);
    settle(
      () => {
        clearTimeout(timer);
        resolve();
      },
      (error) => {
        clearTimeout(timer);
        reject(error);
      },
    );
  });
}
