import type { Client } from '@temporalio/client';
import type { AccountStore } from '../accounts/account-store.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import { createAfterwardsActivities } from './afterwards.ts';
import type { HoldingRoom } from './holding-room.ts';
import { createPublishActivities } from './publish-at.ts';
import { createStagingActivities } from './staging.ts';

/** What activities need of the world. */
export interface ActivityDependencies {
  readonly graph: GraphClient;
  readonly accounts: Pick<AccountStore, 'get' | 'tokenOf'>;
  readonly client: Client;
  readonly room: HoldingRoom;
  /** Waits between two readings of a container that is still in progress; the last one repeats. Milliseconds. */
  readonly pollDelaysMs?: readonly number[] | undefined;
}

/** All activities, by the names under which workflows call them. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    ...createStagingActivities(dependencies),
    ...createPublishActivities(dependencies),
    ...createAfterwardsActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
