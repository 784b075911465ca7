import { Context } from '@temporalio/activity';
import type {
  CollaborativeMedia,
  CollaborativeMediaOrder,
  CollaborativeMediaPage,
} from '../contracts/collaborative-media.ts';
import type { ReadCollaboratorsOrder, ReadCollaboratorsResult } from '../contracts/collaborators.ts';
import { attemptMemory } from './attempt-memory.ts';
import { collaborationAccount } from './collaboration-account.ts';
import { fail } from './collaboration-failure.ts';
import type { ActivityDependencies } from './dependencies.ts';

/** Reads about media with several owners. None of them counts against a limit of its own. */
export function createCollaboratorsActivities(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'client' | 'usageWatch'>,
) {
  const { graph } = dependencies;
  return {
    /** Reads who was invited to a media of the account, and has said what. */
    async readCollaborators({ accountId, mediaId }: ReadCollaboratorsOrder): Promise<ReadCollaboratorsResult> {
      const memory = attemptMemory();
      const account = collaborationAccount(dependencies, accountId);
      const answer = await graph.listCollaborators(account, mediaId, Context.current().cancellationSignal);
      if (answer.kind === 'ok') return answer.value;
      return await fail(dependencies, { endpoint: 'read', answer, memory, account });
    },

    /** Reads one page of the media of others on which the account is a collaborator. */
    async readCollaborativeMedia({
      accountId,
      after,
      limit,
    }: CollaborativeMediaOrder): Promise<CollaborativeMediaPage> {
      const memory = attemptMemory();
      const account = collaborationAccount(dependencies, accountId);
      const { cancellationSignal } = Context.current();
      const answer = await graph.listCollaborativeMedia(account, { after, limit }, cancellationSignal);
      if (answer.kind === 'ok') return { media: answer.value.items.map(bounded), next: answer.value.next };
      return await fail(dependencies, { endpoint: 'read', answer, memory, account });
    },
  };
}

/** Captions are somebody else's text. */
const CAPTION_CHARACTERS = 2_200;
const bounded = (media: CollaborativeMedia): CollaborativeMedia => ({
  ...media,
  caption: media.caption?.slice(0, CAPTION_CHARACTERS).toWellFormed() ?? null,
});
