import type { CollaboratorView } from './collaborators.ts';
import type { AccountId, ContainerId, MediaId, PostId } from './ids.ts';
import type { PostKind, PostStatus } from './post.ts';
import type { PostError } from './post-error.ts';

/** A container that was made for the post, and what became of it. */
export interface ContainerView {
  /** Null when Instagram refused to make it. */
  readonly id: ContainerId | null;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  /** The medium that it holds, counted from 0. Null for the carousel that holds them all. */
  readonly medium: number | null;
  readonly outcome: 'uploading' | 'processing' | 'finished' | 'discarded' | 'published';
  /** Why it was discarded, when it was a failure. */
  readonly error: PostError | null;
  /** How far the upload of its bytes is, while it lasts. */
  readonly upload: UploadProgress | null;
}

export interface UploadProgress {
  readonly bytes: number;
  readonly totalBytes: number;
}

/** One sending of the publish request, or one holding that ended without sending. */
export interface AttemptView {
  readonly containerId: ContainerId;
  readonly outcome: 'released' | 'not-sent' | 'published' | 'refused' | 'unconfirmed';
  /** When the request left. Null when it provably did not. */
  readonly sentAt: string | null;
  /** One sentence for people. */
  readonly note: string;
}

/** Something that a person should know although it did not keep the post from being published. */
export interface PostWarning {
  /** Stable, kebab-case, ours. Open: tolerate codes that you do not know. */
  readonly code: string;
  /** One sentence for people. */
  readonly message: string;
}

/** The post's own first comment. */
export type FirstCommentView =
  | { readonly status: 'waiting' }
  | { readonly status: 'posted'; readonly commentId: string }
  | { readonly status: 'failed'; readonly error: PostError };

/** What a post waits for beside its due time. */
export type WaitingFor = PublishWait | ContainerWait;

/** It is staged, and its account has no publish left in Instagram's rolling window. */
export interface PublishWait {
  readonly kind: 'publishQuota';
  /** When the post will go out as things stand. RFC 3339, UTC. */
  readonly until: string;
}

/** Its account has no container left in Instagram's rolling window. */
export interface ContainerWait {
  readonly kind: 'containerQuota';
  /** When the container will be made as things stand. RFC 3339, UTC. */
  readonly until: string;
}

/** A post as everybody reads it back: the `status` query, `posts get`, and the workflow's result. Times are RFC 3339, UTC. */
export interface PostView {
  readonly accountId: AccountId;
  readonly id: PostId;
  readonly kind: PostKind;
  readonly status: PostStatus;
  readonly dueAt: string;
  /** Null unless something keeps it from going out at its due time. */
  readonly waitingFor: WaitingFor | null;
  readonly attempts: readonly AttemptView[];
  readonly containers: readonly ContainerView[];
  readonly mediaId: MediaId | null;
  readonly permalink: string | null;
  /** When Instagram answered with the media id, or when the feed says that it went live. */
  readonly publishedAt: string | null;
  /** From the due instant to the instant at which the publish request left, in milliseconds. */
  readonly latenessMs: number | null;
  readonly error: PostError | null;
  readonly warnings: readonly PostWarning[];
  /** Null when the post has none. */
  readonly firstComment: FirstCommentView | null;
  /** The people whom it invites. Who has answered is found out after publishing, for a week. */
  readonly collaborators: readonly CollaboratorView[];
}
