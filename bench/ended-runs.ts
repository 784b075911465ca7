import type { Client } from '@temporalio/client';
import { IG_SOURCE } from '../contracts/search-attributes.ts';
import { eventually } from './eventually.ts';

/** A run that is over. Instants are epoch milliseconds. */
export interface EndedRun {
  readonly workflowId: string;
  readonly completed: boolean;
  readonly startedAt: number;
  readonly closedAt: number;
  readonly historyEvents: number;
}

/** Resolves with the runs of a source, when as many as are expected have ended. `deadline`: epoch milliseconds. */
export async function endedRuns(
  client: Client,
  source: string,
  { count, deadline }: { count: number; deadline: number },
): Promise<EndedRun[]> {
  const ofSource = `${IG_SOURCE.name} = '${source}'`;
  await eventually(`the end of ${count} runs of ${source}`, deadline, async () => {
    const ended = await client.workflow.count(`${ofSource} AND ExecutionStatus != 'Running'`);
    return ended.count >= count ? true : undefined;
  });
  return await Array.fromAsync(client.workflow.list({ query: ofSource }), (run) => ({
    workflowId: run.workflowId,
    completed: run.status.name === 'COMPLETED',
    startedAt: run.startTime.getTime(),
    closedAt: run.closeTime?.getTime() ?? Number.NaN,
    historyEvents: run.historyLength,
  }));
}
