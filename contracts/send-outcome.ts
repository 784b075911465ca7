import type { AccountId, ContainerId, MediaId, PostId } from './ids.ts';
import type { PostError } from './post-error.ts';

/** The order to a publishing worker: hold this container, and publish it at the instant. Times are epoch milliseconds. */
export interface SendOrder {
  readonly accountId: AccountId;
  readonly postId: PostId;
  readonly containerId: ContainerId;
  readonly dueAt: number;
  /** Not a moment later than this: the post would be `missed`. */
  readonly sendBefore: number;
}

/** How a holding ended. Everything but `published`, `declined` and `doubtful` is proof that the request was not sent. */
export type SendOutcome =
  /** Let go before the mark, because a command asked for it. */
  | { readonly outcome: 'released' }
  /** Not sent, and nothing stands against trying again. */
  | { readonly outcome: 'not-sent'; readonly reason: string }
  /** Not sent, and trying again cannot help before the account has other credentials. Null: the worker has no such account. */
  | { readonly outcome: 'impossible'; readonly error: PostError; readonly credentialsRevision: number | null }
  | { readonly outcome: 'too-late' }
  | { readonly outcome: 'published'; readonly mediaId: MediaId; readonly sentAt: number; readonly answeredAt: number }
  /** Instagram's answer says that it did not publish, in one of the few forms that may be believed once the container agrees. */
  | { readonly outcome: 'declined'; readonly sentAt: number; readonly error: PostError; readonly retryAfterMs: number }
  /** Sent, and the answer proves nothing either way, or there was none. */
  | { readonly outcome: 'doubtful'; readonly sentAt: number; readonly error: PostError };

/** `code` of the error with which Instagram declines a publish because the account's rolling window is full. */
export const PUBLISH_QUOTA_REACHED = 'publish-quota-reached';

/** What the beats of a holding worker say. The last one that the server acknowledged outlives the worker. */
export interface HoldBeat {
  /** `holding`: provably not sent. `sending` is the mark: from now on the request may have been sent. */
  readonly phase: 'holding' | 'sending';
}
