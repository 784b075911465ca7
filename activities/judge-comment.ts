import type { IgUserId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import { TRANSIENT } from '../contracts/staging-failures.ts';
import type { MediaComment } from '../graph/comments.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import type { OutcomeClass } from '../graph/outcome-classes.ts';
import { outcomeOfFailure, toPostError } from '../graph/outcomes.ts';
import { comparable } from './feed-match.ts';

/** `type` of the failure when no repeat of the comment can help. */
export const COMMENT_REFUSED = 'CommentRefused';

/** Why there is no comment that we know of. */
export interface CommentProblem {
  readonly type: typeof TRANSIENT | typeof COMMENT_REFUSED;
  readonly error: PostError;
  /** How long to wait before the next try, which looks first. Milliseconds. */
  readonly waitMs: number;
}

/** A new comment is not in the list at once, and a look that comes too early would make a second one. */
const LIST_LAG_MS = 5_000;
/** When a throttled answer does not say how long it lasts. */
const THROTTLED_MS = 300_000;

/** Nothing of these proves that there is no comment: it is looked for before the next try. */
const TRIED_AGAIN: ReadonlySet<OutcomeClass> = new Set(['ambiguous', 'retry', 'rate']);

/** What a failed attempt to comment means. */
export function judgeCommentFailure(failure: GraphFailure): CommentProblem {
  const error = toPostError('comment', failure);
  if (TRIED_AGAIN.has(outcomeOfFailure('comment', failure).class)) return again(failure, error);
  return { type: COMMENT_REFUSED, error: { ...error, nextAction: LOOK_AT_THE_POST }, waitMs: 0 };
}

/** What it means that the comments could not be listed: without a look there is no second try, and a look harms nothing. */
export const judgeListFailure = (failure: GraphFailure): CommentProblem => again(failure, toPostError('read', failure));

const again = (failure: GraphFailure, error: PostError): CommentProblem => ({
  type: TRANSIENT,
  error: { ...error, nextAction: LOOK_AT_THE_POST },
  waitMs: Math.max(LIST_LAG_MS, throttledMs(failure)),
});

function throttledMs(failure: GraphFailure): number {
  if (failure.kind !== 'refused' || outcomeOfFailure('comment', failure).class !== 'rate') return 0;
  return (failure.usage.regainAccessMinutes ?? 0) * 60_000 || THROTTLED_MS;
}

/** The post is live: whatever became of the comment, nobody shall queue the post again. */
const LOOK_AT_THE_POST = 'Look at the post on Instagram, and write the comment there if it is missing.';

/** The comment that an earlier attempt has made, though nobody heard of it. */
export interface OwnComment {
  readonly text: string;
  readonly igUserId: IgUserId;
  /** When the media went live. Epoch milliseconds. */
  readonly publishedAt: number;
}

/**
 * How far the time of a comment of ours may lie before that of the media: half a minute between the clocks, and the fraction of
 * a second that Instagram cuts off. One that is overlooked would be written a second time.
 */
const CLOCK_TOLERANCE_MS = 31_000;

/** Finds it among the comments of the media. Instagram may have changed white space in it, and does not always tell whose it is. */
export const ownCommentAmong = (
  comments: readonly MediaComment[],
  { text, igUserId, publishedAt }: OwnComment,
): MediaComment | undefined =>
  comments.find(
    (comment) =>
      comparable(comment.text) === comparable(text) &&
      (comment.fromId === null || comment.fromId === igUserId) &&
      (comment.postedAt === null || comment.postedAt >= publishedAt - CLOCK_TOLERANCE_MS),
  );
