import { createAfterwardsActivities } from './afterwards.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createPublishActivities } from './publish-at.ts';
import { createStagingActivities } from './staging.ts';

/** All activities, by the names under which workflows call them. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    ...createStagingActivities(dependencies),
    ...createPublishActivities(dependencies),
    ...createAfterwardsActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
