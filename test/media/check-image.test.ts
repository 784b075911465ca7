import { describe, expect, test } from '@jest/globals';
import { checkImage } from '../../media/check-image.ts';
import type { ImageFacts } from '../../media/image-facts.ts';
import type { ImageUse } from '../../media/limits.ts';

const MIB = 1024 * 1024;
const SQUARE: ImageFacts = { format: 'jpeg', width: 1080, height: 1080, bytes: 200_000 };

const codes = (facts: Partial<ImageFacts>, use: ImageUse = 'feed') =>
  checkImage({ ...SQUARE, ...facts }, use).map(({ code, severity }) => `${severity} ${code}`);

test.each<[string, Partial<ImageFacts>, ImageUse?]>([
  ['a square', {}],
  ['4:5', { width: 1080, height: 1350 }],
  ['4:5 but for a rounding', { width: 1080, height: 1351 }],
  ['1.91:1', { width: 1080, height: 566 }],
  ['8 MB', { bytes: 8 * MIB }],
  ['320 pixels wide', { width: 320, height: 320 }],
  ['wider than 1440, which is scaled down', { width: 6000, height: 6000 }],
  ['9:16 as a story', { width: 1080, height: 1920 }, 'story'],
  ['3:1 as a story', { width: 3000, height: 1000 }, 'story'],
  ['9:16 as a cover', { width: 1080, height: 1920 }, 'cover'],
])('nothing is said about an image of %s', (_case, facts, use: ImageUse = 'feed') => {
  expect(codes(facts, use)).toEqual([]);
});

test.each<[string, Partial<ImageFacts>, string, ImageUse?]>([
  ['is PNG', { format: 'png' }, 'refused image-format'],
  ['is WebP, as a story', { format: 'webp' }, 'refused image-format', 'story'],
  ['is one byte above 8 MB', { bytes: 8 * MIB + 1 }, 'refused image-too-large'],
  ['is one byte above 8 MB, as a cover', { bytes: 8 * MIB + 1 }, 'refused image-too-large', 'cover'],
  ['is 9:16 in the feed', { width: 1080, height: 1920 }, 'refused image-ratio'],
  ['is 2:1 in the feed', { width: 1080, height: 540 }, 'refused image-ratio'],
  ['is 319 pixels wide', { width: 319, height: 319 }, 'warning image-narrow'],
])('an image that %s is told', (_case, facts, problem, use: ImageUse = 'feed') => {
  expect(codes(facts, use)).toEqual([problem]);
});

test('every problem is told, not only the first', () => {
  expect(codes({ bytes: 9 * MIB, width: 100, height: 1000 })).toEqual([
    'refused image-too-large',
    'refused image-ratio',
    'warning image-narrow',
  ]);
});

describe('a problem names what was found and the limit', () => {
  test.each<[Partial<ImageFacts>, string]>([
    [{ format: 'heic' }, 'The image is HEIC; Instagram takes JPEG only.'],
    [{ bytes: 9_437_184 }, 'The image has 9 MB (9437184 bytes); Instagram takes at most 8 MB.'],
    [
      { width: 1080, height: 1920 },
      'The image is 1080 x 1920, a ratio of 0.56:1; Instagram takes 4:5 (0.8:1) to 1.91:1 in the feed.',
    ],
  ])('%j', (facts, sentence) => {
    expect(checkImage({ ...SQUARE, ...facts }, 'feed').map(({ message }) => message)).toEqual([sentence]);
  });
});
