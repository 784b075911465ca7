import { ApplicationFailure, Context } from '@temporalio/activity';
import type { AccountId, ContainerId, MediaId } from '../contracts/ids.ts';
import { TRANSIENT } from '../contracts/staging-failures.ts';
import type { GraphAnswer } from '../graph/graph-answer.ts';
import { toPostError } from '../graph/outcomes.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount } from './graph-account.ts';

interface OfContainer {
  readonly accountId: AccountId;
  readonly containerId: ContainerId;
}

interface OfMedia {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
}

/** What is read once a publish was sent. */
export function createAfterwardsActivities(dependencies: Pick<ActivityDependencies, 'graph' | 'accounts'>) {
  const { graph } = dependencies;
  const signal = () => Context.current().cancellationSignal;
  return {
    /** What Instagram says of a container just now. */
    async readContainerStatus({ accountId, containerId }: OfContainer): Promise<{ statusCode: string }> {
      const answer = await graph.readContainer(graphAccount(dependencies, accountId), containerId, signal());
      return { statusCode: answered(answer, 'container', `container ${containerId}`).statusCode };
    },

    async readPermalink({ accountId, mediaId }: OfMedia): Promise<{ permalink: string }> {
      const answer = await graph.readPermalink(graphAccount(dependencies, accountId), mediaId, signal());
      return answered(answer, 'read', `the permalink of media ${mediaId}`);
    },

    /** How many media a carousel went live with: Instagram has published fewer than it was given, and called it a success. */
    async countChildren({ accountId, mediaId }: OfMedia): Promise<{ children: number }> {
      const answer = await graph.countChildren(graphAccount(dependencies, accountId), mediaId, signal());
      return answered(answer, 'read', `the children of media ${mediaId}`);
    },
  };
}

/** Anything but an answer is retried by the caller's policy: reading harms nothing, whatever stood in the way. */
function answered<Value>(answer: GraphAnswer<Value>, endpoint: 'container' | 'read', what: string): Value {
  if (answer.kind === 'ok') return answer.value;
  const error = toPostError(endpoint, answer);
  throw ApplicationFailure.create({
    type: TRANSIENT,
    message: `Could not read ${what}: ${error.message}`,
    details: [error],
  });
}
