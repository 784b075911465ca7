import { condition, defineUpdate, proxyActivities, setHandler, sleep } from '@temporalio/workflow';
import type { TwinActivities } from './activities.ts';
import { NOTHING_UPDATE, type Shape, type TwinPost } from './contract.ts';

const { createContainer, awaitContainer, publish, nothing } = proxyActivities<TwinActivities>({
  startToCloseTimeout: '90 seconds',
});

/** Publishes as schedulers usually do: sleeps until the post is due, and only then begins. */
export async function publishWhenDue({ igUserId, imageUrl, dueAt }: TwinPost): Promise<void> {
  await sleep(dueAt - Date.now());
  const containerId = await createContainer({ igUserId, imageUrl });
  await awaitContainer({ igUserId, containerId });
  await publish({ igUserId, containerId });
}

/** What a run of this shape costs Temporal when there is nothing to do. */
export async function doNothing({ activities, timers }: Shape): Promise<void> {
  for (let index = 0; index < timers; index += 1) await sleep(1);
  for (let index = 0; index < activities; index += 1) await nothing();
}

/** What a run that only answers costs Temporal when there is nothing to answer. */
export async function entity(): Promise<void> {
  setHandler(defineUpdate<void>(NOTHING_UPDATE), () => undefined);
  await condition(() => false);
}
