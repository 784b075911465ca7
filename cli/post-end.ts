import { isFinal } from '../contracts/post.ts';
import type { ErrorCategory } from '../contracts/post-error.ts';
import type { PostView } from '../contracts/post-view.ts';
import { CommandError } from './command-errors.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';

const EXIT_OF_CATEGORY: Readonly<Record<ErrorCategory, ExitCode>> = {
  token: EXIT.token,
  permission: EXIT.refused,
  media: EXIT.refused,
  content: EXIT.refused,
  quota: EXIT.refused,
  platform: EXIT.refused,
  schedule: EXIT.general,
  carillon: EXIT.general,
};

/** @throws CommandError with the reason, when a post that a command waited for has not been published. */
export function refuseUnpublished(post: PostView): void {
  const { accountId, id, status, error } = post;
  if (status === 'published') return;
  const ended = isFinal(status) ? 'ended as' : 'is';
  throw new CommandError(error?.code ?? status, {
    message: `Post "${id}" of account "${accountId}" ${ended} ${status}${error === null ? '.' : `: ${error.message}`}`,
    nextAction: nextActionOf(post),
    exitCode: exitCodeOf(post),
    ...(error !== null && { details: error }),
  });
}

function exitCodeOf({ status, error }: PostView): ExitCode {
  if (status === 'unconfirmed') return EXIT.refused;
  if (status === 'blocked') return error?.category === 'token' ? EXIT.token : EXIT.refused;
  return error === null ? EXIT.general : EXIT_OF_CATEGORY[error.category];
}

function nextActionOf(post: PostView): string {
  const command = commandFor(post);
  const action = post.error?.nextAction ?? null;
  if (command === null) return action ?? 'Queue it under another id if it is to be published after all.';
  return [action, `Command: ${command}`].filter((sentence) => sentence !== null).join(' ');
}

/** What a person gives to a post that waits for one, after the look or the cure that its error asks for. Null for all others. */
export function commandFor({ accountId, id, status, error }: PostView): string | null {
  switch (status) {
    case 'blocked':
      return error?.category === 'token'
        ? `carillon accounts add ${accountId} --ig-user-id <number> --token-file <file>`
        : `carillon posts retry ${accountId} ${id}`;
    case 'unconfirmed':
      return `carillon posts settle ${accountId} ${id} <published|not-published>`;
    case 'scheduled':
    case 'preparing':
    case 'ready':
    case 'publishing':
    case 'published':
    case 'failed':
    case 'missed':
    case 'canceled':
      return null;
    default:
      return status satisfies never;
  }
}
