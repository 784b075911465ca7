import { activityInfo, Context } from '@temporalio/activity';
import type { Medium } from '../contracts/post.ts';
import type { AwaitContainerOrder, CreateContainerOrder, CreatedContainer } from '../contracts/staging.ts';
import { stagingEstimateMs } from '../contracts/staging-estimate.ts';
import { CONTAINER_FAILED, NEEDS_PERSON, TRANSIENT } from '../contracts/staging-failures.ts';
import { containerParams } from '../graph/container-params.ts';
import { askedForMs } from './asked-for.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount } from './graph-account.ts';
import { judgeReading, judgeStagingFailure, pollDelayMs } from './judge-staging.ts';
import { makeWay } from './make-way.ts';
import { GRANT_TOO_OLD } from './quota-errors.ts';
import { reserveContainer } from './reserve-container.ts';
import { UPLOAD_URI_MISSING, uploadNeedsFacebookLogin } from './staging-errors.ts';
import { stagingFailure } from './staging-failure.ts';

/** Not left to the activity's back-off, which has grown with every wait for a place in the line. */
const TOO_OLD_MS = 1_000;

export function createStagingActivities(
  dependencies: Pick<
    ActivityDependencies,
    'graph' | 'accounts' | 'reservations' | 'rules' | 'usageWatch' | 'pollDelaysMs'
  >,
) {
  const { graph, usageWatch, pollDelaysMs } = dependencies;
  return {
    /** Makes one container of a post. A repeat makes another; the one that nobody knows of vanishes after 24 h. */
    async createContainer(order: CreateContainerOrder): Promise<CreatedContainer> {
      const account = graphAccount(dependencies, order.post.accountId);
      const uploads = isUploaded(order);
      if (uploads && account.login === 'instagram') {
        const error = uploadNeedsFacebookLogin(order.post.accountId);
        throw stagingFailure({ type: NEEDS_PERSON, error }, account);
      }
      makeWay(usageWatch, account, order.charge.dueAt - stagingEstimateMs(mediaOf(order).map(({ kind }) => kind)));
      const grant = await reserveContainer(dependencies, order);
      const createdAt = Date.now();
      if (createdAt > grant.sendBefore) {
        await grant.release();
        throw stagingFailure({ type: TRANSIENT, error: GRANT_TOO_OLD, waitMs: TOO_OLD_MS }, account);
      }
      const answer = await graph.createContainer(account, containerParams(order), Context.current().cancellationSignal);
      if (answer.kind === 'unreachable' && answer.sent === 'no') await grant.release();
      if (answer.kind !== 'ok') throw stagingFailure(judgeStagingFailure('create', answer, askedForMs()), account);
      const { containerId, uploadUri } = answer.value;
      if (uploads && uploadUri === null)
        throw stagingFailure({ type: CONTAINER_FAILED, error: UPLOAD_URI_MISSING }, account);
      // Only what was asked to be uploaded is: the address would be of no use for anything else.
      return { containerId, createdAt, uploadUri: uploads ? uploadUri : null };
    },

    /** Reads the container once. Until it is finished the reading fails, and is repeated by the activity's own retry. */
    async awaitContainer({ accountId, containerId, dueAt }: AwaitContainerOrder): Promise<void> {
      const account = graphAccount(dependencies, accountId);
      makeWay(usageWatch, account, dueAt);
      const answer = await graph.readContainer(account, containerId, Context.current().cancellationSignal);
      const problem =
        answer.kind === 'ok'
          ? judgeReading(answer.value, pollDelayMs(activityInfo().attempt, pollDelaysMs))
          : judgeStagingFailure('container', answer, askedForMs());
      if (problem !== undefined) throw stagingFailure(problem, account);
    },
  };
}

/** Whether the medium is brought to Instagram's upload host, instead of being fetched while the container is made. */
function isUploaded(order: CreateContainerOrder): boolean {
  const [medium] = order.part.kind === 'medium' ? mediaOf(order) : [];
  return medium?.kind === 'video' && medium.source.upload !== 'url';
}

/** All of a carousel: its container is processed after theirs. */
const mediaOf = ({ post, part }: CreateContainerOrder): readonly Medium[] =>
  part.kind === 'carousel' ? post.media : post.media.slice(part.index, part.index + 1);
