import { ACCOUNT, ACCOUNT_TASK_TIMEOUT_MS, type AccountInput, accountTaskQueue } from './account.ts';
import { type AccountId, accountWorkflowId } from './ids.ts';
import type { LedgerRules } from './ledger.ts';
import { IG_ACCOUNT } from './search-attributes.ts';

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
    workflowTaskTimeout: ACCOUNT_TASK_TIMEOUT_MS,
    args: [input] as [AccountInput],
    typedSearchAttributes: [{ key: IG_ACCOUNT, value: accountId }],
    staticSummary: `ledger of ${accountId}`,
  };
}
