import type { AccountId, PostId } from './ids.ts';

/** One picture of a post. */
export interface ImageMedia {
  readonly kind: 'image';
  /** Where Instagram fetches it: public, http or https. */
  readonly url: string;
  readonly altText?: string;
}

/** What a post holds, in the words a caller sent. */
export interface ImagePost {
  readonly accountId: AccountId;
  readonly id: PostId;
  readonly kind: 'image';
  readonly caption?: string;
  readonly media: readonly [ImageMedia];
  /** How long after its due time the post may still go out. After that it is `missed`. */
  readonly publishWithinSeconds: number;
}

/** One thing to publish, checked and complete: as it crosses from the client into the workflow. */
export type Post = ImagePost;
export type PostKind = Post['kind'];

/** A post that may not go out later than this many seconds after its due time, unless it says otherwise. */
export const DEFAULT_PUBLISH_WITHIN_SECONDS = 3600;

/**
 * The states of a post, as every reader sees them. `published`, `unconfirmed`, `failed`, `missed` and `canceled` are final.
 * `publishing` begins when the post is armed: a worker holds it for its instant, or is sending it.
 */
export const POST_STATUSES = [
  'scheduled',
  'preparing',
  'ready',
  'publishing',
  'published',
  'unconfirmed',
  'failed',
  'missed',
  'canceled',
] as const;
export type PostStatus = (typeof POST_STATUSES)[number];

const FINAL_STATUSES: ReadonlySet<PostStatus> = new Set(['published', 'unconfirmed', 'failed', 'missed', 'canceled']);
export const isFinal = (status: PostStatus): boolean => FINAL_STATUSES.has(status);
