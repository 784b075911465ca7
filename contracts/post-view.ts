import type { AccountId, ContainerId, MediaId, PostId } from './ids.ts';
import type { PostKind, PostStatus } from './post.ts';
import type { PostError } from './post-error.ts';

/** A container that was made for the post, and what became of it. */
export interface ContainerView {
  readonly id: ContainerId;
  /** RFC 3339, UTC. */
  readonly createdAt: string;
  readonly outcome: 'processing' | 'finished' | 'discarded' | 'published';
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

/** A post as everybody reads it back: the `status` query, `posts get`, and the workflow's result. Times are RFC 3339, UTC. */
export interface PostView {
  readonly accountId: AccountId;
  readonly id: PostId;
  readonly kind: PostKind;
  readonly status: PostStatus;
  readonly dueAt: string;
  readonly attempts: readonly AttemptView[];
  readonly containers: readonly ContainerView[];
  readonly mediaId: MediaId | null;
  readonly permalink: string | null;
  /** When Instagram answered with the media id. */
  readonly publishedAt: string | null;
  /** From the due instant to the instant at which the publish request left, in milliseconds. */
  readonly latenessMs: number | null;
  readonly error: PostError | null;
}
