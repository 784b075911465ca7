import type { AccountId, MediaId, PostKey } from '../contracts/ids.ts';
import { isFinal, POST_STATUSES, type PostKind, type PostStatus } from '../contracts/post.ts';
import { PUBLISH_POST } from '../contracts/publish-post.ts';
import { IG_ACCOUNT, IG_DUE_AT, IG_ERROR_CODE, IG_POST_STATE } from '../contracts/search-attributes.ts';
import { hasDoneNothing, type RunRecord, recordedView, statusAtEnd } from './view.ts';

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

/** In visibility's language. It may find posts of another status too: {@link listItem} says of each what it is. */
export function listQuery({ accountId, status }: ListQuery): string {
  return [
    `WorkflowType = '${PUBLISH_POST}'`,
    ...(accountId === undefined ? [] : [`${IG_ACCOUNT.name} = '${accountId}'`]),
    ...(status === undefined ? [] : [statusClause(status)]),
  ].join(' AND ');
}

/** A run that was stopped from outside keeps its last state, and never goes on. */
function statusClause(status: PostStatus): string {
  const recorded = `${IG_POST_STATE.name} = '${status}'`;
  if (status === 'failed' || status === 'unconfirmed') return `(${recorded} OR ${STOPPED_OPEN})`;
  return isFinal(status) ? recorded : `${recorded} AND ExecutionStatus = 'Running'`;
}

const QUEUED_STATUSES = ['scheduled', 'preparing', 'ready'] as const satisfies readonly PostStatus[];

/** Whether a post goes out by itself, and is not at its publish yet. */
export const isQueued = ({ status }: Pick<PostListItem, 'status'>): boolean =>
  QUEUED_STATUSES.some((queued) => queued === status);

/**
 * The posts of an account that go out by themselves and are due until an instant, and perhaps some that are due a millisecond later:
 * SQLite compares instants as text, of which the server leaves out the zeros at the end on one side only. None is at its publish yet.
 */
export const queuedQuery = (accountId: AccountId, until: number): string =>
  [
    listQuery({ accountId }),
    "ExecutionStatus = 'Running'",
    `${IG_POST_STATE.name} IN (${QUEUED_STATUSES.map((status) => `'${status}'`).join(', ')})`,
    `${IG_DUE_AT.name} <= '${new Date(until + 1).toISOString()}'`,
  ].join(' AND ');

const OPEN_STATES = POST_STATUSES.filter((status) => !isFinal(status)).map((status) => `'${status}'`);
const STOPPED_OPEN = `(ExecutionStatus IN ('Failed', 'Terminated', 'TimedOut') AND ${IG_POST_STATE.name} IN (${OPEN_STATES.join(', ')}))`;

/** Undefined for a run that does not record a post as ours do. */
export function listItem(run: RunRecord): PostListItem | undefined {
  const view = recordedView(run);
  if (view === undefined) return undefined;
  const { accountId, id, kind, dueAt, publishedAt, mediaId } = view;
  return {
    accountId,
    id,
    kind,
    status: statusAtEnd(view.status, run.status.name, hasDoneNothing(run)),
    dueAt,
    publishedAt,
    mediaId,
    errorCode: run.typedSearchAttributes.get(IG_ERROR_CODE) ?? null,
  };
}
