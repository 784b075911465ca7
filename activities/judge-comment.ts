import type { AccountId, IgUserId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import { TRANSIENT } from '../contracts/staging-failures.ts';
import type { MediaComment } from '../graph/comments.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import type { OutcomeClass } from '../graph/outcome-classes.ts';
import { outcomeOfFailure, toPostError } from '../graph/outcomes.ts';
import { comparable } from './feed-match.ts';
import { usageNearLimit } from './usage-errors.ts';
import { throttledMs } from './usage-pause.ts';
import type { UsagePause } from './usage-watch.ts';

/** `type` of the failure when no repeat of the comment can help. */
export const COMMENT_REFUSED = 'CommentRefused';

/** Why there is no comment that we know of. */
export interface CommentProblem {
  readonly type: typeof TRANSIENT | typeof COMMENT_REFUSED;
  readonly error: PostError;
  /** How long to wait before the next try, which looks first. Milliseconds. */
  readonly waitMs: number;
  /** Whether it waits for Instagram to let calls through, which is no failure. */
  readonly isThrottled: boolean;
}

/** A new comment is not in the list at once, and a look that comes too early would make a second one. */
const LIST_LAG_MS = 5_000;

/** Nothing of these proves that there is no comment: it is looked for before the next try. */
const TRIED_AGAIN: ReadonlySet<OutcomeClass> = new Set(['ambiguous', 'retry', 'rate']);

/** What a failed attempt to comment means. */
export function judgeCommentFailure(failure: GraphFailure): CommentProblem {
  const error = toPostError('comment', failure);
  if (TRIED_AGAIN.has(outcomeOfFailure('comment', failure).class)) return again(failure, error);
  return { type: COMMENT_REFUSED, error: { ...error, nextAction: LOOK_AT_THE_POST }, waitMs: 0, isThrottled: false };
}

/** What it means that the comments could not be listed: without a look there is no second try, and a look harms nothing. */
export const judgeListFailure = (failure: GraphFailure): CommentProblem => again(failure, toPostError('read', failure));

/** What it means that the comment has to make way for posts that are due. */
export const judgeCommentPause = (accountId: AccountId, pause: UsagePause): CommentProblem => ({
  type: TRANSIENT,
  error: { ...usageNearLimit(accountId, pause), nextAction: LOOK_AT_THE_POST },
  waitMs: pause.waitMs,
  isThrottled: true,
});

function again(failure: GraphFailure, error: PostError): CommentProblem {
  const isThrottled = outcomeOfFailure('comment', failure).class === 'rate';
  const waitMs = isThrottled ? throttledMs(failure) : LIST_LAG_MS;
  return { type: TRANSIENT, error: { ...error, nextAction: LOOK_AT_THE_POST }, waitMs, isThrottled };
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
