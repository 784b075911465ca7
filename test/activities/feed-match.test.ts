import { describe, expect, test } from '@jest/globals';
import { candidatesFor, matchAmong } from '../../activities/feed-match.ts';
import type { PublishTrace } from '../../contracts/reconcile.ts';
import type { FeedMedia } from '../../graph/feed.ts';
import { mediaId } from '../contracts/samples.ts';
import { CAPTION, media, SENT_AT, trace } from './reconcile-samples.ts';

const canBeOurs = (of: PublishTrace, shown: FeedMedia): boolean => candidatesFor(of, [shown]).length === 1;

describe('a media can be ours', () => {
  const carousel = trace({ kind: 'carousel', medium: null, children: 4 });
  const album = { mediaType: 'CAROUSEL_ALBUM', productType: 'FEED' };

  test.each<[string, PublishTrace, Partial<FeedMedia>]>([
    ['an image', trace(), {}],
    ['a reel', trace({ kind: 'reel', medium: 'video' }), { mediaType: 'VIDEO', productType: 'REELS' }],
    ['a carousel with all its media', carousel, { ...album, children: 4 }],
    ['a carousel that lost a medium', carousel, { ...album, children: 3 }],
    ['a carousel whose media are not told', carousel, { ...album, children: null }],
    ['a story with an image', trace({ kind: 'story', caption: '' }), { productType: 'STORY', caption: '' }],
    [
      'a story with a video',
      trace({ kind: 'story', medium: 'video', caption: '' }),
      { mediaType: 'VIDEO', productType: 'STORY', caption: '' },
    ],
  ])('when it is %s', (_case, of, shown) => {
    expect(canBeOurs(of, media(shown))).toBe(true);
  });

  test.each<[string, PublishTrace, Partial<FeedMedia>]>([
    ['a reel for an image', trace(), { mediaType: 'VIDEO', productType: 'REELS' }],
    ['an image story for an image', trace(), { productType: 'STORY' }],
    ['an image for a reel', trace({ kind: 'reel', medium: 'video' }), {}],
    ['an image for a carousel', carousel, {}],
    ['a carousel with more media than were sent', carousel, { ...album, children: 5 }],
    ['a carousel without media', carousel, { ...album, children: 0 }],
    ['a video story for an image story', trace({ kind: 'story' }), { mediaType: 'VIDEO', productType: 'STORY' }],
    ['an image story for a video story', trace({ kind: 'story', medium: 'video' }), { productType: 'STORY' }],
    ['a media without a product type', trace(), { productType: null }],
  ])('but not when it is %s', (_case, of, shown) => {
    expect(canBeOurs(of, media(shown))).toBe(false);
  });
});

describe('a caption is ours', () => {
  test.each<[string, string, string]>([
    ['trimmed', ` ${CAPTION}\n`, CAPTION],
    ['with its blank lines collapsed', 'One\n\n\n\nTwo', 'One\n\nTwo'],
    ['with its blank lines gone', 'One\n\nTwo', 'One\nTwo'],
    ['with runs of spaces collapsed', 'One   two', 'One two'],
    ['with a no-break space made plain', 'One\u00a0two', 'One two'],
    ['composed', 'Cafe\u0301', 'Caf\u00e9'],
    ['without its invisible characters', 'One\u200b\ntwo\ufeff', 'One\ntwo'],
    ['absent, where none was sent', '', ''],
    ['absent, where only white space was sent', ' \n', ''],
  ])('although Instagram shows it %s', (_case, sent, shown) => {
    expect(canBeOurs(trace({ caption: sent }), media({ caption: shown }))).toBe(true);
  });

  test.each<[string, string, string]>([
    ['another word', 'The new chair.', 'The new table.'],
    ['another case', 'The new chair.', 'the new chair.'],
    ['a word more', 'The new chair.', 'The new chair. #ad'],
    ['no caption', 'The new chair.', ''],
    ['a caption where none was sent', '', 'The new chair.'],
    ['two words in one', 'one two', 'onetwo'],
  ])('but not when it shows %s', (_case, sent, shown) => {
    expect(canBeOurs(trace({ caption: sent }), media({ caption: shown }))).toBe(false);
  });
});

describe('a media can be ours that was published', () => {
  test.each<[string, number]>([
    ['in the second of the sending', Math.floor(SENT_AT / 1000) * 1000],
    ['5 s before it, by its clock that cuts off a second', SENT_AT - 6_000],
    ['five minutes after it', SENT_AT + 300_000],
    ['a quarter of an hour after it', SENT_AT + 900_000],
  ])('%s', (_case, publishedAt) => {
    expect(canBeOurs(trace(), media({ publishedAt }))).toBe(true);
  });

  test.each<[string, number]>([
    ['earlier than clocks differ', SENT_AT - 6_001],
    ['more than a quarter of an hour after it', SENT_AT + 901_000],
  ])('but not %s', (_case, publishedAt) => {
    expect(canBeOurs(trace(), media({ publishedAt }))).toBe(false);
  });
});

describe('of a container that was sent more than once, a media can be ours', () => {
  const twice = trace({ firstSentAt: SENT_AT - 600_000 });

  test('from its first sending on', () => {
    expect(canBeOurs(twice, media({ publishedAt: SENT_AT - 606_000 }))).toBe(true);
    expect(canBeOurs(twice, media({ publishedAt: SENT_AT - 606_001 }))).toBe(false);
  });

  test('until a quarter of an hour after its last one', () => {
    expect(canBeOurs(twice, media({ publishedAt: SENT_AT + 900_000 }))).toBe(true);
    expect(canBeOurs(twice, media({ publishedAt: SENT_AT + 900_001 }))).toBe(false);
  });
});

describe('among the media that can be ours', () => {
  const first = media({ mediaId: mediaId('1') });
  const second = media({ mediaId: mediaId('2') });

  test('the only one is the match', () => {
    expect(matchAmong([first], new Set())).toEqual({ match: first });
  });

  test('two are none, and both are shown', () => {
    expect(matchAmong([first, second], new Set())).toEqual({ match: null, candidates: [first, second] });
  });

  test('one that another post of ours has claimed does not count', () => {
    expect(matchAmong([first, second], new Set([first.mediaId]))).toEqual({ match: second });
    expect(matchAmong([first], new Set([first.mediaId]))).toEqual({ match: null, candidates: [] });
  });
});
