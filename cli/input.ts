import { readFile } from 'node:fs/promises';
import { text } from 'node:stream/consumers';
import { CommandError } from './command-errors.ts';
import { EXIT } from './exit-codes.ts';

/**
 * The text of a file, or of standard input for `-`.
 * @throws CommandError naming the file when it cannot be read.
 */
export async function readInput(file: string): Promise<string> {
  if (file === '-') return await text(process.stdin);
  try {
    return await readFile(file, 'utf8');
  } catch (error) {
    const reason =
      error instanceof Error && 'code' in error && error.code === 'ENOENT' ? 'does not exist' : 'cannot be read';
    throw new CommandError('unreadable-file', {
      message: `The file ${file} ${reason}.`,
      nextAction: 'Check the path, or give "-" to read standard input.',
    });
  }
}

/** @throws CommandError that says where the JSON breaks off; `what` names it, as in "line 3 of posts.jsonl". */
export function parseJson(source: string, what: string): unknown {
  try {
    return JSON.parse(source);
  } catch (error) {
    const reason = error instanceof Error ? error.message : 'it cannot be parsed';
    throw new CommandError('malformed-json', {
      message: `${what} is not JSON: ${reason}.`,
      nextAction: 'Correct it; every name and every text stands in double quotes, and nothing follows the last brace.',
      exitCode: EXIT.invalidPost,
    });
  }
}

/** How a file argument is called in messages. */
export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);
