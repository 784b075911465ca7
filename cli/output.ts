import Table from 'cli-table3';
import type { Ending, Problem } from './problems.ts';

const NO_LINES = Object.fromEntries(
  [
    ...['top', 'top-mid', 'top-left', 'top-right', 'bottom', 'bottom-mid', 'bottom-left', 'bottom-right'],
    ...['left', 'left-mid', 'mid', 'mid-mid', 'right', 'right-mid', 'middle'],
  ].map((name) => [name, name === 'middle' ? '  ' : '']),
);

/** Data to standard output: JSON for programs, `people`'s text for a terminal. */
export function print(data: unknown, people: () => string): void {
  process.stdout.write(`${process.stdout.isTTY ? people() : JSON.stringify(data)}\n`);
}

/** A line for people to follow, on standard error, so that it never mixes with data. */
export function say(line: string): void {
  process.stderr.write(`${line}\n`);
}

/** The same for commands that programs run: they get no news there but problems. */
export function sayOnTerminal(line: string): void {
  if (process.stderr.isTTY) say(line);
}

/** Columns for people. */
export function table(head: readonly string[], rows: ReadonlyArray<readonly string[]>): string {
  const style = { head: [], border: [], 'padding-left': 0, 'padding-right': 0 };
  const columns = new Table({ head: [...head], chars: NO_LINES, style });
  columns.push(...rows.map((row) => [...row]));
  return columns.toString().replace(/ +$/gm, '');
}

/** Names and values for people; what is null is left out. */
export function sheet(facts: Readonly<Record<string, string | number | null>>): string {
  return table(
    [],
    Object.entries(facts).flatMap(([name, value]) => (value === null ? [] : [[name, String(value)]])),
  );
}

/** A problem to standard error: a sentence and the cure for people, JSON for programs. */
export function printProblem({ problem }: Ending): void {
  process.stderr.write(`${process.stderr.isTTY ? problemForPeople(problem) : JSON.stringify({ error: problem })}\n`);
}

export const problemForPeople = ({ code, message, nextAction }: Problem): string =>
  `carillon: ${message}\n${nextAction}\n(${code})`;

/**
 * A reader that goes away (`| head`) is no reason to leave work half-done: what it no longer reads is dropped. Output that cannot
 * be written for another reason, such as a full disk, is an error.
 */
export function outliveReaders(): void {
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
  });
  process.stderr.on('error', () => undefined);
}
