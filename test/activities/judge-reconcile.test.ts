import { describe, expect, test } from '@jest/globals';
import {
  type ContainerLook,
  judgeLook,
  type Look,
  type LookVerdict,
  nextLookAt,
  RECONCILE_WINDOWS_MS,
} from '../../activities/judge-reconcile.ts';
import { mediaId } from '../contracts/samples.ts';
import { media, SENT_AT, trace } from './reconcile-samples.ts';

const MATCH = { match: media() };
const NONE = { match: null, candidates: [] };
const TWO = { match: null, candidates: [media(), media({ mediaId: mediaId('2') })] };

const reads = (statusCode: 'FINISHED' | 'PUBLISHED' | 'IN_PROGRESS' | 'ERROR' | 'EXPIRED' | 'UNKNOWN') =>
  ({ kind: 'read', statusCode }) as const;
const HIDDEN: ContainerLook = { kind: 'hidden' };
const UNANSWERED: ContainerLook = { kind: 'unanswered' };

const published = (of: typeof MATCH.match | null): LookVerdict => ({ proves: 'published', media: of });
const nothing = (statusCode: string | null, lookalike: typeof MATCH.match | null): LookVerdict => ({
  proves: 'nothing',
  statusCode,
  lookalike,
});

describe('a container that calls itself published is the proof', () => {
  test.each<[string, Look['feed'], LookVerdict]>([
    ['and the only media that fits is its media', MATCH, published(media())],
    ['and a feed that shows nothing does not change it', NONE, published(null)],
    ['and of two media that fit neither is taken', TWO, published(null)],
    ['and a feed that cannot be read does not change it', null, published(null)],
  ])('%s', (_case, feed, verdict) => {
    expect(judgeLook({ container: reads('PUBLISHED'), feed }, trace(), false)).toEqual(verdict);
  });
});

describe('a container that can be read and says anything else proves nothing, whatever the feed shows', () => {
  const words = ['FINISHED', 'IN_PROGRESS', 'ERROR', 'EXPIRED', 'UNKNOWN'] as const;

  test.each(words)('%s', (word) => {
    for (const endsHiddenWindow of [false, true]) {
      const judged = (feed: Look['feed']) => judgeLook({ container: reads(word), feed }, trace(), endsHiddenWindow);
      expect(judged(MATCH)).toEqual(nothing(word, media()));
      expect(judged(TWO)).toEqual(nothing(word, media()));
      expect(judged(NONE)).toEqual(nothing(word, null));
      expect(judged(null)).toEqual(nothing(word, null));
    }
  });
});

describe('a container that Instagram has hidden for the whole window', () => {
  test('is published when one media fits, with a caption that nobody else would write', () => {
    expect(judgeLook({ container: HIDDEN, feed: MATCH }, trace(), true)).toEqual(published(media()));
  });

  test.each<[string, Look['feed'], string, LookVerdict]>([
    ['a short caption', { match: media({ caption: 'New!' }) }, 'New!', nothing(null, media({ caption: 'New!' }))],
    ['no caption', { match: media({ caption: '' }) }, '', nothing(null, media({ caption: '' }))],
    ['two media that fit', TWO, trace().caption, nothing(null, media())],
    ['no media that fits', NONE, trace().caption, nothing(null, null)],
    ['a feed that cannot be read', null, trace().caption, nothing(null, null)],
  ])('is not for certain, with %s', (_case, feed, caption, verdict) => {
    expect(judgeLook({ container: HIDDEN, feed }, trace({ caption }), true)).toEqual(verdict);
  });

  test('is not for certain before the window is over', () => {
    expect(judgeLook({ container: HIDDEN, feed: MATCH }, trace(), false)).toEqual(nothing(null, media()));
  });

  test('is not for certain when the last look got no answer at all', () => {
    expect(judgeLook({ container: UNANSWERED, feed: MATCH }, trace(), true)).toEqual(nothing(null, media()));
  });
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
