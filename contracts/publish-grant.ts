import { type AccountId, type PostKey, postKeyOf } from './ids.ts';
import type { PostError } from './post-error.ts';

/** The order to ask the account for one publish. Instants in epoch milliseconds. */
export interface GrantOrder {
  readonly accountId: AccountId;
  readonly holder: string;
  readonly ticket: string;
  /** Not before this instant. */
  readonly from: number;
  readonly dueAt: number;
  /** Not asked before this instant: until then the activity fails, and is repeated by its own retry. */
  readonly askAt: number;
  /** What the account has answered before, when the post is in its line already. */
  readonly inLine?: PlaceInLine | undefined;
  /** Whether Instagram refused the last one because of its limit: then its own count is read first, however lately it was. */
  readonly isRefused: boolean;
}

/** Where a post stands in its account's line for publishes. */
export interface PlaceInLine {
  /** When the post would go out as things stand. Epoch milliseconds. */
  readonly plannedAt: number;
  /** How many are ahead of it. */
  readonly position: number;
}

export type GrantAnswer =
  /** Spent for a request that leaves between these instants. */
  | { readonly outcome: 'granted'; readonly at: number; readonly sendBefore: number }
  /** In the line, to ask again at `askAgainAt`. */
  | ({ readonly outcome: 'deferred'; readonly askAgainAt: number } & PlaceInLine);

const PUBLISH = '/publish';

/** What a post is known by in its account's line for publishing. */
export const publishHolder = (postWorkflowId: string): string => `${postWorkflowId}${PUBLISH}`;

/** The inverse of {@link publishHolder}; undefined for whoever asks for anything else. */
export const publishedBy = (holder: string): PostKey | undefined =>
  holder.endsWith(PUBLISH) ? postKeyOf(holder.slice(0, -PUBLISH.length)) : undefined;

/**
 * What a post waits for that stands in its account's line: the reason that its run keeps, and the one of its pending question.
 * @param plannedAt when it may be published as things stand, in epoch milliseconds
 */
export const publishQuotaSpent = (accountId: string, plannedAt: number): PostError => ({
  code: 'publish-quota-spent',
  category: 'quota',
  message: `Account "${accountId}" has used up the publishes that it may make in its rolling window: this one may go out at ${new Date(plannedAt).toISOString()}.`,
  retryable: true,
  nextAction:
    'Nothing: it is published as soon as the window allows, in the order of due times. `carillon quota` shows the plan.',
  meta: null,
});
