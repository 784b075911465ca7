import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { systemErrorCode } from '../accounts/system-error.ts';
import { CommandError } from './command-errors.ts';
import { EXIT } from './exit-codes.ts';

/**
 * The text of a file, or of standard input for `-`, without a byte order mark.
 * @throws CommandError naming the file when it cannot be read, or is not UTF-8.
 */
export async function readInput(file: string): Promise<string> {
  const bytes = file === '-' ? await buffer(process.stdin) : await readFile(file).catch(unreadable(file));
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    throw new CommandError('unreadable-file', {
      message: `${nameOf(file)} is not UTF-8 text.`,
      nextAction: 'Save it as UTF-8.',
    });
  }
}

const unreadable = (file: string) => (error: unknown) => {
  throw new CommandError('unreadable-file', {
    message: `The file ${file} ${whyUnreadable(systemErrorCode(error))}.`,
    nextAction: 'Check the path, or give "-" to read standard input.',
  });
};

function whyUnreadable(code: unknown): string {
  if (code === 'ENOENT') return 'does not exist';
  return code === 'EISDIR' ? 'is a directory' : `cannot be read (${code})`;
}

/**
 * The JSON in a file, or on standard input for `-`.
 * @throws CommandError naming the file when it cannot be read, or is not JSON
 */
export const readJson = async (file: string): Promise<unknown> => parseJson(await readInput(file), nameOf(file));

/** @throws CommandError that says where the JSON breaks off; `what` names it, as in "line 3 of posts.jsonl". */
export function parseJson(source: string, what: string): unknown {
  try {
    return JSON.parse(source);
  } catch {
    throw new CommandError('malformed-json', {
      message: `${what} is not JSON ${placeOf(source)}.`,
      nextAction: 'Correct it; every name and every text stands in double quotes, and nothing follows the last brace.',
      exitCode: EXIT.invalidPost,
    });
  }
}

/** Without the text around it, which V8's own message has: a token file may have been given by mistake. */
function placeOf(source: string): string {
  const mistake = mistakeIn(source);
  const before = source.slice(0, offsetOf(mistake, source)).split('\n');
  const column = `column ${(before.at(-1)?.length ?? 0) + 1}`;
  const place = source.includes('\n') ? `line ${before.length}, ${column}` : column;
  const reason = mistake.replace(/( in JSON)? at position .*$/s, '').replace(/, (\.\.\.)?".*$/s, '');
  return `at ${place}: ${reason.charAt(0).toLowerCase()}${reason.slice(1)}`;
}

/**
 * V8 tells the position of every mistake but an unexpected end and an unexpected character. The shortest beginning of the text that
 * has an unexpected character ends with it.
 */
function offsetOf(mistake: string, source: string): number {
  const told = /at position (\d+)/.exec(mistake)?.[1];
  if (told !== undefined) return Number(told);
  if (!hasUnexpectedCharacter(mistake)) return source.length;
  let without = 0;
  let withIt = source.length;
  while (withIt - without > 1) {
    const between = Math.floor((without + withIt) / 2);
    if (hasUnexpectedCharacter(mistakeIn(source.slice(0, between)))) withIt = between;
    else without = between;
  }
  return withIt - 1;
}

const hasUnexpectedCharacter = (mistake: string): boolean => mistake.startsWith('Unexpected token');

/** What V8 says of a text that is not JSON; nothing when it is. */
function mistakeIn(source: string): string {
  try {
    JSON.parse(source);
    return '';
  } catch (error) {
    return error instanceof Error ? error.message : '';
  }
}

/** How a file argument is called in messages. */
export const nameOf = (file: string): string => (file === '-' ? 'standard input' : file);
