import { expect, test } from '@jest/globals';
import { waitsForSlots } from '../../bench/slots.ts';

const rule = { publishes: 2, spanMs: 1_000 };

test('a slot is free when the sending so many before has left the window', () => {
  expect(waitsForSlots([10, 20, 1_015, 1_030, 2_015], rule)).toEqual([5, 10, 0]);
});

test('a sending that came less late than the one that it follows did not wait', () => {
  expect(waitsForSlots([10, 20, 1_003], rule)).toEqual([-7]);
});

test('what fits into the first window waits for no slot', () => {
  expect(waitsForSlots([10, 20], rule)).toEqual([]);
});
