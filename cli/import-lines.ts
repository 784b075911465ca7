import { CommandError } from './command-errors.ts';
import { EXIT } from './exit-codes.ts';
import { parseJson } from './input.ts';

/** A line of an import that is not blank. */
export interface Line {
  /** From 1, blank lines counted. */
  readonly line: number;
  readonly text: string;
}

export const linesOf = (source: string): Line[] =>
  source
    .split('\n')
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '');

/**
 * What a line asks for, of any shape. `name` is that of the file.
 * @throws CommandError when it is not JSON, or has no id
 */
export function requestIn({ text, line }: Line, name: string): unknown {
  const request = parseJson(text, `Line ${line} of ${name}`);
  refuseWithoutId(request, line);
  return request;
}

/** A line without an id would be queued once more at every repetition of the import. */
function refuseWithoutId(request: unknown, line: number): void {
  if (typeof request !== 'object' || request === null || 'id' in request) return;
  throw new CommandError('missing-id', {
    message: `Line ${line} has no "id": without one, importing the file again would queue the post again.`,
    nextAction: 'Give every line an id of your own, such as the order number.',
    exitCode: EXIT.invalidPost,
  });
}
