import type { Post, PostStatus } from './post.ts';
import type { PostView } from './post-view.ts';

/** The workflow type. Other languages start it by this name. */
export const PUBLISH_POST = 'publishPost';

/** Where workflows and the short Graph calls run, unless a deployment names another. */
export const DEFAULT_TASK_QUEUE = 'carillon';

/** Held posts have a queue of their own, so that a full hour of them never keeps staging waiting. */
export const publishTaskQueue = (taskQueue: string): string => `${taskQueue}-publish`;

/** Uploads have a queue of their own with few slots, so that large videos never keep anything else waiting. */
export const uploadTaskQueue = (taskQueue: string): string => `${taskQueue}-upload`;

/** How far ahead a post is staged and armed. Chosen when it is queued, so that a running post never changes its plan. */
export interface PostTiming {
  /** Staging begins this long before the due instant. Never above 20 h: containers live 24 h. */
  readonly leadMs: number;
  /** Arming is spread by post id between these two distances from the due instant. */
  readonly armEarliestMs: number;
  readonly armLatestMs: number;
}

/** The workflow's one argument. */
export interface PublishPostInput {
  readonly schemaVersion: 1;
  readonly post: Post;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly timing: PostTiming;
}

/** What the client keeps beside the run, readable before its first task. */
export interface PostMemo {
  /** A short hash of every leaf of the request as it was queued, by JSON Pointer: tells a repeat from a conflict, and names what differs. */
  readonly fingerprint: Readonly<Record<string, string>>;
  /** The start of the caption, for people. */
  readonly caption: string;
}

/** Query: the post as it stands. No argument. */
export const STATUS_QUERY = 'status';
export type StatusQueryResult = PostView;

/** Update: move the post to another instant. An Update, because the caller must know whether it came in time. */
export const RESCHEDULE_UPDATE = 'reschedule';
export interface RescheduleArgs {
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** Update: never publish it. An Update for the same reason. */
export const CANCEL_UPDATE = 'cancel';
export interface CancelArgs {
  /** For people; kept in the run. */
  readonly reason?: string;
}

export interface CommandResult {
  readonly status: PostStatus;
  /** RFC 3339, UTC. */
  readonly dueAt: string;
}

/** Query: what the post holds now. No argument. For an edit, which starts from it. */
export const CONTENT_QUERY = 'content';
export interface ContentQueryResult {
  readonly post: Post;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** Counts the edits. */
  readonly revision: number;
}

/** Update: put other content in the place of what the post holds. What is staged and did not change is kept. */
export const EDIT_UPDATE = 'edit';
export interface EditArgs {
  /** The whole post as it shall be, of the same account, id and kind. */
  readonly post: Post;
  /** The revision that the edit started from: an edit on top of another one that its author has not seen is refused. */
  readonly revision: number;
  /** Whether the edit may make the post late, because what changed has to be staged again. */
  readonly allowLate: boolean;
  /** Takes the place of {@link PostMemo}. */
  readonly memo: PostMemo;
}
export interface EditResult extends CommandResult {
  readonly revision: number;
  /** When the post will go out, as far as can be told: later than `dueAt` when staging again takes longer. RFC 3339, UTC. */
  readonly expectedAt: string;
}

/** Update: go on with a blocked post. */
export const RETRY_UPDATE = 'retry';

/** Update: say what became of an unconfirmed post, after a look at the account. */
export const SETTLE_UPDATE = 'settle';
export type SettleArgs =
  | { readonly outcome: 'published'; readonly mediaId?: string }
  /** The post is then blocked: `retry` publishes it, `cancel` ends it. */
  | { readonly outcome: 'not-published' };

/**
 * `type` of the ApplicationFailure with which a command is refused. `TooLate`: from the mark on, or in a final state.
 * `InvalidCommand`: the argument makes no sense. `WrongState`: nothing to retry or to settle. `Conflict`: edited by somebody
 * else meanwhile. `WouldBeLate`: the edit would make the post late, and was not allowed to; first detail: EditResult.
 */
export const REFUSALS = ['TooLate', 'InvalidCommand', 'WrongState', 'Conflict', 'WouldBeLate'] as const;
export type Refusal = (typeof REFUSALS)[number];
