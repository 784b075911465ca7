import { CommanderError } from 'commander';
import { AccountsError } from '../accounts/errors.ts';
import { CarillonError, type CarillonErrorCode } from '../client/index.ts';
import type { PostView } from '../contracts/post-view.ts';
import { ConfigurationError } from '../worker/configuration.ts';
import { CommandError } from './command-errors.ts';
import { DataDirInUseError } from './embedded/data-dir-lock.ts';
import { NoTemporalCliError } from './embedded/temporal-cli.ts';
import { EXIT, type ExitCode } from './exit-codes.ts';
import { InterruptedError } from './interruption.ts';

/** What goes to standard error when a command did not do what was asked. Programs get it as JSON. */
export interface Problem {
  /** Stable, kebab-case. */
  readonly code: string;
  readonly message: string;
  readonly nextAction?: string;
  /** The facts behind the message. */
  readonly details?: object;
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
  'no-worker': EXIT.refused,
  'wait-timed-out': EXIT.waitTimedOut,
  unreachable: EXIT.refused,
  unauthorized: EXIT.refused,
  'not-set-up': EXIT.refused,
  'server-error': EXIT.refused,
  closed: EXIT.general,
};

/** What a thrown error means to the caller of the command. Never a stack trace: those go to the log. */
export function endingOf(error: unknown): Ending {
  if (error instanceof CarillonError) {
    const { code, message, nextAction, details } = error;
    return { problem: { code, message, nextAction, details }, exitCode: EXIT_OF_CLIENT_CODE[code] };
  }
  if (error instanceof CommandError) {
    const { code, message, nextAction, exitCode } = error;
    return { problem: { code, message, nextAction }, exitCode };
  }
  if (error instanceof InterruptedError) {
    return { problem: { code: 'interrupted', message: error.message }, exitCode: EXIT.interrupted };
  }
  if (error instanceof CommanderError) {
    return { problem: { code: 'usage', message: error.message.replace(/^error: /, '') }, exitCode: EXIT.usage };
  }
  if (error instanceof ConfigurationError) {
    const { code, message, problems } = error;
    return { problem: { code, message, details: { problems } }, exitCode: EXIT.usage };
  }
  if (error instanceof AccountsError) {
    const exitCode = error.code.includes('token') ? EXIT.token : EXIT.general;
    return { problem: { code: error.code, message: error.message }, exitCode };
  }
  if (error instanceof NoTemporalCliError) return general('no-temporal-cli', error);
  if (error instanceof DataDirInUseError) return general('data-dir-in-use', error);
  return general('unexpected', error instanceof Error ? error : new Error(String(error)));
}

const general = (code: string, { message }: Error): Ending => ({ problem: { code, message }, exitCode: EXIT.general });

/** What the end of a post means to a command that waited for it. */
export function exitCodeOf({ status, error }: PostView): ExitCode {
  if (status === 'published') return EXIT.ok;
  if (status === 'canceled') return EXIT.general;
  return error?.category === 'token' ? EXIT.token : EXIT.refused;
}
