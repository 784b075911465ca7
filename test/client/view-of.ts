import { postKeyOf } from '../../contracts/ids.ts';
import type { PostStatus } from '../../contracts/post.ts';
import type { PostView } from '../../contracts/post-view.ts';

/** The view of a post as its run would give it. */
export function viewOf(workflowId: string, status: PostStatus): PostView {
  const key = postKeyOf(workflowId);
  if (key === undefined) throw new Error(`${workflowId} is no post`);
  return {
    ...key,
    kind: 'image',
    status,
    dueAt: '2026-12-01T09:00:00.000Z',
    waitingFor: null,
    attempts: [],
    containers: [],
    mediaId: null,
    permalink: null,
    publishedAt: null,
    latenessMs: null,
    error: null,
    warnings: [],
    firstComment: null,
    collaborators: [],
  };
}
