import { type PostKey, postWorkflowId } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import {
  CANCEL_UPDATE,
  type CancelArgs,
  type CommandResult,
  EDIT_UPDATE,
  type EditArgs,
  type EditResult,
  RESCHEDULE_UPDATE,
  RETRY_UPDATE,
  type RescheduleArgs,
  SETTLE_UPDATE,
  type SettleArgs,
} from '../contracts/publish-post.ts';
import { commandFailureOf, refusalError } from './command-failures.ts';
import { NoWorkerError, ServerError, TooLateError } from './errors.ts';
import type { Runs } from './runs.ts';

/** An Update, as the post takes it. */
export interface Command<Result extends CommandResult = CommandResult> {
  readonly name: string;
  readonly argument?: object;
  /** What to answer when the post has ended, if that is all that was wanted. */
  readonly answerOfEnded?: (post: PostView) => Result | undefined;
}

export const rescheduleCommand = (argument: RescheduleArgs): Command => ({ name: RESCHEDULE_UPDATE, argument });
/** Repeatable. */
export const cancelCommand = (argument: CancelArgs): Command => ({
  name: CANCEL_UPDATE,
  argument,
  answerOfEnded: ({ status, dueAt }) => (status === 'canceled' ? { status, dueAt } : undefined),
});
export const editCommand = (argument: EditArgs): Command<EditResult> => ({ name: EDIT_UPDATE, argument });
export const retryCommand: Command = { name: RETRY_UPDATE };
export const settleCommand = (argument: SettleArgs): Command => ({ name: SETTLE_UPDATE, argument });

/** The post to which a command goes. */
export interface Receiver {
  readonly runs: Runs;
  readonly key: PostKey;
  /** Reads the post as it is now. */
  readonly read: () => Promise<PostView>;
}

/** Sends a command to a post and gives its answer, or the reason why it was not carried out. */
export async function sendCommand<Result extends CommandResult>(
  { runs, key, read }: Receiver,
  command: Command<Result>,
): Promise<Result> {
  const workflowId = postWorkflowId(key);
  try {
    return await runs.update<Result>(workflowId, command.name, command.argument);
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

function answerOfEnded<Result extends CommandResult>(post: PostView, command: Command<Result>): Result {
  const answer = command.answerOfEnded?.(post);
  if (answer === undefined) throw endedError(post);
  return answer;
}

/** Nothing can be done to a post that has ended. */
export const endedError = (post: PostView): TooLateError =>
  new TooLateError(post, { reason: `its status is "${post.status}".`, status: post.status });

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
