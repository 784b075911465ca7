import { z } from 'zod';
import { nearestName } from '../contracts/nearest-name.ts';
import { withoutQuery } from '../contracts/without-query.ts';

/** One thing that is wrong with what a caller sent. */
export interface RequestIssue {
  /** Where: a JSON Pointer (RFC 6901) into what was sent. */
  readonly pointer: string;
  /** One sentence: the thing, what is wrong with it, the cure. */
  readonly message: string;
}

type Path = readonly PropertyKey[];

/** Builds the sentence from its predicate: `issueAt(['media', 0, 'url'], 'is missing.')` reads "media[0].url is missing." */
export const issueAt = (path: Path, predicate: string, whole = 'The request'): RequestIssue => ({
  pointer: pointerOf(path),
  message: `${path.length === 0 ? whole : z.core.toDotPath(path)} ${predicate}`,
});

/** All that zod found, one issue per unknown key. `whole` names what was parsed. */
export function issuesOf(error: z.ZodError, whole: string): RequestIssue[] {
  return error.issues.flatMap((issue) =>
    issue.code === 'unrecognized_keys'
      ? issue.message.split('\n').map((line, index) => issueAt([...issue.path, issue.keys[index] ?? ''], line, whole))
      : [issueAt(issue.path, issue.message, whole)],
  );
}

export const pointerOf = (path: Path): string =>
  path.map((key) => `/${String(key).replaceAll('~', '~0').replaceAll('/', '~1')}`).join('');

/** The error of a field: what it must be, beside what was sent. */
export const must = (rule: string) => ({
  error: ({ input }: { readonly input?: unknown }) =>
    input === undefined ? `is missing: it must be ${rule}.` : `must be ${rule}, not ${shown(input)}.`,
});

/** The error of a union of objects that one key tells apart: what its value must be. */
export const mustBe = (key: string, rule: string) => ({
  error: (issue: { readonly code?: string | undefined; readonly input?: unknown }) =>
    issue.code === 'invalid_union'
      ? must(rule).error({ input: valueIn(issue.input, key) })
      : must('an object').error(issue),
});

const valueIn = (input: unknown, key: string): unknown =>
  typeof input === 'object' && input !== null ? Object.entries(input).find(([name]) => name === key)?.[1] : undefined;

/** For a rule about several fields: judged although a field is wrong, so that all is told at once. */
export const anyway = {
  when: ({ value }: { readonly value: unknown }) => typeof value === 'object' && value !== null,
};

/** Keys that mean something elsewhere, each with why it is not taken here, as the predicate of a sentence about it. */
export type Refusals = Readonly<Record<string, string>>;

/** An object that takes no other keys. Its message for unknown ones has a line per key, in the order of the issue's `keys`. */
export const strict = <Shape extends z.ZodRawShape>(shape: Shape, refusals: Refusals = {}) =>
  z.strictObject(shape, {
    error: (issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => reasonAgainst(key, refusals) ?? unknownKey(key, Object.keys(shape))).join('\n')
        : must('an object').error(issue),
  });

const reasonAgainst = (key: string, refusals: Refusals): string | undefined =>
  Object.hasOwn(refusals, key) ? refusals[key] : undefined;

function unknownKey(key: string, known: readonly string[]): string {
  const meant = nearestName(key, known);
  return `is not a known key: ${meant === undefined ? `the keys here are ${known.join(', ')}.` : `did you mean "${meant}"?`}`;
}

const SHOWN_CHARACTERS = 60;

/** What a caller sent, short and without the query of a URL, for a message. */
export function shown(input: unknown): string {
  if (typeof input === 'string') {
    const text = withoutQuery(input);
    return JSON.stringify(text.length > SHOWN_CHARACTERS ? `${text.slice(0, SHOWN_CHARACTERS)}…` : text);
  }
  if (Array.isArray(input)) return `a list of ${input.length}`;
  if (typeof input === 'number' || typeof input === 'boolean' || input === null) return String(input);
  return typeof input === 'object' ? 'an object' : `a ${typeof input}`;
}
