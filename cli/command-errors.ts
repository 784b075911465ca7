import { EXIT, type ExitCode } from './exit-codes.ts';

interface CommandErrorParts {
  readonly message: string;
  readonly nextAction: string;
  /** @default usage */
  readonly exitCode?: ExitCode;
  readonly details?: object;
  readonly cause?: unknown;
}

/** Something that a command tells by itself: what was typed, a file, a server that nobody named, a post that was not published. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly nextAction: string;
  readonly exitCode: ExitCode;
  readonly details: object | undefined;

  constructor(code: string, { message, nextAction, exitCode = EXIT.usage, details, cause }: CommandErrorParts) {
    super(message, { cause });
    this.code = code;
    this.nextAction = nextAction;
    this.exitCode = exitCode;
    this.details = details;
  }
}
