import type { WorkflowExecutionInfo, WorkflowExecutionStatusName } from '@temporalio/client';
import { invited } from '../contracts/collaborators.ts';
import { isMediaId, type MediaId, type PostKey, postKeyOf } from '../contracts/ids.ts';
import { isFinal, POST_KINDS, POST_STATUSES, type Post, type PostKind, type PostStatus } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { PostView } from '../contracts/post-view.ts';
import {
  IG_DUE_AT,
  IG_MEDIA_ID,
  IG_MEDIA_KIND,
  IG_POST_STATE,
  IG_PUBLISHED_AT,
} from '../contracts/search-attributes.ts';
import type { Fingerprint } from './fingerprint.ts';

/** What the server itself knows of a run, without asking it. */
export type RunRecord = Pick<
  WorkflowExecutionInfo,
  'workflowId' | 'runId' | 'type' | 'status' | 'startTime' | 'historyLength' | 'typedSearchAttributes' | 'memo'
>;

/** A post that has just been queued. */
export const queuedView = (post: Post, dueAt: number): PostView => {
  const { accountId, id, kind } = post;
  const view = viewOf({ accountId, id, kind, status: 'scheduled', dueAt: new Date(dueAt).toISOString() });
  return {
    ...view,
    firstComment: 'firstComment' in post ? { status: 'waiting' } : null,
    collaborators: 'collaborators' in post ? (post.collaborators ?? []).map(invited) : [],
  };
};

/** A post as its run last recorded it. Undefined for a run that carries no such record. */
export function recordedView(run: RunRecord): PostView | undefined {
  const key = postKeyOf(run.workflowId);
  const attributes = run.typedSearchAttributes;
  const kind = attributes.get(IG_MEDIA_KIND);
  const status = attributes.get(IG_POST_STATE);
  const dueAt = attributes.get(IG_DUE_AT);
  if (key === undefined || dueAt === undefined || !isKind(kind) || !isStatus(status)) return undefined;
  return {
    ...viewOf({ ...key, kind, status, dueAt: dueAt.toISOString() }),
    mediaId: mediaIdOf(attributes.get(IG_MEDIA_ID)),
    publishedAt: attributes.get(IG_PUBLISHED_AT)?.toISOString() ?? null,
    firstComment: !isFinal(status) && '/firstComment' in fingerprintIn(run) ? { status: 'waiting' } : null,
  };
}

const mediaIdOf = (recorded: string | undefined): MediaId | null =>
  recorded !== undefined && isMediaId(recorded) ? recorded : null;

/** The fingerprint with which the post was queued. Empty for a run that was started without our client. */
export function fingerprintIn({ memo }: RunRecord): Fingerprint {
  const fingerprint = memo?.['fingerprint'];
  if (!isRecord(fingerprint)) return {};
  return Object.fromEntries(Object.entries(fingerprint).map(([pointer, hash]) => [pointer, String(hash)]));
}

/**
 * Before its first task a run has done nothing, and its record is the whole truth. One event: it waits for its start delay; two: its first
 * task waits for a worker, or it was terminated before that.
 */
export const hasDoneNothing = (run: RunRecord): boolean => run.historyLength <= 2;

export const isOpen = ({ status: { name } }: RunRecord): boolean => name === 'RUNNING' || name === 'PAUSED';

/**
 * Where a post stands when its run may have been ended from outside, without a word of its own.
 * @param last the last known status
 * @param ending how the server says that the run ended, or that it has not
 * @param isExact whether `last` is where the run stood when it ended, and not only the last that was recorded
 */
export function statusAtEnd(last: PostStatus, ending: WorkflowExecutionStatusName, isExact: boolean): PostStatus {
  if (isFinal(last)) return last;
  switch (ending) {
    case 'COMPLETED':
      return 'published';
    case 'CANCELLED':
      return 'canceled';
    case 'FAILED':
    case 'TERMINATED':
    case 'TIMED_OUT':
      // In these two the request may have left before the run was stopped.
      return isExact && last !== 'publishing' && last !== 'unconfirmed' ? 'failed' : 'unconfirmed';
    case 'RUNNING':
    case 'PAUSED':
    case 'CONTINUED_AS_NEW':
    case 'UNSPECIFIED':
    case 'UNKNOWN':
      return last;
    default:
      return ending satisfies never;
  }
}

/** The view of a run that the server says has ended as `ending`; see {@link statusAtEnd}. */
export function viewAtEnd(view: PostView, ending: WorkflowExecutionStatusName, isExact: boolean): PostView {
  const status = statusAtEnd(view.status, ending, isExact);
  const wasStopped = !isFinal(view.status) && STOPPED.has(ending);
  return { ...view, status, error: wasStopped ? stoppedError(ending, status) : view.error };
}

/** The ends of a run that did not say what became of its post. */
const STOPPED: ReadonlySet<WorkflowExecutionStatusName> = new Set(['FAILED', 'TERMINATED', 'TIMED_OUT']);

const stoppedError = (ending: WorkflowExecutionStatusName, status: PostStatus): PostError => ({
  code: `run-${ending.toLowerCase().replaceAll('_', '-')}`,
  category: 'carillon',
  message: `The run of this post ended as ${ending} without an outcome.`,
  retryable: false,
  nextAction:
    status === 'failed'
      ? 'Queue it again under another id if it should still go out.'
      : 'Look at the account on Instagram before you queue it again: it may have been published.',
  meta: null,
});

/** Whether what a run gave back is a view: a run that failed for a reason of its own gives back anything. */
export function isPostView(value: unknown): value is PostView {
  return isRecord(value) && typeof value['dueAt'] === 'string' && isStatus(value['status']) && 'attempts' in value;
}

const viewOf = (known: PostKey & Pick<PostView, 'kind' | 'status' | 'dueAt'>): PostView => ({
  ...known,
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
});

const isRecord = (value: unknown): value is Record<string, unknown> => typeof value === 'object' && value !== null;
export const isKind = (value: unknown): value is PostKind => POST_KINDS.some((kind) => kind === value);
export const isStatus = (value: unknown): value is PostStatus => POST_STATUSES.some((status) => status === value);
