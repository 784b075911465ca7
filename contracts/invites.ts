import type { AccountId, MediaId } from './ids.ts';
import type { PostError } from './post-error.ts';

// The calls about invites that an account has received. Facts: https://developers.facebook.com/docs/instagram-platform/collaboration

/** A pending invite as Instagram lists it. All of it but the id is somebody else's text. */
export interface PendingInvite {
  readonly mediaId: MediaId;
  /** Who invites: the username, without @. */
  readonly owner: string;
  /** Empty when the media has none. */
  readonly caption: string;
}

/** Calls that Instagram counts are waited for a while, all of a sweep's together. */
export interface CountedOrder {
  readonly accountId: AccountId;
  /** When the sweep, or whatever the call is for, began. Epoch milliseconds. */
  readonly begunAt: number;
}

export interface ReadInvitesOrder extends CountedOrder {
  /** The cursor of the page; null for the first one. */
  readonly after: string | null;
}

/** Instagram allows no more of these calls for now. */
interface Spent {
  readonly outcome: 'spent';
  /** When the next one is allowed, in epoch milliseconds; null where Instagram did not say. */
  readonly freeAt: number | null;
}

/** A page of the list. `next` is the cursor of the next one; null on the last. */
export type ReadInvitesResult =
  | { readonly outcome: 'read'; readonly invites: readonly PendingInvite[]; readonly next: string | null }
  | Spent;

export interface AnswerOrder extends CountedOrder {
  readonly mediaId: MediaId;
  /** Accept it, or decline it. */
  readonly accept: boolean;
}

export type AnswerResult =
  | { readonly outcome: 'taken'; readonly answeredAt: number }
  /** Instagram did not take the answer, as it does when the invite is gone. */
  | ({ readonly outcome: 'not-taken'; readonly error: PostError } & Uncertain)
  | (Spent & Uncertain);

interface Uncertain {
  /** Whether an earlier try left and nobody knows what became of it. */
  readonly mayHaveBeenTaken: boolean;
}

export interface FindCollaborationsOrder {
  readonly accountId: AccountId;
  readonly mediaIds: readonly MediaId[];
}

export interface FindCollaborationsResult {
  /** Those of the media of which the account is an accepted collaborator. */
  readonly found: readonly MediaId[];
  /** Those that could not be looked up. */
  readonly unread: readonly MediaId[];
}
