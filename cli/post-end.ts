import type { PostView } from '../client/index.ts';
import type { ErrorCategory } from '../contracts/post-error.ts';
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
export function refuseUnpublished({ accountId, id, status, error }: PostView): void {
  if (status === 'published') return;
  throw new CommandError(error?.code ?? status, {
    message: `Post "${id}" of account "${accountId}" ended as ${status}${error === null ? '.' : `: ${error.message}`}`,
    nextAction: error?.nextAction ?? 'Queue it under another id if it is to be published after all.',
    exitCode: error === null ? EXIT.general : EXIT_OF_CATEGORY[error.category],
    ...(error !== null && { details: error }),
  });
}
