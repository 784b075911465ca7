import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { beatIntervalMs, markLeadMs, prepareLeadMs } from '../../activities/hold-plan.ts';

const crowds = fc.integer({ min: 1, max: 100_000 });
const shares = fc.double({ min: 0, max: 1, noNaN: true });

describe('the pause between two beats', () => {
  test.each([
    [1, 1_000],
    [250, 1_000],
    [251, 1_004],
    [400, 1_600],
    [500, 2_000],
    [10_000, 2_000],
  ])('with %d held posts is %d ms', (held, ms) => {
    expect(beatIntervalMs(held)).toBe(ms);
  });

  test('lets two beats get lost in the six seconds after which a worker counts as dead', () => {
    fc.assert(
      fc.property(crowds, (held) => {
        expect(beatIntervalMs(held)).toBeGreaterThanOrEqual(1_000);
        expect(beatIntervalMs(held) * 3).toBeLessThanOrEqual(6_000);
      }),
    );
  });
});

describe('the mark', () => {
  test.each([
    ['of a lone post', 1, 0.618, 250],
    ['of the last of a hundred', 100, 0, 250],
    ['of the first of a hundred', 100, 1, 745],
    ['of one in the middle of three hundred', 300, 0.5, 998],
    ['of the first of six hundred', 600, 1, 3_245],
    ['of the first of a thousand', 1_000, 1, 3_250],
  ])('%s is made ahead of the instant', (_case, crowd, share, ms) => {
    expect(markLeadMs(crowd, share)).toBe(ms);
  });

  test('comes 250 ms to 3.25 s before the instant', () => {
    fc.assert(
      fc.property(crowds, shares, (crowd, share) => {
        expect(markLeadMs(crowd, share)).toBeGreaterThanOrEqual(250);
        expect(markLeadMs(crowd, share)).toBeLessThanOrEqual(3_250);
      }),
    );
  });

  test('comes no later when the crowd grows', () => {
    fc.assert(
      fc.property(crowds, shares, (crowd, share) => {
        expect(markLeadMs(crowd + 1, share)).toBeGreaterThanOrEqual(markLeadMs(crowd, share));
      }),
    );
  });

  test('comes when the request has been prepared for a second and a half', () => {
    fc.assert(
      fc.property(crowds, shares, (crowd, share) => {
        expect(prepareLeadMs(crowd, share) - markLeadMs(crowd, share)).toBe(1_500);
      }),
    );
  });
});
