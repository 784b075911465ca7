import type { Client } from '@temporalio/client';

/** Events in the histories of a workflow's runs, from one back to the first. `runId`: the one that goes on when absent. */
export async function chainEvents(client: Client, workflowId: string, runId?: string): Promise<number> {
  const { events } = await client.workflow.getHandle(workflowId, runId).fetchHistory();
  const before = events?.[0]?.workflowExecutionStartedEventAttributes?.continuedExecutionRunId;
  return (events?.length ?? 0) + (before ? await chainEvents(client, workflowId, before) : 0);
}
