import type { CollaboratorPolicy } from './collaborators.ts';
import type { AccountId, PostId } from './ids.ts';

/** A person to tag. Photos need the place: from 0 (left, top) to 1. */
export interface UserTag {
  readonly username: string;
  readonly x?: number;
  readonly y?: number;
}

/** A product of the account's catalog to tag. Photos need the place, videos take none. */
export interface ProductTag {
  readonly productId: string;
  readonly x?: number;
  readonly y?: number;
}

interface MediumTags {
  readonly userTags?: readonly UserTag[];
  readonly productTags?: readonly ProductTag[];
}

/** One picture of a post. */
export interface ImageMedia extends MediumTags {
  readonly kind: 'image';
  /** Where Instagram fetches it: public, http or https. */
  readonly url: string;
  readonly altText?: string;
}

/**
 * Where a video is, and how it gets to Instagram: `url`, Instagram fetches it while it makes the container; `hosted-url`,
 * Instagram's upload host fetches it; `bytes`, we send it, and go on where we stopped.
 */
export type VideoSource =
  | { readonly url: string; readonly upload: 'url' | 'hosted-url' | 'bytes' }
  /** A path that the upload workers can read. */
  | { readonly file: string; readonly upload: 'bytes' };

/** One video of a post. */
export interface VideoMedia extends MediumTags {
  readonly kind: 'video';
  readonly source: VideoSource;
}

export type Medium = ImageMedia | VideoMedia;

interface AnyPost {
  readonly accountId: AccountId;
  readonly id: PostId;
  /** How long after its due time the post may still go out. After that it is `missed`. */
  readonly publishWithinSeconds: number;
  /** Parameters that Carillon does not know, handed on as they are with the container that is published. Never one that it sets itself. */
  readonly params?: Readonly<Record<string, string>>;
  /** Whether to leave out collaborators and tagged people whom Instagram refuses, instead of waiting for a person. */
  readonly dropUnavailableCollaborators?: boolean;
}

interface FeedPost extends AnyPost {
  readonly caption?: string;
  /** Usernames, without @. */
  readonly collaborators?: readonly string[];
  /** What to do about collaborators who do not accept. Absent: DEFAULT_COLLABORATOR_POLICY. */
  readonly collaboratorPolicy?: CollaboratorPolicy;
  readonly locationId?: string;
  readonly isAiGenerated?: boolean;
  /** A comment of our own, made after publishing. */
  readonly firstComment?: string;
}

export interface ImagePost extends FeedPost {
  readonly kind: 'image';
  readonly media: readonly [ImageMedia];
}

export interface ReelPost extends FeedPost {
  readonly kind: 'reel';
  readonly media: readonly [VideoMedia];
  readonly coverUrl?: string;
  readonly thumbOffsetMs?: number;
  readonly shareToFeed?: boolean;
  readonly audioName?: string;
  /** Shown to people who do not follow the account first; given to followers by hand, or when it performs well. */
  readonly trial?: 'manual' | 'performance';
}

/** 2 to 10 media. */
export interface CarouselPost extends FeedPost {
  readonly kind: 'carousel';
  readonly media: readonly Medium[];
}

export interface StoryPost extends AnyPost {
  readonly kind: 'story';
  readonly media: readonly [Medium];
}

/** One thing to publish, checked and complete: as it crosses from the client into the workflow. */
export type Post = ImagePost | ReelPost | CarouselPost | StoryPost;

export const POST_KINDS = ['image', 'reel', 'carousel', 'story'] as const satisfies readonly Post['kind'][];
export type PostKind = (typeof POST_KINDS)[number];

/** A post that may not go out later than this many seconds after its due time, unless it says otherwise. */
export const DEFAULT_PUBLISH_WITHIN_SECONDS = 3600;

/**
 * The states of a post, as every reader sees them. `published`, `failed`, `missed` and `canceled` are final; `blocked` and
 * `unconfirmed` wait for a person. `publishing` begins when the post is armed, and lasts until its outcome is known or the
 * time for finding it out is over.
 */
export const POST_STATUSES = [
  'scheduled',
  'preparing',
  'ready',
  'publishing',
  'published',
  'blocked',
  'unconfirmed',
  'failed',
  'missed',
  'canceled',
] as const;
export type PostStatus = (typeof POST_STATUSES)[number];

const FINAL_STATUSES: ReadonlySet<PostStatus> = new Set(['published', 'failed', 'missed', 'canceled']);
export const isFinal = (status: PostStatus): boolean => FINAL_STATUSES.has(status);

/** Whether nothing more will happen to the post unless a person acts. */
export const needsPerson = (status: PostStatus): boolean => status === 'blocked' || status === 'unconfirmed';
