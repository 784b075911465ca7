import { ACCOUNT, type AccountInput, accountTaskQueue } from './account.ts';
import { type AccountId, accountWorkflowId } from './ids.ts';
import type { LedgerRules } from './ledger.ts';
import { IG_ACCOUNT } from './search-attributes.ts';

/**
 * A task that a worker took with it when it was killed is given to another one after this: until then all who ask the account wait, and
 * they give up after ten seconds, the server's default. It leaves time for replaying four long runs at once.
 */
const TASK_TIMEOUT = '5 seconds';

/** What an account's run is started with, by whoever asks it first. The run that is there already goes on as it is. */
export function accountStart(
  accountId: AccountId,
  { taskQueue, rules }: { readonly taskQueue: string; readonly rules: LedgerRules },
) {
  const input: AccountInput = { schemaVersion: 1, accountId, rules, carried: null };
  return {
    workflowType: ACCOUNT,
    workflowId: accountWorkflowId(accountId),
    workflowIdConflictPolicy: 'USE_EXISTING' as const,
    taskQueue: accountTaskQueue(taskQueue),
    workflowTaskTimeout: TASK_TIMEOUT,
    args: [input] as [AccountInput],
    typedSearchAttributes: [{ key: IG_ACCOUNT, value: accountId }],
    staticSummary: `ledger of ${accountId}`,
  };
}
