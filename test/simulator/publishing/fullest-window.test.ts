import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { fullestWindow } from '../../../simulator/publishing/fullest-window.ts';

test.each<[string, readonly number[], number]>([
  ['nothing', [], 0],
  ['one instant', [7], 1],
  ['what comes all at once', [5, 5, 5], 3],
  ['what lies less than a window apart', [0, 9], 2],
  ['what lies a whole window apart', [0, 10], 1],
  ['the fuller of two', [0, 1, 50, 51, 52, 90], 3],
  ['a window that no calendar would show', [8, 9, 11, 12], 4],
  ['what is not in its order', [12, 50, 8, 11], 3],
])('the fullest window of 10 holds of %s', (_case, instants, most) => {
  expect(fullestWindow(instants, 10)).toBe(most);
});

test('no window holds more than the fullest, and one holds as many', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(200)), fc.integer({ min: 1, max: 60 }), (instants, windowMs) => {
      const held = instants.map((end) => instants.filter((at) => at <= end && at > end - windowMs).length);
      expect(fullestWindow(instants, windowMs)).toBe(Math.max(0, ...held));
    }),
  );
});
