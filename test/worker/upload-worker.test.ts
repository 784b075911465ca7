import { randomBytes } from 'node:crypto';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, expect, test } from '@jest/globals';
import { type AccountStore, openAccountStore } from '../../accounts/account-store.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS } from '../../contracts/ledger-rules.ts';
import { uploadTaskQueue } from '../../contracts/publish-post.ts';
import type { UploadBeat, UploadOrder } from '../../contracts/staging.ts';
import { createLogger } from '../../worker/log.ts';
import { hostWorkers } from '../../worker/worker-host.ts';
import { UploadStage } from '../activities/upload-stage.ts';

const MB = 1024 * 1024;
const FOR_EVER_MS = 60_000;

let stage: UploadStage;
let accounts: AccountStore;
let dataDir: string;
const hosts = new Set<AsyncDisposableStack>();

beforeAll(async () => {
  stage = await UploadStage.open();
  dataDir = await mkdtemp(join(tmpdir(), 'carillon-upload-worker-'));
  accounts = openAccountStore({ dataDir });
  const stored = stage.bed.stored.get(stage.accountId);
  if (stored === undefined) throw new Error('The test bed has lost its account.');
  accounts.add({ ...stored.account, token: stored.token });
});
afterEach(async () => {
  for (const host of hosts) await host.disposeAsync();
  hosts.clear();
});
afterAll(async () => {
  accounts.close();
  await rm(dataDir, { recursive: true, force: true });
  await stage.close();
});

async function startWorkers(taskQueue: string): Promise<AsyncDisposableStack> {
  const host = new AsyncDisposableStack();
  hosts.add(host);
  const { url } = stage.bed.instagram.simulator;
  const configuration = {
    ...{ graphUrl: url, instagramUrl: url, ruploadUrl: url, graphVersion: 'v25.0' },
    ...{ taskQueue, reconcileWindowsMs: [1_000], uploadSlots: 2, allowPrivateMedia: false },
    ...{ limits: INSTAGRAM_LIMITS, windowMs: INSTAGRAM_WINDOW_MS },
  };
  const server = { connectionOptions: { address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' }, namespace: 'default' };
  await hostWorkers({ server, configuration, accounts, logger: createLogger('silent') }, host);
  return host;
}

const newQueue = (): string => `test-${randomBytes(6).toString('hex')}`;

/** Hands the order to the upload workers, as a workflow does. */
const start = (taskQueue: string, order: UploadOrder) =>
  stage.bed.client.activity.start('uploadVideo', {
    id: `upload-${order.containerId}`,
    taskQueue: uploadTaskQueue(taskQueue),
    args: [order],
    startToCloseTimeout: '1 minute',
    heartbeatTimeout: '30 seconds',
    retry: { initialInterval: '20 seconds' },
  });

/** An upload that hangs after one of three megabytes. */
async function hanging(taskQueue: string) {
  const video = await stage.video(3 * MB);
  const order = await stage.order(video.source);
  await stage.fault({ kind: 'stall', afterBytes: MB, ms: FOR_EVER_MS });
  const upload = await start(taskQueue, order);
  await until(async () => (await stage.seen(order)).received === MB);
  return { video, order, upload };
}

test('a canceled upload stops within a second', async () => {
  const queue = newQueue();
  await startWorkers(queue);
  const { upload } = await hanging(queue);
  const canceledAt = Date.now();
  await upload.cancel('the post was canceled');
  await expect(upload.result()).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } });
  expect(Date.now() - canceledAt).toBeLessThan(1_000);
});

test('when a worker is stopped the next one goes on at once, and sends only what Instagram lacks', async () => {
  const queue = newQueue();
  const first = await startWorkers(queue);
  const { video, order, upload } = await hanging(queue);
  await startWorkers(queue);
  const stoppedAt = Date.now();
  await first.disposeAsync();
  expect(await upload.result()).toEqual({ bytes: video.bytes });
  expect(Date.now() - stoppedAt).toBeLessThan(5_000);
  expect(await stage.seen(order)).toMatchObject({ digest: video.digest, postedBytes: video.bytes });
});

test('the server is told how far an upload is', async () => {
  const queue = newQueue();
  await startWorkers(queue);
  const { video, order, upload } = await hanging(queue);
  const told = async () =>
    await (await upload.describe({ includeHeartbeatDetails: true })).getHeartbeatDetails<UploadBeat>();
  await until(async () => ((await told())?.bytes ?? 0) >= MB);
  expect(await told()).toMatchObject({ containerId: order.containerId, totalBytes: video.bytes });
});

test('a third video waits for one of two slots', async () => {
  const queue = newQueue();
  await startWorkers(queue);
  const first = await hanging(queue);
  await hanging(queue);
  const video = await stage.video(MB);
  const order = await stage.order(video.source);
  const waiting = await start(queue, order);
  // Nothing is to happen: a free slot would have taken it long before.
  await sleep(500);
  expect((await stage.seen(order)).received).toBe(0);
  await first.upload.cancel('room for another');
  expect(await waiting.result()).toEqual({ bytes: video.bytes });
});

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error('Waited in vain.');
    await sleep(20);
  }
}
