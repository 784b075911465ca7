import { describe, expect, test } from '@jest/globals';
import { pauseAt, throttledMs } from '../../activities/usage-pause.ts';
import { refused, unreachable, unreadable } from './samples.ts';

const NOW = 1_900_000_000_000;
const MINUTE = 60_000;

/** Told a minute ago. */
const told = (percent: number, regainAccessMinutes: number | null) => ({
  meter: { percent, regainAccessMinutes },
  readAt: NOW - MINUTE,
});

describe('a call that is needed whenever', () => {
  test.each<[string, number, number | null, number | null]>([
    ['goes out while most is left', 12, 0, null],
    ['goes out just below the limit', 89, null, null],
    ['waits near the limit, for five minutes from when that was told', 90, 0, 4],
    ['waits as long when nothing is said of the time', 95, null, 4],
    ['waits for as long as the header says', 95, 30, 29],
    ['goes out when that time is over', 95, 1, null],
    ['waits at the limit', 100, 13, 12],
    ['waits beyond it', 130, null, 4],
  ])('%s', (_case, percent, regain, minutes) => {
    const pause = pauseAt(told(percent, regain), { now: NOW, neededBy: null });
    expect(pause?.until ?? null).toBe(minutes === null ? null : NOW + minutes * MINUTE);
  });
});

describe('a call that is needed by a time', () => {
  test.each<[string, number, number, boolean]>([
    ['goes out near the limit when it is needed before the pause is over', 95, 28.9, false],
    ['goes out near the limit when it is late', 95, -5, false],
    ['waits near the limit when the pause is over by then', 95, 29, true],
    ['waits at the limit even if it is needed', 100, 1, true],
    ['waits at the limit even if it is late', 100, -5, true],
    ['goes out while most is left', 50, 60, false],
  ])('%s', (_case, percent, inMinutes, waits) => {
    const pause = pauseAt(told(percent, 30), { now: NOW, neededBy: NOW + inMinutes * MINUTE });
    expect(pause !== null).toBe(waits);
  });

  test('goes out when Instagram has refused a call and named no end of that: only a call can show that it is over', () => {
    expect(pauseAt(told(100, null), { now: NOW, neededBy: NOW })).toBeNull();
    expect(pauseAt(told(100, null), { now: NOW, neededBy: NOW + 10 * MINUTE })).not.toBeNull();
  });
});

test.each([
  ['at the end of a short pause', 1.25, 15_000],
  ['after 20 seconds of a long one, which may end early', 30, 20_000],
])('it is asked again %s', (_case, regain, waitMs) => {
  expect(pauseAt(told(95, regain), { now: NOW, neededBy: null })?.waitMs).toBe(waitMs);
});

test.each([
  ['for as long as its header says', refused({ code: 80_002 }, { regainAccessMinutes: 7 }), 7],
  ['for five minutes when the header says none', refused({ code: 80_002 }, { regainAccessMinutes: 0 }), 5],
  ['for five minutes without a header', refused({ code: 4 }), 5],
  [
    'for as long as the header beside a page says',
    unreadable(429, { app: null, account: { percent: 100, regainAccessMinutes: 9 } }),
    9,
  ],
  ['for five minutes without an answer', unreachable('no'), 5],
])('a throttled call waits %s', (_case, failure, minutes) => {
  expect(throttledMs(failure)).toBe(minutes * MINUTE);
});
