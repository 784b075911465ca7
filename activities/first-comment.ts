import { ApplicationFailure, activityInfo, Context } from '@temporalio/activity';
import type { AccountId, MediaId } from '../contracts/ids.ts';
import type { GraphAccount } from '../graph/graph-client.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount } from './graph-account.ts';
import {
  COMMENT_REFUSED,
  type CommentProblem,
  judgeCommentFailure,
  judgeListFailure,
  ownCommentAmong,
} from './judge-comment.ts';

export interface CommentOrder {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
  readonly text: string;
  /** When the media went live. Epoch milliseconds. */
  readonly publishedAt: number;
}

type CommentDependencies = Pick<ActivityDependencies, 'graph' | 'accounts'>;

export function createFirstCommentActivities(dependencies: CommentDependencies) {
  const { graph } = dependencies;
  return {
    /**
     * Comments on a media of ours. Every attempt after the first looks for the comment of those before it, because an attempt
     * that failed may have commented all the same. Details of its failures: PostError; the wait in milliseconds.
     */
    async postComment(order: CommentOrder): Promise<{ commentId: string }> {
      const { mediaId, text } = order;
      const account = graphAccount(dependencies, order.accountId);
      const earlier = activityInfo().attempt > 1 ? await commentThere(dependencies, account, order) : null;
      if (earlier !== null) return earlier;
      const answer = await graph.addComment(account, mediaId, text, Context.current().cancellationSignal);
      if (answer.kind === 'ok') return answer.value;
      throw asFailure(judgeCommentFailure(answer));
    },

    /** Looks for the comment once the attempts are over: the last of them may have commented all the same. */
    async findComment(order: CommentOrder): Promise<{ commentId: string } | null> {
      return await commentThere(dependencies, graphAccount(dependencies, order.accountId), order);
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

const asFailure = ({ type, error, waitMs }: CommentProblem): ApplicationFailure =>
  ApplicationFailure.create({
    type,
    message: error.message,
    details: [error, waitMs],
    nonRetryable: type === COMMENT_REFUSED,
    nextRetryDelay: waitMs,
  });
