import type { Connection } from '@temporalio/client';
import type { GuardedChild } from '../cli/embedded/guarded-child.ts';
import { uploadTaskQueue } from '../contracts/publish-post.ts';
import { eventually } from './eventually.ts';
import { startNode } from './processes.ts';
import { TWIN_TASK_QUEUE } from './twin/contract.ts';

export const OUR_TASK_QUEUE = 'bench';
export const NAMESPACE = 'default';

const START_DEADLINE_MS = 60_000;
const TASK_QUEUE_TYPE_WORKFLOW = 1;
const TASK_QUEUE_TYPE_ACTIVITY = 2;

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

export const startOurWorker = ({ address, simulatorUrl, dataDir }: Places): GuardedChild =>
  startNode({
    script: '../cli/carillon.ts',
    args: ['worker'],
    environment: {
      TEMPORAL_ADDRESS: address,
      CARILLON_DATA_DIR: dataDir,
      CARILLON_GRAPH_URL: simulatorUrl,
      CARILLON_RUPLOAD_URL: simulatorUrl,
      CARILLON_TASK_QUEUE: OUR_TASK_QUEUE,
      CARILLON_PRIVATE_MEDIA: 'allow',
      CARILLON_LOG: 'warn',
    },
  });

export const startTwinWorker = ({ address, simulatorUrl }: Places): GuardedChild =>
  startNode({ script: './twin/worker.ts', args: [address, simulatorUrl] });

/** Resolves when both contenders have this many worker processes that ask the server for work. */
export async function untilPolledBy(processes: number, connection: Connection): Promise<void> {
  for (const name of [OUR_TASK_QUEUE, TWIN_TASK_QUEUE]) {
    await eventually(`${processes} worker processes on ${name}`, Date.now() + START_DEADLINE_MS, async () => {
      const identities = await pollers(connection, { name, taskQueueType: TASK_QUEUE_TYPE_WORKFLOW });
      return identities.size >= processes ? true : undefined;
    });
  }
}

/** The process that uploads, when there is one worker: its id is in the name under which it asks for work. */
export async function uploadingProcess(connection: Connection): Promise<number> {
  const name = uploadTaskQueue(OUR_TASK_QUEUE);
  return await eventually('the worker that uploads', Date.now() + START_DEADLINE_MS, async () => {
    const [identity] = await pollers(connection, { name, taskQueueType: TASK_QUEUE_TYPE_ACTIVITY });
    const [, pid] = /#(\d+)$/.exec(identity ?? '') ?? [];
    return pid === undefined ? undefined : Number(pid);
  });
}

async function pollers(
  { workflowService }: Connection,
  { name, taskQueueType }: { name: string; taskQueueType: number },
): Promise<ReadonlySet<string | null | undefined>> {
  const asked = { namespace: NAMESPACE, taskQueue: { name }, taskQueueType };
  const described = await workflowService.describeTaskQueue(asked);
  return new Set(described.pollers.map(({ identity }) => identity));
}
