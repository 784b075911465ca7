import { activityInfo } from '@temporalio/activity';
import type { ActivityDependencies } from './dependencies.ts';

const CALL_DEADLINE_MS = 5_000;

export function createOwnRunActivities({ client }: Pick<ActivityDependencies, 'client'>) {
  return {
    /** Asks the server to cancel the calling run. */
    async requestCancellation(): Promise<void> {
      const { workflowExecution } = activityInfo();
      if (workflowExecution === undefined) throw new TypeError('requestCancellation is called by a workflow only.');
      const run = client.workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
      await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => run.cancel());
    },
  };
}
