import { createAfterwardsActivities } from './afterwards.ts';
import { createCollaboratorsActivities } from './collaborators.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { createFirstCommentActivities } from './first-comment.ts';
import { createInviteActivities } from './invites.ts';
import { createNewTokenActivities } from './new-token.ts';
import { createOwnRunActivities } from './own-run.ts';
import { createPublishActivities } from './publish-at.ts';
import { createPublishGrantActivities } from './publish-grant.ts';
import { createReconcileActivities } from './reconcile.ts';
import { createStagingActivities } from './staging.ts';
import { createUploadActivities } from './upload-video.ts';

/** All activities, by the names under which workflows call them. */
export function createActivities(dependencies: ActivityDependencies) {
  return {
    ...createStagingActivities(dependencies),
    ...createUploadActivities(dependencies),
    ...createPublishGrantActivities(dependencies),
    ...createPublishActivities(dependencies),
    ...createReconcileActivities(dependencies),
    ...createAfterwardsActivities(dependencies),
    ...createFirstCommentActivities(dependencies),
    ...createInviteActivities(dependencies),
    ...createCollaboratorsActivities(dependencies),
    ...createNewTokenActivities(dependencies),
    ...createOwnRunActivities(dependencies),
  };
}

export type Activities = ReturnType<typeof createActivities>;
