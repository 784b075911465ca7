/** Whose matter an error is; closed, so that programs may switch on it. */
export type ErrorCategory =
  /** The access token is missing, expired or revoked. */
  | 'token'
  /** The account or app may not do this, or is restricted. */
  | 'permission'
  /** Instagram could not fetch or process the media. */
  | 'media'
  /** A caption, tag or other parameter was refused. */
  | 'content'
  /** A rate limit or the daily cap. */
  | 'quota'
  /** Instagram answered with an error of its own, or not at all. */
  | 'platform'
  /** The due time passed before the post could be sent. */
  | 'schedule'
  /** Something in this installation: an unknown account, a wrong key. */
  | 'carillon';

/** Meta's own words, beside ours. Never holds a token: the Graph client redacts before it builds one. */
export interface MetaError {
  readonly httpStatus: number;
  readonly type: string | null;
  readonly code: number | null;
  readonly subcode: number | null;
  readonly message: string;
  readonly userTitle: string | null;
  readonly userMessage: string | null;
  readonly isTransient: boolean | null;
  readonly fbtraceId: string | null;
}

/** Why a post is not where it should be: for people (`message`, `nextAction`) and for programs (`code`, `category`, `retryable`). */
export interface PostError {
  /** Stable, kebab-case, ours. Open: tolerate codes that you do not know. */
  readonly code: string;
  readonly category: ErrorCategory;
  /** One sentence: what is wrong, with the thing named. */
  readonly message: string;
  /** Whether the same post may succeed later without a change by a person. */
  readonly retryable: boolean;
  /** One sentence: what a person should do. */
  readonly nextAction: string;
  readonly meta: MetaError | null;
  /** Which medium of the post it is about, counted from 0. Absent when it is about the whole. */
  readonly medium?: number;
  /** The people whom Instagram refused to tag or invite, when that is what is wrong. */
  readonly usernames?: readonly string[];
  /** When the post goes on as things stand, when it only waits for room in a limit. RFC 3339, UTC. */
  readonly until?: string;
}
