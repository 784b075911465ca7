import { EXIT, type ExitCode } from './exit-codes.ts';

/** Something that a command refuses by itself: what was typed, a file, a server that nobody named. */
export class CommandError extends Error {
  override readonly name = 'CommandError';
  readonly code: string;
  readonly nextAction: string;
  readonly exitCode: ExitCode;

  constructor(code: string, parts: { message: string; nextAction: string; exitCode?: ExitCode }) {
    super(parts.message);
    this.code = code;
    this.nextAction = parts.nextAction;
    this.exitCode = parts.exitCode ?? EXIT.usage;
  }
}
