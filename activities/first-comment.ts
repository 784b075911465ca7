import { ApplicationFailure, activityInfo, Context } from '@temporalio/activity';
import type { AccountId, MediaId } from '../contracts/ids.ts';
import type { GraphAccount } from '../graph/graph-client.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount } from './graph-account.ts';
import {
  COMMENT_REFUSED,
  type CommentProblem,
  judgeCommentFailure,
  judgeCommentPause,
  judgeListFailure,
  ownCommentAmong,
} from './judge-comment.ts';
import { makeWay } from './make-way.ts';

export interface CommentOrder {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
  readonly text: string;
  /** When the media went live. Epoch milliseconds. */
  readonly publishedAt: number;
}

/** A comment that came later than that would be no first one, so it goes out beside posts that are due. */
const COMMENT_WITHIN_MS = 3_600_000;

/** What has failed so often for other reasons than a limit will fail again. */
const MOST_TRIES = 8;

type CommentDependencies = Pick<ActivityDependencies, 'graph' | 'accounts' | 'usageWatch'>;

export function createFirstCommentActivities(dependencies: CommentDependencies) {
  const { graph, usageWatch } = dependencies;
  return {
    /**
     * Comments on a media of ours. Every attempt after the first looks for the comment of those before it, because an attempt
     * that failed may have commented all the same. Details of its failures: PostError; the wait in milliseconds.
     */
    async postComment(order: CommentOrder): Promise<{ commentId: string }> {
      const { mediaId, text } = order;
      const account = graphAccount(dependencies, order.accountId);
      const { attempt, scheduledTimestampMs } = activityInfo();
      const pause = usageWatch.pauseOf(account, scheduledTimestampMs + COMMENT_WITHIN_MS);
      if (pause !== null) throw asFailure(judgeCommentPause(order.accountId, pause));
      const earlier = attempt > 1 ? await commentThere(dependencies, account, order) : null;
      if (earlier !== null) return earlier;
      const answer = await graph.addComment(account, mediaId, text, Context.current().cancellationSignal);
      if (answer.kind === 'ok') return answer.value;
      throw asFailure(judgeCommentFailure(answer));
    },

    /** Looks for the comment once the attempts are over: the last of them may have commented all the same. */
    async findComment(order: CommentOrder): Promise<{ commentId: string } | null> {
      const account = graphAccount(dependencies, order.accountId);
      makeWay(usageWatch, account, null);
      return await commentThere(dependencies, account, order);
    },
  };
}

async function commentThere(
  { graph }: CommentDependencies,
  account: GraphAccount,
  { mediaId, text, publishedAt }: CommentOrder,
): Promise<{ commentId: string } | null> {
  const answer = await graph.listComments(account, mediaId, Context.current().cancellationSignal);
  if (answer.kind !== 'ok') throw asFailure(judgeListFailure(answer));
  const own = ownCommentAmong(answer.value.comments, { text, igUserId: account.igUserId, publishedAt });
  return own === undefined ? null : { commentId: own.commentId };
}

const asFailure = ({ type, error, waitMs, isThrottled }: CommentProblem): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message: error.message,
    details: [error, waitMs],
    nonRetryable: type === COMMENT_REFUSED || (!isThrottled && activityInfo().attempt >= MOST_TRIES),
    nextRetryDelay: waitMs,
    ...(isThrottled && { category: 'BENIGN' }),
  });
