import type { AccountId, MediaId } from './ids.ts';

/** The workflow type that lists the media of others on which an account is a collaborator. */
export const LIST_COLLABORATIVE_MEDIA = 'listCollaborativeMedia';

export interface CollaborativeMediaOrder {
  readonly accountId: AccountId;
  /** The cursor of the page; null for the first one. */
  readonly after: string | null;
  readonly limit: number;
}

/** The workflow's one argument. */
export interface CollaborativeMediaInput extends CollaborativeMediaOrder {
  readonly schemaVersion: 1;
}

/** Media of somebody else. Counts are null where Instagram does not tell them: the owner may hide them. */
export interface CollaborativeMedia {
  readonly mediaId: MediaId;
  /** Whose it is. */
  readonly owner: string | null;
  readonly caption: string | null;
  /** `IMAGE`, `VIDEO`, `CAROUSEL_ALBUM`, or a word that Meta adds. */
  readonly mediaType: string | null;
  /** `FEED`, `REELS`, or a word that Meta adds. */
  readonly productType: string | null;
  readonly permalink: string | null;
  /** RFC 3339, UTC. */
  readonly publishedAt: string | null;
  readonly likes: number | null;
  readonly comments: number | null;
  readonly totalLikes: number | null;
  readonly totalComments: number | null;
  readonly reposts: number | null;
  readonly saves: number | null;
  readonly shares: number | null;
  readonly views: number | null;
}

/** A page of the list. `next` is the cursor of the next one; null on the last. */
export interface CollaborativeMediaPage {
  readonly media: readonly CollaborativeMedia[];
  readonly next: string | null;
}
