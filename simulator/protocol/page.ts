/** Which part of an edge is asked for. Cursors are ids of items; times are epoch milliseconds, both inclusive. */
export interface PageQuery {
  readonly limit: number;
  readonly after?: string | undefined;
  readonly before?: string | undefined;
  readonly since?: number | undefined;
  readonly until?: number | undefined;
}

export interface PagedItem {
  readonly id: string;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Whether older items follow, and whether newer ones go before. */
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

/** What of a list was published in the time asked for. */
export const published = <Item extends { readonly publishedAt: number }>(
  items: readonly Item[],
  { since = -Infinity, until = Infinity }: Pick<PageQuery, 'since' | 'until'>,
): Item[] => items.filter(({ publishedAt }) => publishedAt >= since && publishedAt <= until);

/**
 * Cuts a page out of a list that is newest first.
 * @returns null when the cursor is not in the list.
 */
export function cutPage<Item extends PagedItem>(
  items: readonly Item[],
  query: Pick<PageQuery, 'limit' | 'after' | 'before'>,
): Page<Item> | null {
  const range = rangeOf(
    items.map(({ id }) => id),
    query,
  );
  if (range === null) return null;
  const [start, end] = range;
  return { items: items.slice(start, end), hasNext: end < items.length, hasPrevious: start > 0 };
}

function rangeOf(
  ids: readonly string[],
  { limit, after, before }: Pick<PageQuery, 'limit' | 'after' | 'before'>,
): [start: number, end: number] | null {
  if (before !== undefined) {
    const end = ids.indexOf(before);
    return end < 0 ? null : [Math.max(0, end - limit), end];
  }
  const start = after === undefined ? 0 : ids.indexOf(after) + 1;
  return after !== undefined && start === 0 ? null : [start, start + limit];
}
