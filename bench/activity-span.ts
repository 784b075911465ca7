import type { Client } from '@temporalio/client';
import { requiredTsToMs } from '@temporalio/common/lib/time.js';

/** When an activity of a run started in a worker, and when it ended, by the server's clock. Epoch milliseconds. */
export interface ActivitySpan {
  readonly startedAt: number;
  readonly endedAt: number;
}

/** The span of a run's first activity of that type, which has to be over. */
export async function activitySpan(client: Client, workflowId: string, activityType: string): Promise<ActivitySpan> {
  const { events } = await client.workflow.getHandle(workflowId).fetchHistory();
  const scheduled = events?.find(
    ({ activityTaskScheduledEventAttributes: of }) => of?.activityType?.name === activityType,
  );
  const isOfIt = (scheduledEventId: Long | null | undefined) =>
    scheduledEventId != null && scheduled?.eventId?.eq(scheduledEventId) === true;
  const started = events?.find((event) => isOfIt(event.activityTaskStartedEventAttributes?.scheduledEventId));
  const ended = events?.find((event) => isOfIt(event.activityTaskCompletedEventAttributes?.scheduledEventId));
  return {
    startedAt: requiredTsToMs(started?.eventTime, `the start of ${activityType}`),
    endedAt: requiredTsToMs(ended?.eventTime, `the end of ${activityType}`),
  };
}
