import { QueryNotRegisteredError } from '@temporalio/client';
import { type AccountId, accountWorkflowId } from '../contracts/ids.ts';
import { NoWorkerError, ServerError, UnreachableError } from './errors.ts';
import type { Runs } from './runs.ts';

interface Question {
  readonly query: string;
  readonly argument: readonly object[];
}

/** Asks an account's run, which must be there, and gives its answer or the reason why there is none. */
export async function askAccount<Answer>(
  runs: Runs,
  accountId: AccountId,
  { query, argument }: Question,
): Promise<Answer> {
  const workflowId = accountWorkflowId(accountId);
  try {
    return await runs.ask<Answer>(workflowId, query, ...argument);
  } catch (error) {
    if (error instanceof QueryNotRegisteredError) throw failedError(query, error.message);
    if (!isUnanswered(error)) throw error;
    // A question that is not answered in time does not say whether the worker or the server is away. This call fails if it is the server.
    await runs.describe(workflowId);
    throw unansweredError(accountId, query, runs.deadlineMs);
  }
}

// https://grpc.io/docs/guides/status-codes/
const FAILED_PRECONDITION = 9;

/** The server also says at once that nobody has asked for work for a while, or that a new run has not begun. */
const isUnanswered = (error: unknown): boolean =>
  error instanceof UnreachableError || (error instanceof ServerError && error.details.grpcCode === FAILED_PRECONDITION);

const unansweredError = (accountId: AccountId, query: string, deadlineMs: number): NoWorkerError =>
  new NoWorkerError(
    `No worker answered "${query}" for account "${accountId}" within ${deadlineMs} ms.`,
    deadlineMs,
    'See that a worker runs on this task queue, then ask again.',
  );

const failedError = (query: string, reason: string): ServerError =>
  new ServerError('server-error', {
    message: `The question "${query}" failed in the worker: ${reason}`,
    nextAction: 'See that the workers run the same version as this client, then ask again.',
    details: { grpcCode: null, grpcMessage: reason },
  });
