import { z } from 'zod';
import { isOwnParameter } from '../contracts/own-parameters.ts';
import { must } from './issues.ts';

/** What the Graph API takes on every call: these change the call itself, or its answer. https://developers.facebook.com/docs/graph-api/overview */
const PARAMETERS_OF_EVERY_CALL: readonly string[] = [
  'appsecret_proof',
  'batch',
  'callback',
  'debug',
  'fields',
  'format',
  'method',
  'suppress_http_code',
];

const NAME = /^[a-z][a-z0-9_]*$/;
const isValue = (value: unknown): value is string | number | boolean =>
  typeof value === 'string' || typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));

/** Parameters that Carillon does not know, by Instagram's names. */
export const paramsSchema = z
  .custom<Readonly<Record<string, unknown>>>(
    (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    must('an object of names and values'),
  )
  .superRefine((params, context) => {
    for (const [name, value] of Object.entries(params)) {
      const problem = problemOfName(name) ?? problemOfValue(value);
      if (problem !== undefined) context.addIssue({ code: 'custom', path: [name], message: problem });
    }
  })
  .transform((params) => Object.fromEntries(Object.entries(params).map(([name, value]) => [name, String(value)])));

function problemOfName(name: string): string | undefined {
  if (!NAME.test(name)) return 'is no name of a parameter: these are of a-z, 0-9 and "_", with a letter first.';
  if (PARAMETERS_OF_EVERY_CALL.includes(name))
    return 'means another call to the Graph API, and no parameter of a post: leave it out.';
  if (isOwnParameter(name))
    return 'is what Carillon sets itself: use the key of the post that means it, or leave it out.';
  return undefined;
}

const problemOfValue = (value: unknown): string | undefined =>
  isValue(value) ? undefined : must('text, a number, true or false').error({ input: value });
