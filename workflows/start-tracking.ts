import { ChildWorkflowCancellationType, ParentClosePolicy, startChild } from '@temporalio/workflow';
import {
  COLLABORATOR_LOOKS_MS,
  DEFAULT_COLLABORATOR_POLICY,
  TRACK_COLLABORATORS,
  type TrackCollaboratorsInput,
} from '../contracts/collaborators.ts';
import { collaboratorsWorkflowId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import { IG_ACCOUNT, IG_MEDIA_ID } from '../contracts/search-attributes.ts';

type Published = Pick<TrackCollaboratorsInput, 'mediaId' | 'usernames' | 'publishedAt'>;

/** Has a run of its own watch who accepts the invites of a post. Resolves once it has begun. */
export async function startTracking(post: Post, published: Published): Promise<void> {
  const { accountId, id: postId } = post;
  const given = post.kind === 'story' ? undefined : post.collaboratorPolicy;
  const input: TrackCollaboratorsInput = {
    schemaVersion: 1,
    accountId,
    postId,
    ...published,
    policy: given ?? DEFAULT_COLLABORATOR_POLICY,
    looksMs: COLLABORATOR_LOOKS_MS,
  };
  await startChild(TRACK_COLLABORATORS, {
    workflowId: collaboratorsWorkflowId(post),
    args: [input],
    parentClosePolicy: ParentClosePolicy.ABANDON,
    // Whoever cancels what is left of the post's own run does not mean the people whom it invited.
    cancellationType: ChildWorkflowCancellationType.ABANDON,
    typedSearchAttributes: [
      { key: IG_ACCOUNT, value: accountId },
      { key: IG_MEDIA_ID, value: published.mediaId },
    ],
    staticSummary: `collaborators of ${postId} of ${accountId}`,
  });
}
