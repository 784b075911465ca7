import { ApplicationFailure, activityInfo } from '@temporalio/activity';
import type { AccountId, ContainerId, MediaId } from '../contracts/ids.ts';
import { TRANSIENT } from '../contracts/staging-failures.ts';
import { toPostError } from '../graph/outcomes.ts';
import type { ActivityDependencies } from './dependencies.ts';
import { graphAccount } from './graph-account.ts';

const CALL_DEADLINE_MS = 5_000;

export function createAfterwardsActivities(dependencies: ActivityDependencies) {
  const { graph, client } = dependencies;
  return {
    /** What Instagram says of a container just now. Reads only. */
    async readContainerStatus({ accountId, containerId }: { accountId: AccountId; containerId: ContainerId }) {
      const answer = await graph.readContainer(graphAccount(dependencies, accountId), containerId);
      if (answer.kind === 'ok') return { statusCode: answer.value.statusCode };
      throw unread(`container ${containerId}`, toPostError('container', answer).message);
    },

    async readPermalink({ accountId, mediaId }: { accountId: AccountId; mediaId: MediaId }) {
      const answer = await graph.readPermalink(graphAccount(dependencies, accountId), mediaId);
      if (answer.kind === 'ok') return { permalink: answer.value.permalink };
      throw unread(`media ${mediaId}`, toPostError('read', answer).message);
    },

    /** Asks the server to cancel the calling run. */
    async requestCancellation(): Promise<void> {
      const { workflowExecution } = activityInfo();
      if (workflowExecution === undefined) throw new TypeError('requestCancellation is called by a workflow only.');
      const run = client.workflow.getHandle(workflowExecution.workflowId, workflowExecution.runId);
      await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => run.cancel());
    },
  };
}

/** Retried by the caller's policy; reading harms nothing, whatever stood in the way. */
const unread = (what: string, why: string): ApplicationFailure =>
  ApplicationFailure.create({ type: TRANSIENT, message: `Could not read ${what}: ${why}` });
