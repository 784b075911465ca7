import { CommanderError } from 'commander';
import { AccountsError } from '../accounts/errors.ts';
import { CarillonError, type CarillonErrorCode, InstagramRefusedError } from '../client/index.ts';
import { ConfigurationError } from '../worker/configuration.ts';
import { CommandError } from './command-errors.ts';
import { NoTemporalCliError } from './embedded/temporal-cli.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { InterruptedError } from './interruption.ts';

/** What goes to standard error when a command did not do what was asked. Programs get it as JSON. */
export interface Problem {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: string;
  /** One sentence: what a person should do. */
  readonly nextAction: string;
  /** The facts behind the message. */
  readonly details?: object | undefined;
}

export interface Ending {
  readonly problem: Problem;
  readonly exitCode: ExitCode;
}

const EXIT_OF_CLIENT_CODE: Readonly<Record<CarillonErrorCode, ExitCode>> = {
  'invalid-post': EXIT.invalidPost,
  'invalid-request': EXIT.usage,
  'past-due': EXIT.invalidPost,
  conflict: EXIT.invalidPost,
  'not-found': EXIT.general,
  'too-late': EXIT.general,
  'wrong-state': EXIT.general,
  'edited-meanwhile': EXIT.general,
  'would-be-late': EXIT.general,
  'not-swept': EXIT.general,
  'instagram-refused': EXIT.refused,
  'no-worker': EXIT.refused,
  'wait-timed-out': EXIT.waitTimedOut,
  unreachable: EXIT.refused,
  unauthorized: EXIT.refused,
  'not-set-up': EXIT.refused,
  'server-error': EXIT.refused,
  closed: EXIT.general,
};

/** What a thrown error means to the caller of the command. Never its stack: that goes to the log. */
export function endingOf(error: unknown): Ending {
  // Of an error and of what then went wrong in stopping, the first is the one to tell.
  if (error instanceof SuppressedError) return endingOf(error.suppressed);
  if (error instanceof CommandError) return ending(error.exitCode, error);
  if (error instanceof InstagramRefusedError && error.details.error.category === 'token')
    return ending(EXIT.token, error);
  if (error instanceof CarillonError) return ending(EXIT_OF_CLIENT_CODE[error.code], error);
  if (error instanceof CommanderError) return wrongUsage(error);
  if (error instanceof ConfigurationError) {
    const { code, message, problems } = error;
    const nextAction = 'Correct the environment, then give the command again.';
    return ending(EXIT.usage, { code, message, nextAction, details: { problems } });
  }
  if (error instanceof AccountsError) {
    const { code, message } = error;
    const nextAction = 'Nothing has been changed: correct that, then give the command again.';
    return ending(code.includes('token') ? EXIT.token : EXIT.general, { code, message, nextAction });
  }
  return endingOfOther(error instanceof Error ? error : new Error(String(error)));
}

/** Errors without a code of ours. */
function endingOfOther(error: Error): Ending {
  const { message } = error;
  if (error instanceof InterruptedError) {
    const nextAction = 'Give the command again if it is still wanted.';
    return ending(EXIT.interrupted, { code: 'interrupted', message, nextAction });
  }
  if (error instanceof NoTemporalCliError) {
    const nextAction = 'Get a Temporal CLI in one of these ways, then give the command again.';
    return ending(EXIT.general, { code: 'no-temporal-cli', message, nextAction });
  }
  if ('syscall' in error) {
    const nextAction = 'Let this user use it, or choose another place (CARILLON_DATA_DIR, TMPDIR).';
    return ending(EXIT.general, { code: 'system-error', message: `The system refused: ${message}.`, nextAction });
  }
  const nextAction = 'Give the command again with CARILLON_LOG=debug to see where.';
  return ending(EXIT.general, { code: 'unexpected', message: `Something went wrong: ${message}`, nextAction });
}

const ending = (exitCode: ExitCode, { code, message, nextAction, details }: Problem): Ending => ({
  problem: { code, message, nextAction, details },
  exitCode,
});

/** Commander's own words as a sentence. */
function wrongUsage({ code, message }: CommanderError): Ending {
  const words =
    code === 'commander.help'
      ? 'There is a command missing.'
      : message.replace(/^error: /, '').replace(/\n\((Did you mean .*\?)\)$/s, '. $1');
  const sentence = `${words.charAt(0).toUpperCase()}${words.slice(1)}${/[.?]$/.test(words) ? '' : '.'}`;
  const nextAction = 'See carillon --help, or --help after the command.';
  return ending(EXIT.usage, { code: 'usage', message: sentence, nextAction });
}
