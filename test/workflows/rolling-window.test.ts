import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  earliestInstants,
  type Spending,
  spentBy,
  type WindowRule,
  withSpending,
} from '../../workflows/rolling-window.ts';

const earliestInstant = (spendings: readonly Spending[], wanted: { from: number; cost: number }, rule: WindowRule) =>
  earliestInstants(spendings, [wanted], rule)[0] ?? Number.NaN;

const at = (instant: number, cost = 1): Spending => ({ at: instant, cost });

describe('the earliest instant', () => {
  const rule = { limit: 2, spanMs: 10 };
  test.each<[string, Spending[], { from: number; cost: number }, number]>([
    ['is at once where nothing was spent', [], { from: 5, cost: 2 }, 5],
    ['is at once while there is room', [at(1)], { from: 5, cost: 1 }, 5],
    ['is when the first one leaves the window', [at(1), at(3)], { from: 5, cost: 1 }, 11],
    ['is when enough have left for all at once', [at(1), at(3)], { from: 5, cost: 2 }, 13],
    ['is at once when those before have just left', [at(1), at(3)], { from: 13, cost: 2 }, 13],
    ['is behind what is booked ahead, where both would meet in a window', [at(1), at(12)], { from: 5, cost: 2 }, 22],
    ['is before what is booked ahead, where there is room for both', [at(12)], { from: 5, cost: 1 }, 5],
    ['is before what is booked far ahead', [at(15, 2)], { from: 5, cost: 2 }, 5],
    ['waits for others to leave who have spent more than the limit', [at(1, 7)], { from: 5, cost: 1 }, 11],
    ['never comes for more than the limit', [], { from: 5, cost: 3 }, Number.POSITIVE_INFINITY],
    [
      'never comes for what never begins',
      [at(1)],
      { from: Number.POSITIVE_INFINITY, cost: 1 },
      Number.POSITIVE_INFINITY,
    ],
  ])('%s', (_case, spendings, wanted, instant) => {
    expect(earliestInstant(spendings, wanted, rule)).toBe(instant);
  });

  test('comes for instants with fractions of a millisecond too', () => {
    const fractions = fc.double({ min: 0, max: 1e6, noNaN: true });
    fc.assert(
      fc.property(fractions, fc.integer({ min: 1, max: 2_000 }), (instant, spanMs) => {
        const wanted = { from: instant, cost: 1 };
        expect(earliestInstant([at(instant)], wanted, { limit: 1, spanMs })).toBe(instant + spanMs);
      }),
    );
  });

  const SPAN = 12;
  const history = fc
    .array(fc.record({ at: fc.nat(40), cost: fc.integer({ min: 1, max: 4 }) }), { maxLength: 14 })
    .map((spendings) => spendings.toSorted((one, other) => one.at - other.at));

  /** By looking at every instant and every window. */
  function bruteForce(spendings: readonly Spending[], { from, cost }: { from: number; cost: number }, limit: number) {
    for (let instant = from; ; instant += 1) {
      const all = [...spendings, { at: instant, cost }];
      const isLegal = [...Array(SPAN).keys()].every((ahead) => {
        const end = instant + ahead;
        const within = all.filter((spending) => spending.at > end - SPAN && spending.at <= end);
        return within.reduce((sum, spending) => sum + spending.cost, 0) <= limit;
      });
      if (isLegal) return instant;
    }
  }

  test('is the one that trying every instant finds', () => {
    const wanted = fc.record({ from: fc.nat(60), cost: fc.integer({ min: 1, max: 4 }) });
    fc.assert(
      fc.property(history, wanted, fc.integer({ min: 4, max: 8 }), (spendings, one, limit) => {
        expect(earliestInstant(spendings, one, { limit, spanMs: SPAN })).toBe(bruteForce(spendings, one, limit));
      }),
      { numRuns: 3_000 },
    );
  });

  test('of each of several is what it would be alone, with those before it booked', () => {
    const wanted = fc.array(fc.record({ from: fc.nat(60), cost: fc.integer({ min: 1, max: 4 }) }), { maxLength: 30 });
    fc.assert(
      fc.property(history, wanted, fc.integer({ min: 4, max: 8 }), (spendings, several, limit) => {
        const rule = { limit, spanMs: SPAN };
        let booked: Spending[] = spendings;
        const oneByOne = several.map((one) => {
          const at = earliestInstant(booked, one, rule);
          booked = withSpending(booked, { at, cost: one.cost });
          return at;
        });
        expect(earliestInstants(spendings, several, rule)).toEqual(oneByOne);
      }),
      { numRuns: 2_000 },
    );
  });

  test('keeps every window within the limit, however many are added', () => {
    const more = fc.array(fc.record({ from: fc.nat(100), cost: fc.integer({ min: 1, max: 4 }) }), { maxLength: 40 });
    fc.assert(
      fc.property(more, fc.integer({ min: 4, max: 8 }), (wanted, limit) => {
        let spendings: Spending[] = [];
        for (const { from, cost } of wanted) {
          const instant = earliestInstant(spendings, { from, cost }, { limit, spanMs: SPAN });
          spendings = withSpending(spendings, { at: instant, cost });
        }
        for (const { at: end } of spendings) expect(spentBy(spendings, end, SPAN)).toBeLessThanOrEqual(limit);
      }),
      { numRuns: 1_000 },
    );
  });
});
