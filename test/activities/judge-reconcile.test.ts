import { describe, expect, test } from '@jest/globals';
import {
  judgeLook,
  type Look,
  nextLookAt,
  RECONCILE_WINDOWS_MS,
  wholeWindowOf,
} from '../../activities/judge-reconcile.ts';
import { mediaId } from '../contracts/samples.ts';
import { media, SENT_AT } from './reconcile-samples.ts';

const MATCH = { match: media() };
const NONE = { match: null, candidates: [] };
const TWO = { match: null, candidates: [media(), media({ mediaId: mediaId('2') })] };

describe('a container that calls itself published is the proof', () => {
  test.each<[string, Look['feed']]>([
    ['a feed that shows it', MATCH],
    ['a feed that shows nothing', NONE],
    ['a feed that shows two media that fit', TWO],
    ['a feed that cannot be read', null],
  ])('with %s', (_case, feed) => {
    expect(judgeLook({ statusCode: 'PUBLISHED', feed })).toEqual({ proves: 'published' });
  });
});

describe('a container that says anything else, or cannot be read, proves nothing, whatever the feed shows', () => {
  test.each(['FINISHED', 'IN_PROGRESS', 'ERROR', 'EXPIRED', 'UNKNOWN', null] as const)('%s', (statusCode) => {
    const nothing = (lookalike: typeof MATCH.match | null) => ({ proves: 'nothing', statusCode, lookalike });
    const judged = (feed: Look['feed']) => judgeLook({ statusCode, feed });
    expect(judged(MATCH)).toEqual(nothing(media()));
    expect(judged(TWO)).toEqual(nothing(media()));
    expect(judged(NONE)).toEqual(nothing(null));
    expect(judged(null)).toEqual(nothing(null));
  });
});

test('the whole window is the longest of them, in whatever order they are named', () => {
  expect(wholeWindowOf([90, 40])).toBe(90);
  expect(wholeWindowOf([])).toBe(0);
});

describe('the next look', () => {
  const MINUTE = 60_000;
  const HOUR = 60 * MINUTE;
  const next = (
    pace: 'window' | 'watch',
    sinceSending: number,
    windowsMs: readonly number[] = RECONCILE_WINDOWS_MS,
  ) => {
    const at = nextLookAt(pace, { sentAt: SENT_AT, now: SENT_AT + sinceSending, windowsMs });
    return at === 'over' ? at : at - SENT_AT;
  };

  test.each<[number, number | 'over']>([
    [-200, 5_000],
    [0, 5_000],
    [4_999, 5_000],
    [5_000, 15_000],
    [20_000, 30_000],
    [31_000, 60_000],
    [60_000, 150_000],
    [419_999, 420_000],
    [420_000, 'over'],
    [86_400_000, 'over'],
  ])('in the window, %d ms after the sending, is %s ms after it', (sinceSending, expected) => {
    expect(next('window', sinceSending)).toBe(expected);
  });

  test.each<[number, number | 'over']>([
    [420_000, 15 * MINUTE],
    [15 * MINUTE, 30 * MINUTE],
    [45 * MINUTE, HOUR],
    [HOUR, 2 * HOUR],
    [23.5 * HOUR, 24 * HOUR],
    [24 * HOUR, 'over'],
  ])('of the watch, %d ms after the sending, is %s ms after it', (sinceSending, expected) => {
    expect(next('watch', sinceSending)).toBe(expected);
  });

  test('comes when the installation wants it, in whatever order it says so', () => {
    expect([next('window', 0, [90, 40]), next('window', 40, [90, 40]), next('window', 90, [90, 40])]).toEqual([
      40,
      90,
      'over',
    ]);
  });

  test('of the watch is not before the windows of the installation are over', () => {
    expect(next('watch', 0, [20 * MINUTE])).toBe(30 * MINUTE);
  });

  test('there is none without windows', () => {
    expect(next('window', 0, [])).toBe('over');
  });
});
