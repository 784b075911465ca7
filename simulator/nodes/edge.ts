import { type Field, writeFields } from '../protocol/fields.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { cursorOf, type PageSize, pageQuery } from '../protocol/list-params.ts';
import { cutPage, type PageQuery } from '../protocol/page.ts';
import { refusals } from '../protocol/refusals.ts';
import { type NodeType, selectFields } from './select-fields.ts';

/** What is asked of an edge: in the parameters of a request, or in the arguments of a field. */
export interface EdgeQuestion {
  readonly params: ReadonlyMap<string, string>;
  readonly fields: readonly Field[];
}

/** A list that hangs on a node. */
interface List<Item extends { readonly id: string }> {
  /** Where it is read, after the version: `17841405822304914/media`. */
  readonly path: string;
  /** Its items, newest first, as far as the query's times go. */
  readonly items: (query: PageQuery) => readonly Item[];
  readonly pageSize?: PageSize;
}

/** A list whose items are no nodes and have a form of their own. */
export interface RowList<Item extends { readonly id: string }, Row> extends List<Item> {
  readonly row: (item: Item) => Row;
}

/** A list of nodes. */
export interface Edge<Item extends { readonly id: string }> extends List<Item> {
  readonly type: NodeType<Item>;
  /** What is shown unless fields are asked for. @default the id alone */
  readonly defaultFields?: readonly Field[];
}

/**
 * One page of an edge.
 * @throws GraphError 100 for a cursor, a limit or a time that makes no sense.
 */
export function edgePage<Item extends { readonly id: string }>(
  call: GraphCall,
  edge: Edge<Item>,
  question: EdgeQuestion,
) {
  const fields = question.fields.length === 0 ? (edge.defaultFields ?? []) : question.fields;
  return rowPage(call, { ...edge, row: (item) => selectFields(edge.type, item, fields) }, question);
}

/**
 * One page of a list whose items are shown in a form of its own.
 * @throws GraphError 100 for a cursor, a limit or a time that makes no sense.
 */
export function rowPage<Item extends { readonly id: string }, Row>(
  call: GraphCall,
  list: RowList<Item, Row>,
  question: EdgeQuestion,
) {
  const query = pageQuery(question.params, list.pageSize);
  const page = cutPage(list.items(query), query);
  if (page === null) throw new GraphError(refusals.parameterInvalid('Invalid cursor'));
  const [first, last] = [page.items.at(0), page.items.at(-1)];
  const data = page.items.map((item) => list.row(item));
  if (first === undefined || last === undefined) return { data };
  const link = (name: 'after' | 'before', { id }: Item) => pageLink(call, list.path, question, [name, cursorOf(id)]);
  return {
    data,
    paging: {
      cursors: { before: cursorOf(first.id), after: cursorOf(last.id) },
      next: page.hasNext ? link('after', last) : undefined,
      previous: page.hasPrevious ? link('before', first) : undefined,
    },
  };
}

/** The address of another page. Graph puts the token into it, however the request carried its own. */
function pageLink(
  { root, token }: GraphCall,
  path: string,
  { params, fields }: EdgeQuestion,
  cursor: [string, string],
): string {
  const kept = [...params].filter(([name]) => ['limit', 'since', 'until'].includes(name));
  const shown: [string, string][] = fields.length === 0 ? [] : [['fields', writeFields(fields)]];
  return `${root}/${path}?${new URLSearchParams([['access_token', token], ...shown, ...kept, cursor])}`;
}
