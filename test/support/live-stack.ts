import { type ChildProcess, spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Client, Connection } from '@temporalio/client';
import type { AccountSettings, Login } from '../../accounts/account.ts';
import { openAccountStore } from '../../accounts/account-store.ts';
import { Carillon, type PostRequest, type PostView } from '../../client/index.ts';
import { isAccountId, isIgUserId, type PostKey, postWorkflowId } from '../../contracts/ids.ts';
import { type Simulator, type SimulatorOptions, startSimulator } from '../../simulator/simulator.ts';
import { type MediaHost, startMediaHost } from '../media/media-host.ts';
import { sampleJpeg } from '../media/sample-image.ts';
import { sampleVideo } from '../media/sample-video.ts';

type ImageRequest = Extract<PostRequest, { kind: 'image' }>;
type ReelRequest = Extract<PostRequest, { kind: 'reel' }>;
type CarouselRequest = Extract<PostRequest, { kind: 'carousel' }>;
type StoryRequest = Extract<PostRequest, { kind: 'story' }>;

/** Media are processed at once. */
const QUICK: SimulatorOptions = { imageProcessingMs: 0, videoProcessingMs: 0, carouselProcessingMs: 0 };

const START_DEADLINE_MS = 30_000;
const STOP_DEADLINE_MS = 20_000;

/** A publish request as the simulator saw it. */
export interface SeenPublish {
  readonly bodyReceivedAt: number;
  readonly creationId: string;
  readonly committed: boolean;
}

/** A published media as the simulator keeps it. */
export interface SeenMedia {
  readonly id: string;
  readonly kind: string;
  readonly creationId: string | null;
  readonly caption: string | null;
  readonly children: number;
  readonly comments: readonly { readonly text: string }[];
}

/** A container as the simulator keeps it. */
export interface SeenContainer {
  readonly id: string;
  readonly kind: string;
  readonly parameters: Readonly<Record<string, string>>;
  readonly children: readonly string[];
  readonly upload: { readonly received: number; readonly postedBytes: number; readonly digest: string | null } | null;
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

export interface AccountOptions extends Partial<AccountSettings> {
  /** @default facebook */
  readonly login?: Login;
  /** On Instagram. @default the accountId, which is no username that could be invited */
  readonly username?: string;
}

export interface LiveOptions {
  readonly simulator?: SimulatorOptions;
  /** @default 2 and 1, so that no test waits long for its post to be armed */
  readonly armSeconds?: { readonly earliest: number; readonly latest: number };
  /** @default 10 */
  readonly leadSeconds?: number;
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
  /** Where the pictures and videos of the posts are. */
  readonly host: MediaHost;
  /** Of the workers, and for files of the test. */
  readonly dataDir: string;
  readonly #workers = new Set<ChildProcess>();

  static async start({
    simulator: simulatorOptions,
    armSeconds = { earliest: 2, latest: 1 },
    leadSeconds = 10,
    environment: more,
  }: LiveOptions = {}): Promise<LiveStack> {
    const address = process.env['TEST_TEMPORAL_ADDRESS'];
    if (address === undefined) throw new Error('The test server is not running: start the tests with npm test.');
    const taskQueue = `test-${randomBytes(6).toString('hex')}`;
    const dataDir = await mkdtemp(join(tmpdir(), 'carillon-live-'));
    const simulator = await startSimulator({ ...QUICK, ...simulatorOptions });
    const host = await startMediaHost();
    host.serve('/picture.jpg', { body: sampleJpeg() });
    host.serve('/video.mp4', { body: sampleVideo() });
    const connection = await Connection.connect({ address });
    const carillon = await Carillon.connect({
      connection,
      taskQueue,
      source: 'test',
      leadSeconds,
      armSeconds,
    });
    const environment = {
      TEMPORAL_ADDRESS: address,
      CARILLON_DATA_DIR: dataDir,
      CARILLON_GRAPH_URL: simulator.url,
      CARILLON_INSTAGRAM_URL: simulator.url,
      CARILLON_RUPLOAD_URL: simulator.url,
      CARILLON_TASK_QUEUE: taskQueue,
      CARILLON_RECONCILE_SECONDS: '1,2,3',
      CARILLON_PRIVATE_MEDIA: 'allow',
      ...more,
    };
    const account = await addAccount(dataDir, simulator.url);
    return new LiveStack({ simulator, carillon, connection, account, environment, dataDir, host });
  }

  private constructor(parts: {
    simulator: Simulator;
    carillon: Carillon;
    connection: Connection;
    account: LiveAccount;
    environment: Record<string, string>;
    dataDir: string;
    host: MediaHost;
  }) {
    this.simulator = parts.simulator;
    this.carillon = parts.carillon;
    this.temporal = new Client({ connection: parts.connection });
    this.account = parts.account;
    this.environment = parts.environment;
    this.dataDir = parts.dataDir;
    this.host = parts.host;
  }

