import { z } from 'zod';
import type { GraphAnswer } from './graph-answer.ts';
import type { Ask, Question } from './question.ts';

/** One page of a list. */
export interface Page<Item> {
  readonly items: readonly Item[];
  /** The cursor of the next page; null on the last one. */
  readonly next: string | null;
}

const paging = z.object({
  next: z.string().optional(),
  cursors: z.object({ after: z.string().optional() }).optional(),
});

/**
 * `paging.next` is an address with the token in it, so the next page is asked for by cursor; but a cursor comes with the
 * last page too, and only the absence of `next` says that it is the last.
 * https://developers.facebook.com/docs/graph-api/results
 */
export const pageOf = <Item>(item: z.ZodType<Item>) =>
  z.object({ data: z.array(item), paging: paging.nullish().catch(null) }).transform(
    ({ data, paging }): Page<Item> => ({
      items: data,
      next: paging?.next === undefined ? null : (paging.cursors?.after ?? null),
    }),
  );

export interface PagedQuestion<Item> extends Omit<Question<Page<Item>>, 'form'> {
  /** No more pages are read than this. */
  readonly pages: number;
  /** Whether what follows a page is of no interest. */
  readonly enough?: (page: Page<Item>) => boolean;
}

/** Reads page after page. A page that fails makes the whole fail: a list with a hole proves nothing. */
export async function askForPages<Item>(
  ask: Ask,
  { pages, enough = () => false, ...question }: PagedQuestion<Item>,
): Promise<GraphAnswer<readonly Item[]>> {
  const items: Item[] = [];
  let answer = await ask(question);
  for (let read = 1; answer.kind === 'ok'; read += 1) {
    const { value: page, usage } = answer;
    items.push(...page.items);
    if (page.next === null || read >= pages || enough(page)) return { kind: 'ok', value: items, usage };
    answer = await ask({ ...question, query: { ...question.query, after: page.next } });
  }
  return answer;
}
