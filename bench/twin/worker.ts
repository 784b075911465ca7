import { fileURLToPath } from 'node:url';
import { NativeConnection, Worker } from '@temporalio/worker';
import { onInterruption } from '../../cli/interruption.ts';
import { createLogger } from '../../worker/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { createTwinActivities } from './activities.ts';
import { TWIN_TASK_QUEUE } from './contract.ts';

const [address = '', graphUrl = ''] = process.argv.slice(2);
const signal = onInterruption();
installRuntime(createLogger('warn'));
const connection = await NativeConnection.connect({ address });
const worker = await Worker.create({
  connection,
  taskQueue: TWIN_TASK_QUEUE,
  workflowsPath: fileURLToPath(new URL('./workflows.ts', import.meta.url)),
  activities: createTwinActivities(graphUrl),
  // As our own workers have them (worker/workers.ts), so that only the way of publishing differs.
  maxConcurrentActivityTaskExecutions: 100,
  maxConcurrentWorkflowTaskExecutions: 80,
  workflowTaskPollerBehavior: { type: 'autoscaling', minimum: 2, maximum: 20 },
  activityTaskPollerBehavior: { type: 'autoscaling', minimum: 2, maximum: 20 },
  maxCachedWorkflows: 1_000,
  stickyQueueScheduleToStartTimeout: '2 seconds',
});
signal.addEventListener('abort', () => worker.shutdown());
await worker.run();
await connection.close();