  get picture() {
    return { kind: 'image', url: `${this.host.url}/picture.jpg` } as const;
  }

  get video() {
    return { kind: 'video', url: `${this.host.url}/video.mp4` } as const;
  }

  /** A request for an image due so many milliseconds from now. */
  image(dueInMs: number, more: Partial<ImageRequest> = {}): ImageRequest {
    return { ...this.#any(dueInMs), kind: 'image', caption: 'A picture', media: [this.picture], ...more };
  }

  reel(dueInMs: number, more: Partial<ReelRequest> = {}): ReelRequest {
    return { ...this.#any(dueInMs), kind: 'reel', caption: 'A reel of ours', media: [this.video], ...more };
  }

  carousel(dueInMs: number, more: Partial<CarouselRequest> = {}): CarouselRequest {
    const media = [this.picture, this.video, this.picture];
    return { ...this.#any(dueInMs), kind: 'carousel', caption: 'A carousel of ours', media, ...more };
  }

  story(dueInMs: number, more: Partial<StoryRequest> = {}): StoryRequest {
    return { ...this.#any(dueInMs), kind: 'story', media: [this.picture], ...more };
  }

  #any(dueInMs: number) {
    return { accountId: this.account.accountId, scheduledAt: new Date(Date.now() + dueInMs).toISOString() };
  }

  /** What the simulator keeps of the account. */
  async seen(): Promise<{ readonly containers: readonly SeenContainer[]; readonly media: readonly SeenMedia[] }> {
    return (await this.control('GET', 'state')) as {
      containers: readonly SeenContainer[];
      media: readonly SeenMedia[];
    };
  }

  /** The media that the containers of one post became; more than one is a duplicate. */
  async mediaOf(post: PostView): Promise<SeenMedia[]> {
    const { media } = await this.seen();
    return media.filter(({ creationId }) => post.containers.some(({ id }) => id === creationId));
  }

  /** Another account, with a token of its own. */
  async addAccount(more: AccountOptions = {}): Promise<LiveAccount> {
    return await addAccount(this.dataDir, this.simulator.url, more);
  }

  /** Gives an account another token, on Instagram's side and on ours. */
  async renewToken({ accountId, igUserId }: LiveAccount): Promise<void> {
    const token = `EAAtest${randomBytes(16).toString('hex')}`;
    await this.control('POST', 'accounts', { username: accountId, igUserId, token });
    if (!isAccountId(accountId) || !isIgUserId(igUserId)) throw new TypeError('The test made a bad account.');
    const store = openAccountStore({ dataDir: this.dataDir });
    store.add({ accountId, igUserId, login: 'facebook', token });
    store.close();
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
    const ids = new Set<string | null>(post.containers.map(({ id }) => id));
    return (await this.seenPublishes()).filter(({ creationId }) => ids.has(creationId));
  }

  /** Waits until Instagram has the publish of a post, whose answer may still be out. */
  async untilSent(key: PostKey): Promise<void> {
    const giveUpAt = Date.now() + 40_000;
    while ((await this.publishesOf(await this.carillon.posts.get(key))).length === 0) {
      if (Date.now() > giveUpAt) throw new Error(`Waited in vain for the publish of ${postWorkflowId(key)}.`);
      await new Promise((resolve) => setTimeout(resolve, 50));
    }
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

  /** Why the steps of a post were tried again. */
  async reasonsOf(key: PostKey): Promise<string[]> {
    const { events } = await this.historyOf(key);
    return (events ?? []).flatMap(({ activityTaskStartedEventAttributes: began }) => began?.lastFailure?.message ?? []);
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
    await this.host.close();
    await rm(this.dataDir, { recursive: true, force: true });
  }
}

async function addAccount(
  dataDir: string,
  simulatorUrl: string,
  { login = 'facebook', username, ...settings }: AccountOptions = {},
): Promise<LiveAccount> {
  const accountId = `brand-${randomBytes(4).toString('hex')}`;
  const igUserId = `1784${Math.floor(Math.random() * 1e13)
    .toString()
    .padStart(13, '0')}`;
  const token = `EAAtest${randomBytes(16).toString('hex')}`;
  if (!isAccountId(accountId) || !isIgUserId(igUserId)) throw new TypeError('The test made a bad account.');
  const store = openAccountStore({ dataDir });
  store.add({ accountId, igUserId, login, token, ...settings });
  store.close();
  const response = await fetch(`${simulatorUrl}/_control/accounts`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ igUserId, username: username ?? accountId, login, token }),
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
