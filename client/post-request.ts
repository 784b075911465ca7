import type { ImageRequest, MediaRequest, VideoRequest } from './media-request.ts';

interface AnyPostRequest {
  /** Our own short name of the Instagram account: `[a-z0-9][a-z0-9_-]{0,62}`. */
  readonly accountId: string;
  /**
   * The post's name in its account, `[A-Za-z0-9_-]{1,64}`: what makes a repeated request harmless, so derive it from what the post
   * is about. @default a new one that sorts by time, `post_…`
   */
  readonly id?: string | undefined;
  /** RFC 3339 with an offset, or a local time beside `timeZone`. Exactly this or `publishNow`. */
  readonly scheduledAt?: string | undefined;
  /** IANA name of the zone of a local `scheduledAt`. */
  readonly timeZone?: string | undefined;
  /** Publish at once. Beside it, a `scheduledAt` is allowed only when it has passed. */
  readonly publishNow?: boolean | undefined;
  /** How long after its due time the post may still go out, in seconds, 1 to 86400. @default 3600 */
  readonly publishWithinSeconds?: number | undefined;
  /**
   * Leave out people (collaborators, tags) whom Instagram refuses, and say so, instead of waiting for a person to correct the post.
   * @default false
   */
  readonly dropUnavailableCollaborators?: boolean | undefined;
  /** Parameters of Instagram's that Carillon does not know, by Instagram's names (`[a-z][a-z0-9_]*`), sent as text. None that Carillon sets itself. */
  readonly params?: Readonly<Record<string, string | number | boolean>> | undefined;
}

interface FeedPostRequest extends AnyPostRequest {
  /** At most 2200 characters (Unicode code points: an emoji is one or a few), 30 hashtags and 20 mentions. */
  readonly caption?: string | undefined;
  /** Usernames, with or without @: at most 3, who are invited as co-authors. */
  readonly collaborators?: readonly string[] | undefined;
  /**
   * What to do about collaborators who decline, or have not answered so many seconds after publishing (1 to 604800): `notify`, a
   * warning on the post.
   * @default notify, after a week
   */
  readonly collaboratorPolicy?:
    | {
        readonly onDeclined?: 'notify' | undefined;
        readonly onUnanswered?: 'notify' | undefined;
        readonly answerWithinSeconds?: number | undefined;
      }
    | undefined;
  /** Id of a Facebook Page that has a place: digits. */
  readonly locationId?: string | undefined;
  /** Label it as made by AI. @default false */
  readonly isAiGenerated?: boolean | undefined;
  /** A comment of the account's own, made after publishing: at most 2200 characters. */
  readonly firstComment?: string | undefined;
}

/** A post of one picture. */
export interface ImagePostRequest extends FeedPostRequest {
  readonly kind: 'image';
  /** Exactly one item. */
  readonly media: readonly ImageRequest[];
}

/** A reel. */
export interface ReelPostRequest extends FeedPostRequest {
  readonly kind: 'reel';
  /** Exactly one item. */
  readonly media: readonly VideoRequest[];
  /** Where Instagram fetches the cover picture: public, http or https. It beats `thumbOffsetMs`. */
  readonly coverUrl?: string | undefined;
  /** Which moment of the video is the cover, in milliseconds from its start. */
  readonly thumbOffsetMs?: number | undefined;
  /** Whether it may appear in the feed too. @default as Instagram chooses */
  readonly shareToFeed?: boolean | undefined;
  /** The name of the reel's sound. It can be given once. */
  readonly audioName?: string | undefined;
  /** A trial reel, shown first to people who do not follow the account; given to followers by hand, or when it performs well. Without collaborators. */
  readonly trial?: 'manual' | 'performance' | undefined;
}

/** A post of several pictures and videos. */
export interface CarouselPostRequest extends FeedPostRequest {
  readonly kind: 'carousel';
  /** 2 to 10 items. */
  readonly media: readonly MediaRequest[];
}

/** A story. It has no caption, collaborators, place or comment. */
export interface StoryPostRequest extends AnyPostRequest {
  readonly kind: 'story';
  /** Exactly one item. */
  readonly media: readonly MediaRequest[];
}

/** A post to queue: the same in JSON, TypeScript and the command. Other keys are refused at every depth. */
export type PostRequest = ImagePostRequest | ReelPostRequest | CarouselPostRequest | StoryPostRequest;
