import { type Field, writeFields } from '../protocol/fields.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { cursorOf, pageQuery } from '../protocol/list-params.ts';
import { cutPage } from '../protocol/page.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Account, Media } from '../state.ts';
import { mediaNode } from './media-node.ts';
import { selectFields } from './select-fields.ts';

/** What is asked of an edge: in the parameters of a request, or in the arguments of a field. */
export interface EdgeQuestion {
  readonly params: ReadonlyMap<string, string>;
  readonly fields: readonly Field[];
}

/**
 * A page of what an account has published, newest first.
 * @throws GraphError 100 for a cursor, a limit or a time that makes no sense.
 */
export function mediaEdge(call: GraphCall, account: Account, question: EdgeQuestion) {
  const page = cutPage(account.media.toReversed(), pageQuery(question.params));
  if (page === null) throw new GraphError(refusals.parameterInvalid('Invalid cursor'));
  const [first, last] = [page.items.at(0), page.items.at(-1)];
  const data = page.items.map((media) => selectFields(mediaNode, media, question.fields));
  if (first === undefined || last === undefined) return { data };
  const link = (name: 'after' | 'before', media: Media) => pageLink(call, question, [name, cursorOf(media.id)]);
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
function pageLink({ root, account, token }: GraphCall, { params, fields }: EdgeQuestion, cursor: [string, string]) {
  const kept = [...params].filter(([name]) => ['limit', 'since', 'until'].includes(name));
  const shown: [string, string][] = fields.length === 0 ? [] : [['fields', writeFields(fields)]];
  const query = new URLSearchParams([['access_token', token], ...shown, ...kept, cursor]);
  return `${root}/${account.igUserId}/media?${query}`;
}
