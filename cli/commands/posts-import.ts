import type { PostRequest, RepeatCode } from '../../client/index.ts';
import { Repeats } from '../../client/repeats.ts';
import type { ClientSession } from '../client-session.ts';
import { CommandError } from '../command-errors.ts';
import { EXIT } from '../exit-codes.ts';
import { parseJson } from '../input.ts';
import { print } from '../output.ts';
import { type Ending, endingOf, type Problem } from '../problems.ts';

/** Lines under way at a time: enough to hide the server's answer times, few enough to leave it to others. */
const AT_ONCE = 16;

interface Line {
  /** From 1, blank lines counted. */
  readonly line: number;
  readonly text: string;
}

interface QueuedLine {
  readonly line: number;
  readonly accountId: string;
  readonly id: string;
  readonly created: boolean;
  readonly status: string;
  readonly dueAt: string;
}

interface RefusedLine {
  readonly line: number;
  readonly error: Problem;
}

/** What the post of a line has in common with that of an earlier one. */
interface LineWarning {
  readonly code: RepeatCode;
  /** The earlier one. */
  readonly line: number;
}

export type LineResult = (QueuedLine & { readonly warnings: readonly LineWarning[] }) | RefusedLine;

type Outcome =
  | { readonly queued: QueuedLine; readonly request: unknown }
  | { readonly refused: RefusedLine; readonly ending: Ending };

/**
 * Queues the post of each line, and prints a result line for each, in the order of the input. A bad line stops no other; a server
 * that is away or refuses ends it for the lines that are left, and each is told so. A post that looks like one of an earlier line is
 * queued all the same, with a warning.
 * @throws CommandError when a line was not queued, with the exit code of the first such line
 */
export async function importPosts(session: ClientSession, source: string, name: string): Promise<void> {
  const lines = linesOf(source);
  const refused: Ending[] = [];
  const repeats = new Repeats(Date.now());
  for (let first = 0; first < lines.length; first += AT_ONCE) {
    const batch = lines.slice(first, first + AT_ONCE);
    const down = refused.find(({ exitCode }) => exitCode === EXIT.refused);
    const outcomes = down
      ? batch.map(({ line }) => notQueued(line, down))
      : await Promise.all(batch.map((line) => importLine({ session, name }, line)));
    for (const outcome of outcomes) {
      const result = resultOf(outcome, repeats);
      print(result, () => lineForPeople(result));
      if ('ending' in outcome) refused.push(outcome.ending);
    }
  }
  refuseIncomplete(refused, lines.length, name);
}

const linesOf = (source: string): Line[] =>
  source
    .split('\n')
    .map((text, index) => ({ text: text.trim(), line: index + 1 }))
    .filter(({ text }) => text !== '');

interface Importing {
  readonly session: ClientSession;
  readonly name: string;
}

async function importLine({ session, name }: Importing, { text, line }: Line): Promise<Outcome> {
  try {
    const request = parseJson(text, `Line ${line} of ${name}`);
    refuseWithoutId(request, line);
    session.accounts.check(request);
    const { created, post } = await session.carillon.posts.schedule(request as PostRequest);
    const { accountId, id, status, dueAt } = post;
    return { queued: { line, accountId, id, created, status, dueAt }, request };
  } catch (error) {
    return notQueued(line, endingOf(error));
  }
}

const notQueued = (line: number, ending: Ending): Outcome => ({ refused: { line, error: ending.problem }, ending });

/** Lines that were not queued are no posts, so nothing repeats them. */
function resultOf(outcome: Outcome, repeats: Repeats): LineResult {
  if ('refused' in outcome) return outcome.refused;
  const { queued, request } = outcome;
  const warnings = repeats.add(request, queued.line).map(({ code, earlier }) => ({ code, line: earlier }));
  return { ...queued, warnings };
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

function refuseIncomplete(refused: readonly Ending[], count: number, name: string): void {
  const [first] = refused;
  if (first === undefined) return;
  throw new CommandError('incomplete-import', {
    message: `${refused.length} of the ${count} posts in ${name} were not queued; the first: ${first.problem.message}`,
    nextAction: 'Mend what the result lines name, then import all of it again: what was queued stays as it is.',
    exitCode: first.exitCode,
  });
}

/** One line, and one more for each warning. */
export function lineForPeople(result: LineResult): string {
  if ('error' in result) return `line ${result.line}: ${result.error.message} (${result.error.code})`;
  const { line, accountId, id, created, status, dueAt, warnings } = result;
  return [
    `line ${line}: ${accountId} ${id} ${status}, due ${dueAt}${created ? '' : ' (it existed already)'}`,
    ...warnings.map((warning) => `  warning: ${IN_WORDS[warning.code]} line ${warning.line}`),
  ].join('\n');
}

const IN_WORDS: Readonly<Record<RepeatCode, string>> = {
  'same-content': 'the same content as in',
  'same-instant': 'due at the same instant as',
};
