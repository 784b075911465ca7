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
  readonly publishedAt: number;
}

export interface Page<Item> {
  readonly items: readonly Item[];
  /** Whether older items follow, and whether newer ones go before. */
  readonly hasNext: boolean;
  readonly hasPrevious: boolean;
}

/**
 * Cuts a page out of a list that is newest first.
 * @returns null when the cursor is not in the list.
 */
export function cutPage<Item extends PagedItem>(newestFirst: readonly Item[], query: PageQuery): Page<Item> | null {
  const { since = -Infinity, until = Infinity } = query;
  const items = newestFirst.filter(({ publishedAt }) => publishedAt >= since && publishedAt <= until);
  const range = rangeOf(
    items.map(({ id }) => id),
    query,
  );
  if (range === null) return null;
  const [start, end] = range;
  return { items: items.slice(start, end), hasNext: end < items.length, hasPrevious: start > 0 };
}

function rangeOf(ids: readonly string[], { limit, after, before }: PageQuery): [start: number, end: number] | null {
  if (before !== undefined) {
    const end = ids.indexOf(before);
    return end < 0 ? null : [Math.max(0, end - limit), end];
  }
  const start = after === undefined ? 0 : ids.indexOf(after) + 1;
  return after !== undefined && start === 0 ? null : [start, start + limit];
}
