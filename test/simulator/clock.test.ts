import { expect, test } from '@jest/globals';
import { adjustableClock, systemClock } from '../../simulator/clock.ts';

test('an adjustable clock runs with its base, ahead of it by all that it was advanced', () => {
  let base = 1_000;
  const clock = adjustableClock({ now: () => base });
  clock.advance(500);
  clock.advance(25);
  base = 2_000;
  expect(clock.now()).toBe(2_525);
});

test('the system clock is the time of the machine', () => {
  const before = Date.now();
  expect(systemClock.now()).toBeGreaterThanOrEqual(before);
  expect(systemClock.now()).toBeLessThanOrEqual(Date.now());
});
