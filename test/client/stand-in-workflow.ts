import {
  ApplicationFailure,
  condition,
  defineQuery,
  defineUpdate,
  proxyActivities,
  setHandler,
  upsertMemo,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { ContainerView, PostView } from '../../contracts/post-view.ts';
import {
  CONTENT_QUERY,
  type ContentQueryResult,
  EDIT_UPDATE,
  type EditArgs,
  type EditResult,
  type PublishPostInput,
  RETRY_UPDATE,
  SETTLE_UPDATE,
  type SettleArgs,
  STATUS_QUERY,
} from '../../contracts/publish-post.ts';
import { IG_POST_STATE } from '../../contracts/search-attributes.ts';
import { containerId } from '../contracts/samples.ts';
import { viewOf } from './view-of.ts';

const { uploadVideo } = proxyActivities<{ uploadVideo(): Promise<void> }>({
  startToCloseTimeout: '1 minute',
  heartbeatTimeout: '10 seconds',
  cancellationType: 'ABANDON',
});

/** Answers a client as a post does, and does nothing else: a post with a caption "upload" stands still in an upload. */
export async function publishPost({ post: queued, dueAt }: PublishPostInput): Promise<void> {
  let post = queued;
  let revision = 0;
  let settled: SettleArgs | undefined;
  const at = new Date(dueAt).toISOString();
  const uploads = 'caption' in queued && queued.caption === 'upload';

  const view: PostView = {
    ...viewOf(`post.${post.accountId}.${post.id}`, uploads ? 'preparing' : 'unconfirmed'),
    dueAt: at,
  };
  setHandler(defineQuery<PostView>(STATUS_QUERY), () => (uploads ? { ...view, containers: [UPLOADING] } : view));
  setHandler(defineQuery<ContentQueryResult>(CONTENT_QUERY), () => ({ post, dueAt, revision }));
  setHandler(defineUpdate<EditResult, [EditArgs]>(EDIT_UPDATE), (args) => {
    if (args.revision !== revision) throw ApplicationFailure.nonRetryable('the revision is another.', 'Conflict');
    const answer: EditResult = {
      status: 'ready',
      dueAt: at,
      revision: revision + 1,
      expectedAt: '2099-01-01T00:00:00.000Z',
    };
    if (!args.allowLate) throw ApplicationFailure.nonRetryable('it would go out late.', 'WouldBeLate', answer);
    post = args.post;
    revision += 1;
    upsertMemo({ ...args.memo });
    return answer;
  });
  setHandler(defineUpdate<unknown, unknown[]>(RETRY_UPDATE), (...args) => ({
    status: `${args.length} arguments`,
    dueAt: at,
  }));
  setHandler(defineUpdate<unknown, [SettleArgs]>(SETTLE_UPDATE), (args) => {
    settled = args;
    return { status: args.outcome, dueAt: at };
  });

  upsertSearchAttributes([{ key: IG_POST_STATE, value: view.status }]);
  if (uploads) void uploadVideo();
  await condition(() => settled !== undefined);
}

const UPLOADING: ContainerView = {
  id: containerId('17'),
  createdAt: '2026-12-01T08:00:00.000Z',
  medium: 0,
  outcome: 'uploading',
  error: null,
  upload: null,
};
