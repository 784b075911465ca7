import { describe, expect, test } from '@jest/globals';
import { median, percentile, shareOf, tenths } from '../../bench/statistics.ts';

const oneToHundred = Array.from({ length: 100 }, (_, index) => index + 1);

describe('a percentile is a value that was measured', () => {
  const cases: ReadonlyArray<[string, readonly number[], number, number]> = [
    ['the only value', [7], 50, 7],
    ['the only value', [7], 99, 7],
    ['the middle of three in any order', [3, 1, 2], 50, 2],
    ['the lower of the middle two', [4, 1, 3, 2], 50, 2],
    ['a negative value', [-5, 5], 50, -5],
    ['numbers in the order of numbers, not of texts', [10, 9], 50, 9],
    ['the least', [10, 9], 0, 9],
    ['the middle of a hundred', oneToHundred, 50, 50],
    ['the last but one of a hundred', oneToHundred, 99, 99],
    ['the greatest', oneToHundred, 100, 100],
    ['the greatest of fewer than a hundred', oneToHundred.slice(0, 40), 99, 40],
    ['untouched by one runaway among 101', [...oneToHundred, 1_000], 99, 100],
  ];
  test.each(cases)('%s', (_, values, percent, expected) => {
    expect(percentile(values, percent)).toBe(expected);
  });

  test('none is made up when nothing was measured', () => {
    expect(() => percentile([], 99)).toThrow(RangeError);
  });

  test('the values keep their order', () => {
    const values = [3, 1, 2];
    percentile(values, 50);
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('a median is the middle', () => {
  const cases: ReadonlyArray<[readonly number[], number]> = [
    [[4], 4],
    [[9, 1], 5],
    [[9, 1, 2], 2],
    [[4, 1, 3, 2], 2.5],
    [[-3, -1], -2],
  ];
  test.each(cases)('of %j it is %d', (values, expected) => {
    expect(median(values)).toBe(expected);
  });

  test('there is none when nothing was measured', () => {
    expect(() => median([])).toThrow(RangeError);
  });
});

test.each([
  [1.25, 1.3],
  [1.24, 1.2],
  [0, 0],
  [-0.26, -0.3],
])('%d is told as %d', (value, told) => {
  expect(tenths(value)).toBe(told);
});

test.each([
  [9, 10, 0.9],
  [10, 10, 1],
  [2, 3, 0.67],
  [3, 2, 1.5],
])('%d of %d is a share of %d', (rate, of, share) => {
  expect(shareOf(rate, of)).toBe(share);
});
