import type { Connection } from '@temporalio/client';
import type { GuardedChild } from '../cli/embedded/guarded-child.ts';
import { eventually } from './eventually.ts';
import { startNode } from './processes.ts';

export const NAMESPACE = 'default';

const START_DEADLINE_MS = 60_000;
/** As temporal.api.enums.v1.TaskQueueType numbers them. */
const TASK_QUEUE_TYPES = { workflow: 1, activity: 2 } as const;

/** Where the parts find each other. */
export interface Places {
  readonly address: string;
  readonly simulatorUrl: string;
  readonly dataDir: string;
}

export const startSimulator = (): GuardedChild =>
  startNode({ script: '../cli/carillon.ts', args: ['simulator', '--port', '0'] });

/** The address that a starting simulator prints. */
export async function urlOf(simulator: GuardedChild): Promise<string> {
  return await eventually('the simulator', Date.now() + START_DEADLINE_MS, () => {
    const [, url] = /"url":"([^"]+)"/.exec(simulator.output()) ?? [];
    return url;
  });
}

export const startOurWorker = (
  { address, simulatorUrl, dataDir }: Places,
  taskQueue: string,
  environment: Readonly<Record<string, string>>,
): GuardedChild =>
  startNode({
    script: '../cli/carillon.ts',
    args: ['worker'],
    environment: {
      TEMPORAL_ADDRESS: address,
      CARILLON_DATA_DIR: dataDir,
      CARILLON_GRAPH_URL: simulatorUrl,
      CARILLON_RUPLOAD_URL: simulatorUrl,
      CARILLON_TASK_QUEUE: taskQueue,
      CARILLON_PRIVATE_MEDIA: 'allow',
      CARILLON_LOG: 'warn',
      ...environment,
    },
  });

export const startTwinWorker = ({ address, simulatorUrl }: Places, taskQueue: string): GuardedChild =>
  startNode({ script: './twin/worker.ts', args: [address, simulatorUrl, taskQueue] });

/** Resolves when this many processes ask the server for workflow tasks of that queue. */
export async function untilPolledBy(processes: number, connection: Connection, name: string): Promise<void> {
  await eventually(`${processes} worker processes on ${name}`, Date.now() + START_DEADLINE_MS, async () => {
    const identities = await pollers(connection, { name, type: 'workflow' });
    return identities.size >= processes ? true : undefined;
  });
}

interface TaskQueue {
  readonly name: string;
  readonly type: keyof typeof TASK_QUEUE_TYPES;
}

/** The process that works on a task queue, when there is one: its id is in the name under which it asks for work. */
export async function processOn(connection: Connection, queue: TaskQueue): Promise<number> {
  return await eventually(`the worker on ${queue.name}`, Date.now() + START_DEADLINE_MS, async () => {
    const [identity] = await pollers(connection, queue);
    const [, pid] = /#(\d+)$/.exec(identity ?? '') ?? [];
    return pid === undefined ? undefined : Number(pid);
  });
}

async function pollers(
  { workflowService }: Connection,
  { name, type }: TaskQueue,
): Promise<ReadonlySet<string | null | undefined>> {
  const asked = { namespace: NAMESPACE, taskQueue: { name }, taskQueueType: TASK_QUEUE_TYPES[type] };
  const described = await workflowService.describeTaskQueue(asked);
  return new Set(described.pollers.map(({ identity }) => identity));
}
