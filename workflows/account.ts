import { ApplicationFailure, condition, makeContinueAsNewFunc } from '@temporalio/workflow';
import { ACCOUNT_TASK_TIMEOUT_MS, type AccountInput } from '../contracts/account.ts';
import { problemOfAccount } from './account-arguments.ts';
import { listenTo } from './account-messages.ts';
import { AccountRun } from './account-run.ts';

/**
 * Keeps the ledger of one account, for as long as the account lives. All it does is answer: who is about to call Instagram asks
 * for a grant first. It goes on as a new run before its history is long, with all that still counts.
 */
export async function account(input: AccountInput): Promise<never> {
  const problem = problemOfAccount(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const run = new AccountRun(input);
  listenTo(run);
  await condition(() => run.isLong);
  return await goOn(run.next());
}

// Without it the next run would keep what the first one was started with, perhaps by an older version.
const goOn = makeContinueAsNewFunc<typeof account>({ workflowTaskTimeout: ACCOUNT_TASK_TIMEOUT_MS });
