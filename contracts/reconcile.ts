import type { AccountId, ContainerId, MediaId, PostId } from './ids.ts';
import type { PostKind } from './post.ts';

/** What an account's owner wants when the time for finding out is over and nothing was found. */
export const ON_UNCONFIRMED = ['wait', 'publish-again-same-container'] as const;
export type OnUnconfirmed = (typeof ON_UNCONFIRMED)[number];

/** What a publish of ours would look like in the account's feed. */
export interface PublishTrace {
  readonly accountId: AccountId;
  readonly postId: PostId;
  readonly containerId: ContainerId;
  readonly kind: PostKind;
  /** Of a story or of a post with one medium, what it is. Null for a carousel. */
  readonly medium: 'image' | 'video' | null;
  /** As it was sent; empty when there was none. */
  readonly caption: string;
  /** Media of a carousel; 0 otherwise. */
  readonly children: number;
  /** When the last request left, or the latest instant at which it can have: the windows count from it. Epoch milliseconds. */
  readonly sentAt: number;
  /**
   * The earliest instant at which the same container can have been sent for the first time: what that did may come to light
   * now. `sentAt` when it is absent. Epoch milliseconds.
   */
  readonly firstSentAt?: number;
}

/** Finds out by reading whether a doubtful publish took place. */
export interface ReconcileOrder {
  readonly trace: PublishTrace;
  /** `window`: soon after the sending, until the configured windows are over. `watch`: rarely, for a day, when a person has been asked already. */
  readonly pace: 'window' | 'watch';
}

export type ReconcileOutcome =
  /** Instagram says that the container is published. Which media it is, no look can tell yet: the feed may lag behind. */
  | { readonly found: 'published' }
  /** The time is over. `statusCode` is null when the container could not be read. */
  | {
      readonly found: 'nothing';
      readonly statusCode: string | null;
      /** A media that looks like ours, although Instagram has not said that our container is published. */
      readonly lookalike: FoundMedia | null;
      readonly onUnconfirmed: OnUnconfirmed;
    };

export interface FoundMedia {
  readonly mediaId: MediaId;
  readonly permalink: string | null;
  /** Epoch milliseconds, to the second. */
  readonly publishedAt: number;
}
