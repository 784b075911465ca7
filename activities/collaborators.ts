import { activityInfo, Context } from '@temporalio/activity';
import type { CollaborativeMediaOrder, CollaborativeMediaPage } from '../contracts/collaborative-media.ts';
import type { ReadCollaboratorsOrder, ReadCollaboratorsResult } from '../contracts/collaborators.ts';
import { collaborationAccount } from './collaboration-account.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { judgeCollaborationFailure } from './judge-collaboration.ts';
import { stagingFailure } from './staging-failure.ts';

/** Reads about media with several owners. None of them counts against a limit of its own. */
export function createCollaboratorsActivities(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'usageWatch'>,
) {
  const { graph } = dependencies;
  return {
    /** Reads who was invited to a media of the account, and has said what. */
    async readCollaborators({ accountId, mediaId }: ReadCollaboratorsOrder): Promise<ReadCollaboratorsResult> {
      const account = collaborationAccount(dependencies, accountId);
      const answer = await graph.listCollaborators(account, mediaId, Context.current().cancellationSignal);
      if (answer.kind === 'ok') return answer.value;
      throw stagingFailure(judgeCollaborationFailure('read', answer, activityInfo().attempt), account);
    },

    /** Reads one page of the media of others on which the account is a collaborator. */
    async readCollaborativeMedia({
      accountId,
      after,
      limit,
    }: CollaborativeMediaOrder): Promise<CollaborativeMediaPage> {
      const account = collaborationAccount(dependencies, accountId);
      const { cancellationSignal } = Context.current();
      const answer = await graph.listCollaborativeMedia(account, { after, limit }, cancellationSignal);
      if (answer.kind === 'ok') return { media: answer.value.items, next: answer.value.next };
      throw stagingFailure(judgeCollaborationFailure('read', answer, activityInfo().attempt), account);
    },
  };
}
