import type { PostRequest, RepeatCode } from '../../client/index.ts';
import { Repeats } from '../../client/repeats.ts';
import type { ClientSession } from '../client-session.ts';
import { CommandError } from '../command-errors.ts';
import { EXIT } from '../exit-codes.ts';
import { type Line, linesOf, requestIn } from '../import-lines.ts';
import { print } from '../output.ts';
import { type Ending, endingOf, type Problem } from '../problems.ts';
import { misfitsAmong, WOULD_NOT_FIT, wouldNotFit } from '../quota-check.ts';

/** Lines under way at a time: enough to hide the server's answer times, few enough to leave it to others. */
const AT_ONCE = 16;

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

export interface Importing {
  readonly session: ClientSession;
  /** Of the file. */
  readonly name: string;
  /** Whether to queue all of them only if each would go out in time. */
  readonly checkQuota: boolean;
}

/**
 * Queues the post of each line, and prints a result line for each, in the order of the input. A bad line stops no other; a server
 * that is away or refuses ends it for the lines that are left, and each is told so. A post that looks like one of an earlier line is
 * queued all the same, with a warning. With `checkQuota` nothing is queued when a post would not go out in time, and only the lines of
 * such posts get a result.
 * @throws CommandError when a line was not queued, with the exit code of the first such line
 */
export async function importPosts(importing: Importing, source: string): Promise<void> {
  const lines = linesOf(source);
  if (importing.checkQuota) await refuseMisfits(importing, lines);
  const refused: Ending[] = [];
  const repeats = new Repeats(Date.now());
  for (let first = 0; first < lines.length; first += AT_ONCE) {
    const batch = lines.slice(first, first + AT_ONCE);
    const down = refused.find(({ exitCode }) => exitCode === EXIT.refused);
    const outcomes = down
      ? batch.map(({ line }) => notQueued(line, down))
      : await Promise.all(batch.map((line) => importLine(importing, line)));
    for (const outcome of outcomes) {
      printResult(resultOf(outcome, repeats));
      if ('ending' in outcome) refused.push(outcome.ending);
    }
  }
  refuseIncomplete(refused, lines.length, importing.name);
}

/**
 * Prints a result line for each post that would not go out in time.
 * @throws CommandError when there is one
 */
async function refuseMisfits({ session, name }: Importing, lines: readonly Line[]): Promise<void> {
  const misfits = await misfitsAmong(session, readableRequests(lines, name));
  for (const [line, misfit] of misfits) printResult({ line, error: endingOf(wouldNotFit(misfit)).problem });
  const [first] = misfits;
  if (first === undefined) return;
  const [line, misfit] = first;
  throw new CommandError(WOULD_NOT_FIT, {
    message: `${misfits.size} of the ${lines.length} posts in ${name} would not go out in time; the first: line ${line}: ${wouldNotFit(misfit).message}`,
    nextAction:
      'Nothing has been queued: do with the posts of the result lines what each of them says, then import all of it again.',
    exitCode: EXIT.invalidPost,
    details: { posts: Array.from(misfits, ([at, post]) => ({ line: at, ...post })) },
  });
}

/** By line. What is wrong with the others is told when they are imported. */
function readableRequests(lines: readonly Line[], name: string): ReadonlyMap<number, unknown> {
  const requests = new Map<number, unknown>();
  for (const line of lines) {
    try {
      requests.set(line.line, requestIn(line, name));
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
    }
  }
  return requests;
}

async function importLine({ session, name }: Importing, line: Line): Promise<Outcome> {
  try {
    const request = requestIn(line, name);
    session.accounts.check(request);
    const { created, post } = await session.carillon.posts.schedule(request as PostRequest);
    const { accountId, id, status, dueAt } = post;
    return { queued: { line: line.line, accountId, id, created, status, dueAt }, request };
  } catch (error) {
    return notQueued(line.line, endingOf(error));
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

const printResult = (result: LineResult): void => print(result, () => lineForPeople(result));

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
