import { type AccountId, isMediaId, type MediaId, type PostKey } from '../contracts/ids.ts';
import { isFinal, type PostKind, type PostStatus } from '../contracts/post.ts';
import { PUBLISH_POST } from '../contracts/publish-post.ts';
import {
  IG_ACCOUNT,
  IG_ERROR_CODE,
  IG_MEDIA_ID,
  IG_POST_STATE,
  IG_PUBLISHED_AT,
} from '../contracts/search-attributes.ts';
import { type RunRecord, recordedView, statusAtEnd } from './view.ts';

/** Which posts to list. */
export interface ListFilter {
  readonly accountId?: string | undefined;
  readonly status?: PostStatus | undefined;
  /** At most this many. @default all */
  readonly limit?: number | undefined;
}

/** A post as the list shows it: what its run last recorded. Times are RFC 3339, UTC. */
export interface PostListItem extends PostKey {
  readonly kind: PostKind;
  readonly status: PostStatus;
  readonly dueAt: string;
  readonly publishedAt: string | null;
  readonly mediaId: MediaId | null;
  readonly errorCode: string | null;
}

/** Both values come from closed alphabets without quotes, so they need no escaping. */
export interface ListQuery {
  readonly accountId?: AccountId | undefined;
  readonly status?: PostStatus | undefined;
}

/** In visibility's language. A post that is not final is listed while its run is open: one that was stopped from outside never goes on. */
export function listQuery({ accountId, status }: ListQuery): string {
  return [
    `WorkflowType = '${PUBLISH_POST}'`,
    ...(accountId === undefined ? [] : [`${IG_ACCOUNT.name} = '${accountId}'`]),
    ...(status === undefined ? [] : [`${IG_POST_STATE.name} = '${status}'`]),
    ...(status === undefined || isFinal(status) ? [] : [`ExecutionStatus = 'Running'`]),
  ].join(' AND ');
}

/** Undefined for a run that does not record a post as ours do. */
export function listItem(run: RunRecord): PostListItem | undefined {
  const view = recordedView(run);
  if (view === undefined) return undefined;
  const { accountId, id, kind, dueAt } = view;
  const attributes = run.typedSearchAttributes;
  const mediaId = attributes.get(IG_MEDIA_ID);
  return {
    accountId,
    id,
    kind,
    status: statusAtEnd(view.status, run.status.name, false),
    dueAt,
    publishedAt: attributes.get(IG_PUBLISHED_AT)?.toISOString() ?? null,
    mediaId: mediaId !== undefined && isMediaId(mediaId) ? mediaId : null,
    errorCode: attributes.get(IG_ERROR_CODE) ?? null,
  };
}
