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

export interface ReadInvitesOrder {
  readonly accountId: AccountId;
  /** The cursor of the page; null for the first one. */
  readonly after: string | null;
}

/** What a call came to that Instagram allows so many times a day. */
export type CountedCall<Answer> =
  | ({ readonly outcome: 'answered' } & Answer)
  /** None is left for now. `freeAt`: when the next one is, in epoch milliseconds; null where Instagram did not say. */
  | { readonly outcome: 'spent'; readonly freeAt: number | null };

/** A page of the list. `next` is the cursor of the next one; null on the last. */
export type ReadInvitesResult = CountedCall<{
  readonly invites: readonly PendingInvite[];
  readonly next: string | null;
}>;

export interface AnswerOrder {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
  /** Accept it, or decline it. */
  readonly accept: boolean;
}

export type AnswerResult =
  | CountedCall<{ readonly answeredAt: number }>
  /** Instagram did not take the answer, as it does when the invite is gone. */
  | {
      readonly outcome: 'not-taken';
      /** Whether the account is a collaborator of the media now. */
      readonly isCollaborator: boolean;
      /** Whether an earlier try left without an answer: it may have been taken. */
      readonly mayHaveBeenTaken: boolean;
      readonly error: PostError;
    };

export interface FindCollaborationsOrder {
  readonly accountId: AccountId;
  readonly mediaIds: readonly MediaId[];
}

export interface FindCollaborationsResult {
  /** Those of the media of which the account is an accepted collaborator. */
  readonly found: readonly MediaId[];
}
