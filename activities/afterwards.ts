import { ApplicationFailure, activityInfo, Context } from '@temporalio/activity';
import type { AccountId, ContainerId, MediaId } from '../contracts/ids.ts';
import { TRANSIENT } from '../contracts/staging-failures.ts';
import type { GraphAnswer } from '../graph/graph-answer.ts';
import { outcomeOfFailure, toPostError } from '../graph/outcomes.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount, type UsableAccount } from './graph-account.ts';
import { makeWay } from './make-way.ts';
import { throttledMs } from './usage-pause.ts';

/** What could not be read so often, for other reasons than a limit, will not be read: the run must come to its end. */
const MOST_TRIES = 6;

interface OfContainer {
  readonly accountId: AccountId;
  readonly containerId: ContainerId;
}

interface OfMedia {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
}

/** What is read once a publish was sent. */
export function createAfterwardsActivities(
  dependencies: Pick<ActivityDependencies, 'graph' | 'accounts' | 'usageWatch'>,
) {
  const { graph } = dependencies;
  const signal = () => Context.current().cancellationSignal;
  const accountThatCanWait = (accountId: AccountId): UsableAccount => {
    const account = graphAccount(dependencies, accountId);
    makeWay(dependencies.usageWatch, account, null);
    return account;
  };
  return {
    /** What Instagram says of a container just now. It decides about a publish, so it makes way for nothing. */
    async readContainerStatus({ accountId, containerId }: OfContainer): Promise<{ statusCode: string }> {
      const answer = await graph.readContainer(graphAccount(dependencies, accountId), containerId, signal());
      return { statusCode: answered(answer, 'container', `container ${containerId}`).statusCode };
    },

    async readPermalink({ accountId, mediaId }: OfMedia): Promise<{ permalink: string }> {
      const answer = await graph.readPermalink(accountThatCanWait(accountId), mediaId, signal());
      return answered(answer, 'read', `the permalink of media ${mediaId}`);
    },

    /** How many media a carousel went live with: Instagram has published fewer than it was given, and called it a success. */
    async countChildren({ accountId, mediaId }: OfMedia): Promise<{ children: number }> {
      const answer = await graph.countChildren(accountThatCanWait(accountId), mediaId, signal());
      return answered(answer, 'read', `the children of media ${mediaId}`);
    },
  };
}

/**
 * Anything but an answer is retried: reading harms nothing, whatever stood in the way. What can wait does so until Instagram lets
 * calls through again.
 */
function answered<Value>(answer: GraphAnswer<Value>, endpoint: 'container' | 'read', what: string): Value {
  if (answer.kind === 'ok') return answer.value;
  const error = toPostError(endpoint, answer);
  const isThrottled = endpoint === 'read' && outcomeOfFailure(endpoint, answer).class === 'rate';
  const isLast = !isThrottled && activityInfo().attempt >= MOST_TRIES;
  throw ApplicationFailure.create({
    type: TRANSIENT,
    message: `Could not read ${what}: ${error.message}`,
    details: [error],
    nonRetryable: isLast,
    ...(isThrottled && { nextRetryDelay: throttledMs(answer) }),
  });
}
