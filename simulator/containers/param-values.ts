import type { z } from 'zod';
import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Params } from '../protocol/request-params.ts';

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ['true', true],
  ['false', false],
  ['1', true],
  ['0', false],
]);
const AROUND_A_LIST = /^\s*\[|\]\s*$/g;
const AROUND_A_WORD = /^[\s"']+|[\s"']+$/g;

/**
 * Reads a parameter that is yes or no.
 * @returns undefined when it is absent.
 * @throws GraphError 100 for anything else.
 */
export function booleanParam(params: Params, name: string): boolean | undefined {
  const text = params.get(name);
  const value = text === undefined ? undefined : BOOLEANS.get(text.toLowerCase());
  if (text !== undefined && value === undefined)
    throw new GraphError(refusals.parameterInvalid(`param ${name} must be a boolean`));
  return value;
}

/**
 * Reads a list of names or ids: with commas between, or a JSON array. Meta's own examples leave the quotes of an array out,
 * and an id is too large for a JSON number.
 */
export const wordsParam = (params: Params, name: string): readonly string[] =>
  (params.get(name) ?? '')
    .replaceAll(AROUND_A_LIST, '')
    .split(',')
    .map((word) => word.replaceAll(AROUND_A_WORD, ''))
    .filter((word) => word !== '');

/**
 * Reads a parameter that holds JSON of some form.
 * @returns undefined when it is absent.
 * @throws GraphError 100 for what is no JSON, or of another form.
 */
export function jsonParam<Schema extends z.ZodType>(
  params: Params,
  name: string,
  schema: Schema,
): z.output<Schema> | undefined {
  const text = params.get(name);
  if (text === undefined) return undefined;
  const parsed = schema.safeParse(jsonIn(text));
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.map(({ path, message }) => [...path, message].join(': '));
  throw new GraphError(refusals.parameterInvalid(`param ${name} is not valid: ${faults.join('; ')}`));
}

function jsonIn(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
