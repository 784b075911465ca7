import { describe, expect, test } from '@jest/globals';
import { containerPlan } from '../../../simulator/containers/container-plan.ts';
import { refusalFrom } from '../thrown-refusal.ts';

const image = { from: 'image', url: 'i' };
const video = { from: 'video', url: 'v' };
const upload = { from: 'upload' };
const resumable = { upload_type: 'resumable' };

const plan = (params: Record<string, string>, login: 'facebook' | 'instagram' = 'facebook') =>
  containerPlan(new Map(Object.entries(params)), login);

describe('the kind of a container', () => {
  test.each<[string, Record<string, string>, object]>([
    ['an image', { image_url: 'i' }, { kind: 'image', isCarouselItem: false, source: image }],
    ['an image that says so', { media_type: 'IMAGE', image_url: 'i' }, { kind: 'image', source: image }],
    ['an image child', { image_url: 'i', is_carousel_item: 'true' }, { kind: 'image', isCarouselItem: true }],
    ['no image child', { image_url: 'i', is_carousel_item: 'false' }, { kind: 'image', isCarouselItem: false }],
    ['a reel', { media_type: 'REELS', video_url: 'v' }, { kind: 'reel', isCarouselItem: false, source: video }],
    ['a reel to upload', { media_type: 'REELS', ...resumable }, { kind: 'reel', source: upload }],
    [
      'a video child',
      { media_type: 'VIDEO', is_carousel_item: 'true', video_url: 'v' },
      { kind: 'video', isCarouselItem: true, source: video },
    ],
    [
      'a video child to upload',
      { media_type: 'VIDEO', is_carousel_item: 'true', ...resumable },
      { kind: 'video', isCarouselItem: true, source: upload },
    ],
    ['an image story', { media_type: 'STORIES', image_url: 'i' }, { kind: 'story-image', source: image }],
    ['a video story', { media_type: 'STORIES', video_url: 'v' }, { kind: 'story-video', source: video }],
    ['a video story to upload', { media_type: 'STORIES', ...resumable }, { kind: 'story-video', source: upload }],
    [
      'a carousel',
      { media_type: 'CAROUSEL', children: '1,2' },
      { kind: 'carousel', isCarouselItem: false, source: { from: 'containers', ids: ['1', '2'] } },
    ],
  ])('is read of %s', (_, params, expected) => {
    expect(plan(params)).toMatchObject(expected);
  });

  test.each<[string, Record<string, string>, number | undefined, string]>([
    ['an image without address', {}, undefined, 'The parameter image_url is required'],
    ['a reel without address', { media_type: 'REELS' }, undefined, 'The parameter video_url is required'],
    ['a story without address', { media_type: 'STORIES' }, undefined, 'The parameter video_url is required'],
    ['a story of two', { media_type: 'STORIES', image_url: 'i', video_url: 'v' }, undefined, 'Only one of'],
    ['a carousel of nothing', { media_type: 'CAROUSEL' }, undefined, 'The parameter children is required'],
    ['a video outside a carousel', { media_type: 'VIDEO', video_url: 'v' }, 2207067, 'no longer supported'],
    ['a reel in a carousel', { media_type: 'REELS', is_carousel_item: 'true' }, undefined, 'is_carousel_item'],
    ['a story in a carousel', { media_type: 'STORIES', is_carousel_item: 'true' }, undefined, 'is_carousel_item'],
    ['a carousel in a carousel', { media_type: 'CAROUSEL', is_carousel_item: 'true' }, undefined, 'is_carousel_item'],
    ['an unknown type', { media_type: 'PHOTO' }, 2207023, 'The media type is unknown'],
    ['an unknown way to upload', { media_type: 'REELS', upload_type: 'RESUMABLE' }, undefined, 'video_url'],
  ])('is refused of %s', (_, params, subcode, words) => {
    const refusal = refusalFrom(() => plan(params) && null);
    expect([refusal?.code, refusal?.subcode, refusal?.message]).toEqual([100, subcode, expect.stringContaining(words)]);
  });

  test('of Instagram Login has no upload: the wish is ignored and the address is missing', () => {
    expect(() => plan({ media_type: 'REELS', ...resumable }, 'instagram')).toThrow(
      '(#100) The parameter video_url is required',
    );
    expect(plan({ media_type: 'REELS', video_url: 'v', ...resumable }, 'instagram')).toMatchObject({ source: video });
  });
});
