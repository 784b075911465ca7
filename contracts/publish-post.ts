import type { Post, PostStatus } from './post.ts';
import type { PostView } from './post-view.ts';

/** The workflow type. Other languages start it by this name. */
export const PUBLISH_POST = 'publishPost';

/** Where workflows and the short Graph calls run, unless a deployment names another. */
export const DEFAULT_TASK_QUEUE = 'carillon';

/** Held posts have a queue of their own, so that a full hour of them never keeps staging waiting. */
export const publishTaskQueue = (taskQueue: string): string => `${taskQueue}-publish`;

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

/**
 * `type` of the ApplicationFailure with which a command is refused. `TooLate`: from the mark on, or in a final state.
 * `InvalidCommand`: the argument makes no sense.
 */
export const REFUSALS = ['TooLate', 'InvalidCommand'] as const;
export type Refusal = (typeof REFUSALS)[number];
