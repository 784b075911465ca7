import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import { type PostKey, postWorkflowId } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import {
  CANCEL_UPDATE,
  type CancelArgs,
  type CommandResult,
  REFUSALS,
  type RESCHEDULE_UPDATE,
  type Refusal,
  type RescheduleArgs,
} from '../contracts/publish-post.ts';
import { InvalidRequestError, NoWorkerError, ServerError, TooLateError } from './errors.ts';
import type { Runs } from './runs.ts';

export type Command =
  | { readonly name: typeof RESCHEDULE_UPDATE; readonly args: RescheduleArgs }
  | { readonly name: typeof CANCEL_UPDATE; readonly args: CancelArgs };

interface Receiver {
  readonly runs: Runs;
  readonly key: PostKey;
  /** Reads the post as it is now. */
  readonly read: () => Promise<PostView>;
}

/** Sends a command to a post and gives its answer, or the reason why it was not carried out. */
export async function sendCommand({ runs, key, read }: Receiver, command: Command): Promise<CommandResult> {
  const workflowId = postWorkflowId(key);
  try {
    return await runs.update(workflowId, command.name, command.args);
  } catch (error) {
    const failure = commandFailureOf(error);
    switch (failure.kind) {
      case 'refused':
        throw refusalError(key, failure);
      case 'ended':
        return answerOfEnded(await read(), command);
      case 'unanswered':
        // An SDK that gives up waiting does not say whether the worker or the server is away. This call fails if it is the server.
        await runs.describe(workflowId);
        throw unansweredError(command, runs.deadlineMs);
      case 'failed':
        throw failedError(command, failure.reason);
      case 'other':
        throw error;
      default:
        throw failure satisfies never;
    }
  }
}

export type CommandFailure =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly reason: string }
  /** There is no open run: it has ended, or never was. */
  | { readonly kind: 'ended' }
  | { readonly kind: 'unanswered' }
  /** The worker could not carry it out: it is older than this client, say. */
  | { readonly kind: 'failed'; readonly reason: string }
  | { readonly kind: 'other' };

/** What the SDK's error for an Update means. */
export function commandFailureOf(error: unknown): CommandFailure {
  if (error instanceof WorkflowUpdateRPCTimeoutOrCancelledError) return { kind: 'unanswered' };
  if (error instanceof WorkflowNotFoundError) return { kind: 'ended' };
  if (!(error instanceof WorkflowUpdateFailedError)) return { kind: 'other' };
  const reason = error.cause?.message ?? error.message;
  const type = error.cause instanceof ApplicationFailure ? error.cause.type : undefined;
  // The server's own type, when a run ends between accepting a command and answering it.
  if (type === 'AcceptedUpdateCompletedWorkflow') return { kind: 'ended' };
  const refusal = REFUSALS.find((known) => known === type);
  return refusal === undefined ? { kind: 'failed', reason } : { kind: 'refused', refusal, reason };
}

function refusalError(
  key: PostKey,
  { refusal, reason }: { readonly refusal: Refusal; readonly reason: string },
): Error {
  switch (refusal) {
    case 'TooLate':
      return new TooLateError(key, { reason, status: null });
    case 'InvalidCommand':
      return new InvalidRequestError([{ pointer: '', message: reason }]);
    default:
      return refusal satisfies never;
  }
}

const unansweredError = ({ name }: Command, deadlineMs: number): NoWorkerError =>
  new NoWorkerError(
    `No worker answered "${name}" within ${deadlineMs} ms; it may still take effect later.`,
    deadlineMs,
  );

const failedError = ({ name }: Command, reason: string): ServerError =>
  new ServerError('server-error', {
    message: `The command "${name}" failed in the worker: ${reason}`,
    nextAction: 'See that the workers run the same version as this client, then read the post.',
    details: { grpcCode: null, grpcMessage: reason },
  });

/** Cancelling is repeatable; nothing else can be done to a post that has ended. */
function answerOfEnded(post: PostView, command: Command): CommandResult {
  const { status, dueAt } = post;
  if (command.name === CANCEL_UPDATE && status === 'canceled') return { status, dueAt };
  throw new TooLateError(post, { reason: `its status is "${status}".`, status });
}
