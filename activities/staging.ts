import { ApplicationFailure, activityInfo, Context } from '@temporalio/activity';
import type { AccountId, ContainerId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import { CONTAINER_FAILED, CONTAINER_IN_PROGRESS, STAGING_REFUSED, TRANSIENT } from '../contracts/staging-failures.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import { containerPostError, toPostError } from '../graph/outcomes.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount } from './graph-account.ts';
import { judgeReading, judgeStagingFailure, pollDelayMs } from './judge-staging.ts';

export function createStagingActivities(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'pollDelaysMs'>,
) {
  const { graph, pollDelaysMs } = dependencies;
  return {
    /** Makes a container of the post. A repeat makes another; the one that nobody knows of vanishes after 24 h. */
    async createContainer({ post }: { post: Post }): Promise<{ containerId: ContainerId; createdAt: number }> {
      const [{ url, altText }] = post.media;
      const createdAt = Date.now();
      const answer = await graph.createImageContainer(
        graphAccount(dependencies, post.accountId),
        {
          imageUrl: url,
          ...(post.caption !== undefined && { caption: post.caption }),
          ...(altText !== undefined && { altText }),
        },
        Context.current().cancellationSignal,
      );
      if (answer.kind === 'ok') return { containerId: answer.value.containerId, createdAt };
      throw stagingFailure('create', answer);
    },

    /** Reads the container once. Until it is finished the reading fails, and is repeated by the activity's own retry. */
    async awaitContainer({
      accountId,
      containerId,
    }: {
      accountId: AccountId;
      containerId: ContainerId;
    }): Promise<void> {
      const account = graphAccount(dependencies, accountId);
      const answer = await graph.readContainer(account, containerId, Context.current().cancellationSignal);
      if (answer.kind !== 'ok') throw stagingFailure('container', answer);
      const verdict = judgeReading(answer.value);
      if (verdict === 'finished') return;
      if (verdict === 'published') throw finalFailure(STAGING_REFUSED, PUBLISHED_BY_OTHERS);
      const error = containerPostError(answer.value);
      if (verdict === 'in-progress' || error === undefined) throw inProgress(answer.value.status, pollDelaysMs);
      throw finalFailure(verdict === 'refused' ? STAGING_REFUSED : CONTAINER_FAILED, error);
    },
  };
}

const NOT_FINISHED: PostError = {
  code: 'container-not-finished',
  category: 'platform',
  message: 'Instagram is still processing the media.',
  retryable: true,
  nextAction: 'Nothing, unless it lasts: then try a smaller or simpler picture.',
  meta: null,
};

/** Publishing it again might double it: nobody knows what Instagram does with a second publish of one container. */
const PUBLISHED_BY_OTHERS: PostError = {
  code: 'container-published-by-others',
  category: 'platform',
  message: 'The container of this post was published before Carillon sent it, so somebody else did.',
  retryable: false,
  nextAction: 'Look at the account on Instagram, and see who else holds its access token.',
  meta: null,
};

function stagingFailure(endpoint: 'create' | 'container', failure: GraphFailure): ApplicationFailure {
  const error = toPostError(endpoint, failure);
  const verdict = judgeStagingFailure(endpoint, failure);
  if (verdict.type !== TRANSIENT) return finalFailure(verdict.type, error);
  return ApplicationFailure.create({
    type: TRANSIENT,
    message: error.message,
    details: verdict.afterMs === undefined ? [error] : [error, verdict.afterMs],
    ...(verdict.afterMs !== undefined && { nextRetryDelay: verdict.afterMs }),
  });
}

const finalFailure = (type: string, error: PostError): ApplicationFailure =>
  ApplicationFailure.create({ type, message: error.message, nonRetryable: true, details: [error] });

/** Benign: waiting for Instagram is no failure, and must not look like one in logs and metrics. */
const inProgress = (status: string | null, delays: readonly number[] | undefined): ApplicationFailure =>
  ApplicationFailure.create({
    type: CONTAINER_IN_PROGRESS,
    message: status ?? NOT_FINISHED.message,
    details: [NOT_FINISHED],
    category: 'BENIGN',
    nextRetryDelay: pollDelayMs(activityInfo().attempt, delays),
  });
