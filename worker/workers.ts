import { hostname } from 'node:os';
import { Client } from '@temporalio/client';
import { type NativeConnection, Worker } from '@temporalio/worker';
import type { AccountStore } from '../accounts/account-store.ts';
import { HoldingRoom } from '../activities/holding-room.ts';
import { type Activities, createActivities } from '../activities/index.ts';
import { readyRequestMaker } from '../activities/ready-request.ts';
import { createReservations } from '../activities/reservations.ts';
import { UPLOAD_BEAT_MS } from '../activities/upload-beats.ts';
import type { UsageWatch } from '../activities/usage-watch.ts';
import { accountTaskQueue } from '../contracts/account.ts';
import type { LedgerRules } from '../contracts/ledger.ts';
import { publishTaskQueue, uploadTaskQueue } from '../contracts/publish-post.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { beatWhileRunning } from './beat-while-running.ts';
import type { Logger } from './log.ts';
import { workflowBundle } from './workflow-bundle.ts';

export interface WorkersOptions {
  readonly connection: NativeConnection;
  readonly namespace: string;
  readonly taskQueue: string;
  readonly graph: GraphClient;
  /** Hears what the Graph client is told of usage. */
  readonly usageWatch: UsageWatch;
  readonly accounts: AccountStore;
  readonly logger: Logger;
  /** Waits between two readings of a container that is still in progress; the last one repeats. Milliseconds. */
  readonly pollDelaysMs?: readonly number[];
  /** When after a doubtful publish the account is looked at, counted from its sending. Milliseconds. */
  readonly reconcileWindowsMs: readonly number[];
  /** How the ledgers of accounts give grants. */
  readonly rules: LedgerRules;
  /** How many videos this process uploads at the same time. */
  readonly uploadSlots: number;
  /** Whether they may come from URLs of this machine and of private networks. */
  readonly allowPrivateMedia: boolean;
}

/** The workers of one process: for the ledgers of accounts, for posts and short Graph calls, for holding posts until their instant, for uploads. */
export interface Workers {
  /** Resolves when {@link Workers.stop} has done its work; rejects when a worker fails beyond repair. */
  readonly ended: Promise<void>;
  /**
   * Stops taking work, lets go of held posts and uploads at once so that another worker gets them, and waits for what is
   * being sent.
   */
  stop(): Promise<void>;
}

/** Longer than Instagram's answer to a publish may take, so that a stop never turns a publish into a doubtful one. */
const SHUTDOWN_GRACE_MS = 45_000;

export async function startWorkers(options: WorkersOptions): Promise<Workers> {
  const room = new HoldingRoom(readyRequestMaker(options), (order, outcome) =>
    options.logger.error({ order, outcome }, 'the Temporal server did not take the outcome of a publish'),
  );
  const client = new Client({ connection: options.connection, namespace: options.namespace });
  const activities = createActivities({
    ...options,
    client,
    room,
    reservations: createReservations({ ...options, client }),
  });
  const running: RunningWorker[] = [];
  try {
    // Each runs as soon as it is made: one that never ran could not be stopped if the next one cannot be made.
    for (const create of [createAccountWorker, createMainWorker, createPublishWorker, createUploadWorker]) {
      const worker = await create(options, activities);
      running.push({ worker, run: worker.run() });
    }
  } catch (error) {
    await stop(running, room);
    throw error;
  }
  const ended = Promise.all(running.map(({ run }) => run)).then(() => undefined);
  // Whoever awaits it hears of a failure; nobody has to.
  ended.catch(() => undefined);
  return { ended, stop: () => stop(running, room) };
}

/** A killed worker's runs wait this long on its own queue before another worker gets them; the default is 10 s. */
const STICKY = '2 seconds';

interface RunningWorker {
  readonly worker: Worker;
  readonly run: Promise<void>;
}

async function stop(running: readonly RunningWorker[], room: HoldingRoom): Promise<void> {
  for (const { worker } of running) if (worker.getState() === 'RUNNING') worker.shutdown();
  await Promise.all([room.close(), Promise.allSettled(running.map(({ run }) => run))]);
}

/**
 * Few, because replays share one processor, and each has to end within the time-out of its task. A poll takes up one of them too: one is
 * kept for accounts that the worker has in its memory, so at most five are replayed at once.
 */
export const ACCOUNT_TASKS = {
  maxConcurrentWorkflowTaskExecutions: 6,
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 1, initial: 1, maximum: 4 },
} as const;

/** Reservations are asked for right before a call: they are answered beside posts, not behind them. */
async function createAccountWorker(options: WorkersOptions): Promise<Worker> {
  return await Worker.create({
    ...commonOptions(options, 'account'),
    taskQueue: accountTaskQueue(options.taskQueue),
    workflowBundle: await workflowBundle(options.logger),
    ...ACCOUNT_TASKS,
    maxCachedWorkflows: 1_000,
    stickyQueueScheduleToStartTimeout: STICKY,
  });
}

async function createMainWorker(
  options: WorkersOptions,
  { publishAt: _, uploadVideo: __, ...activities }: Activities,
): Promise<Worker> {
  return await Worker.create({
    ...commonOptions(options, 'main'),
    taskQueue: options.taskQueue,
    workflowBundle: await workflowBundle(options.logger),
    activities,
    interceptors: { activity: [beatWhileRunning] },
    // By itself the SDK passes on a beat after four fifths of the time-out: a pause of a second would then end a call that is alive.
    maxHeartbeatThrottleInterval: '2 seconds',
    // Short calls that wait for Instagram most of their time.
    maxConcurrentActivityTaskExecutions: 100,
    maxConcurrentWorkflowTaskExecutions: 80,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, maximum: 20 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, maximum: 20 },
    maxCachedWorkflows: 1_000,
    stickyQueueScheduleToStartTimeout: STICKY,
  });
}

function createPublishWorker(options: WorkersOptions, { publishAt }: Activities): Promise<Worker> {
  return Worker.create({
    ...commonOptions(options, 'publish'),
    taskQueue: publishTaskQueue(options.taskQueue),
    activities: { publishAt },
    // A slot is taken only while an order is accepted: the holding room, not the worker, keeps the post.
    maxConcurrentActivityTaskExecutions: 100,
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, maximum: 20 },
  });
}

function createUploadWorker(options: WorkersOptions, { uploadVideo }: Activities): Promise<Worker> {
  return Worker.create({
    ...commonOptions(options, 'upload'),
    taskQueue: uploadTaskQueue(options.taskQueue),
    activities: { uploadVideo },
    maxConcurrentActivityTaskExecutions: options.uploadSlots,
    // Without it the SDK passes on a beat every 24 s, and the news of a cancellation comes with the answer.
    maxHeartbeatThrottleInterval: UPLOAD_BEAT_MS,
    defaultHeartbeatThrottleInterval: UPLOAD_BEAT_MS,
    // An upload goes on elsewhere from where it stood, so nothing is gained by letting it run.
    shutdownGraceTime: 0,
  });
}

function commonOptions({ connection, namespace }: WorkersOptions, role: string) {
  return {
    connection,
    namespace,
    identity: `${role}@${hostname()}#${process.pid}`,
    shutdownGraceTime: SHUTDOWN_GRACE_MS,
  };
}
