import type { PostRequest } from '../../client/index.ts';
import type { ClientSession } from '../client-session.ts';
import { CommandError } from '../command-errors.ts';
import { EXIT, type ExitCode } from '../exit-codes.ts';
import { parseJson } from '../input.ts';
import { type Ending, endingOf, type Problem } from '../problems.ts';
import { refuseUnknownAccount } from './posts.ts';

/** Lines under way at a time: enough to hide the server's answer times, few enough to leave it to others. */
const AT_ONCE = 16;

type LineResult =
  | {
      readonly line: number;
      readonly accountId: string;
      readonly id: string;
      readonly created: boolean;
      readonly status: string;
      readonly dueAt: string;
    }
  | { readonly line: number; readonly error: Problem };

/**
 * Queues the post of each line, and prints a result line for each, in the order of the input. One bad line stops no other.
 * @returns the exit code: of the first kind of failure that occurred
 */
export async function importPosts(session: ClientSession, source: string, name: string): Promise<ExitCode> {
  const lines = source
    .split('\n')
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '');
  let exitCode: ExitCode = EXIT.ok;
  for (let first = 0; first < lines.length; first += AT_ONCE) {
    const batch = lines.slice(first, first + AT_ONCE);
    const results = await Promise.all(batch.map(({ text, line }) => importLine(session, text, { line, name })));
    for (const { result, ending } of results) {
      process.stdout.write(`${JSON.stringify(result)}\n`);
      if (exitCode === EXIT.ok && ending !== undefined) exitCode = ending.exitCode;
    }
  }
  return exitCode;
}

async function importLine(
  { carillon, configuration }: ClientSession,
  text: string,
  { line, name }: { line: number; name: string },
): Promise<{ result: LineResult; ending?: Ending }> {
  try {
    const request = parseJson(text, `Line ${line} of ${name}`);
    refuseWithoutId(request, line);
    refuseUnknownAccount(configuration, request);
    const { created, post } = await carillon.posts.schedule(request as PostRequest);
    return {
      result: { line, accountId: post.accountId, id: post.id, created, status: post.status, dueAt: post.dueAt },
    };
  } catch (error) {
    const ending = endingOf(error);
    return { result: { line, error: ending.problem }, ending };
  }
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
