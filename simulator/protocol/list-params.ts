import { GraphError } from './graph-error.ts';
import type { PageQuery } from './page.ts';
import { refusals } from './refusals.ts';
import { parseTimestamp } from './timestamps.ts';

/** How many items a page of an edge has. */
export interface PageSize {
  /** Unless a limit is asked for. @default 25 */
  readonly usual?: number | undefined;
  /** Whatever limit is asked for. @default 100 */
  readonly most?: number | undefined;
}

const DEFAULT_LIMIT = 25;
const MAXIMUM_LIMIT = 100;
const WHOLE_NUMBER = /^[1-9]\d{0,8}$/;

/** A cursor is the id of an item, made opaque so that nobody comes to read it. */
export const cursorOf = (id: string): string => Buffer.from(id, 'latin1').toString('base64url');
const idOf = (cursor: string | undefined): string | undefined =>
  cursor === undefined ? undefined : Buffer.from(cursor, 'base64url').toString('latin1');

/**
 * Reads one of the parameters `since` and `until`.
 * @throws GraphError 100 for what is no time.
 */
export function timeParam(params: ReadonlyMap<string, string>, name: string): number | undefined {
  const text = params.get(name);
  if (text === undefined) return undefined;
  const time = parseTimestamp(text);
  if (time === null)
    throw new GraphError(refusals.parameterInvalid(`param ${name} must be a Unix timestamp or a date`));
  return time;
}

function limitParam(
  params: ReadonlyMap<string, string>,
  { usual = DEFAULT_LIMIT, most = MAXIMUM_LIMIT }: PageSize,
): number {
  const text = params.get('limit') ?? String(usual);
  if (!WHOLE_NUMBER.test(text))
    throw new GraphError(refusals.parameterInvalid('param limit must be a positive integer'));
  return Math.min(Number(text), most);
}

/**
 * Reads the parameters that choose a page of an edge.
 * @throws GraphError 100 for one that makes no sense.
 */
export const pageQuery = (params: ReadonlyMap<string, string>, size: PageSize = {}): PageQuery => ({
  limit: limitParam(params, size),
  after: idOf(params.get('after')),
  before: idOf(params.get('before')),
  since: timeParam(params, 'since'),
  until: timeParam(params, 'until'),
});
