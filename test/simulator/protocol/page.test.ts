import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { cutPage, published } from '../../../simulator/protocol/page.ts';

const items = ['e', 'd', 'c', 'b', 'a'].map((id, index) => ({ id, publishedAt: 500 - index * 100 }));

describe('a page of an edge', () => {
  test.each([
    [{ limit: 2 }, 'ed', { hasNext: true, hasPrevious: false }],
    [{ limit: 2, after: 'd' }, 'cb', { hasNext: true, hasPrevious: true }],
    [{ limit: 2, after: 'b' }, 'a', { hasNext: false, hasPrevious: true }],
    [{ limit: 5 }, 'edcba', { hasNext: false, hasPrevious: false }],
    [{ limit: 9, after: 'a' }, '', { hasNext: false, hasPrevious: true }],
    [{ limit: 2, before: 'b' }, 'dc', { hasNext: true, hasPrevious: true }],
    [{ limit: 9, before: 'b' }, 'edc', { hasNext: true, hasPrevious: false }],
  ])('%j holds %j', (query, expected, more) => {
    const page = cutPage(items, query);
    expect(page?.items.map(({ id }) => id).join('')).toBe(expected);
    expect(page).toMatchObject(more);
  });

  test.each([
    { limit: 1, after: 'x' },
    { limit: 1, before: 'x' },
  ])('the cursor of %j is not in the list', (query) => {
    expect(cutPage(items, query)).toBeNull();
  });

  test.each([
    [{}, 'edcba'],
    [{ since: 300 }, 'edc'],
    [{ until: 300 }, 'cba'],
    [{ since: 200, until: 400 }, 'dcb'],
  ])('%j lets through %s', (range, expected) => {
    expect(
      published(items, range)
        .map(({ id }) => id)
        .join(''),
    ).toBe(expected);
  });

  test('going on from page to page shows every item once and in order, whatever the limit', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 40 }), fc.integer({ min: 1, max: 15 }), (count, limit) => {
        const all = Array.from({ length: count }, (_, index) => ({ id: `${index}` }));
        const seen: string[] = [];
        for (let page = cutPage(all, { limit }); page !== null; ) {
          seen.push(...page.items.map(({ id }) => id));
          page = page.hasNext ? cutPage(all, { limit, after: seen.at(-1) }) : null;
        }
        expect(seen).toEqual(all.map(({ id }) => id));
      }),
    );
  });
});
