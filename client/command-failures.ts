import {
  ApplicationFailure,
  WorkflowNotFoundError,
  WorkflowUpdateFailedError,
  WorkflowUpdateRPCTimeoutOrCancelledError,
} from '@temporalio/client';
import type { PostKey } from '../contracts/ids.ts';
import { type EditResult, REFUSALS, type Refusal } from '../contracts/publish-post.ts';
import {
  EditedMeanwhileError,
  InvalidRequestError,
  TooLateError,
  WouldBeLateError,
  WrongStateError,
} from './errors.ts';

export type CommandFailure =
  | { readonly kind: 'refused'; readonly refusal: Refusal; readonly reason: string; readonly detail: unknown }
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
  const { type, details } = error.cause instanceof ApplicationFailure ? error.cause : {};
  // The server's own type, when a run ends between accepting a command and answering it.
  if (type === 'AcceptedUpdateCompletedWorkflow') return { kind: 'ended' };
  const refusal = REFUSALS.find((known) => known === type);
  return refusal === undefined
    ? { kind: 'failed', reason }
    : { kind: 'refused', refusal, reason, detail: details?.[0] };
}

/** The reason why the post did not take a command. */
export function refusalError(
  key: PostKey,
  { refusal, reason, detail }: CommandFailure & { readonly kind: 'refused' },
): Error {
  switch (refusal) {
    case 'TooLate':
      return new TooLateError(key, { reason, status: null });
    case 'InvalidCommand':
      return new InvalidRequestError([{ pointer: '', message: reason }]);
    case 'WrongState':
      return new WrongStateError(key, reason);
    case 'Conflict':
      return new EditedMeanwhileError(key, reason);
    case 'WouldBeLate':
      return new WouldBeLateError(key, { reason, ...latenessIn(detail) });
    default:
      return refusal satisfies never;
  }
}

/** From an {@link EditResult}, whose worker may be of another version. */
function latenessIn(detail: unknown): { readonly dueAt: string | null; readonly expectedAt: string | null } {
  const known = typeof detail === 'object' && detail !== null ? detail : {};
  return {
    dueAt: 'dueAt' in known && typeof known.dueAt === 'string' ? known.dueAt : null,
    expectedAt: 'expectedAt' in known && typeof known.expectedAt === 'string' ? known.expectedAt : null,
  };
}
