import { hostname } from 'node:os';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onInterruption } from '../../cli/interruption.ts';
import { createLogger } from '../../worker/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { ACCOUNT_TASKS } from '../../worker/workers.ts';
import { createTwinActivities } from './activities.ts';
import { twinBundle } from './bundle.ts';
import { entityTaskQueue } from './contract.ts';

const [address = '', graphUrl = '', taskQueue = ''] = process.argv.slice(2);
const signal = onInterruption();
installRuntime(createLogger('warn'));
const connection = await NativeConnection.connect({ address });
const common = {
  connection,
  workflowBundle: await twinBundle(),
  identity: `twin@${hostname()}#${process.pid}`,
  maxCachedWorkflows: 1_000,
  stickyQueueScheduleToStartTimeout: '2 seconds',
} as const;
// As our own workers have them (worker/workers.ts), so that only the way of publishing differs.
const workers = [
  await Worker.create({
    ...common,
    taskQueue,
    activities: createTwinActivities(graphUrl),
    maxConcurrentActivityTaskExecutions: 100,
    maxConcurrentWorkflowTaskExecutions: 80,
    workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, maximum: 20 },
    activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, maximum: 20 },
  }),
  await Worker.create({
    ...common,
    taskQueue: entityTaskQueue(taskQueue),
    ...ACCOUNT_TASKS,
  }),
];
signal.addEventListener('abort', () => {
  for (const worker of workers) worker.shutdown();
});
await Promise.all(workers.map((worker) => worker.run()));
await connection.close();
