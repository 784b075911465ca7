import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { AccountId, ContainerId, PostId } from '../../contracts/ids.ts';
import { isOwnParameter, OWN_PARAMETERS } from '../../contracts/own-parameters.ts';
import type { CarouselPost, ImagePost, Post, ReelPost, StoryPost } from '../../contracts/post.ts';
import type { ContainerPart } from '../../contracts/staging.ts';
import { containerParams } from '../../graph/container-params.ts';

const ANY = { accountId: 'brand' as AccountId, id: 'p1' as PostId, publishWithinSeconds: 3600 };
const FEED = {
  caption: 'Grüße & más 🐈',
  collaborators: ['ana', 'ben'],
  locationId: '7640348500',
  isAiGenerated: true,
  firstComment: 'first',
};
const FEED_FORM = {
  caption: 'Grüße & más 🐈',
  collaborators: '["ana","ben"]',
  location_id: '7640348500',
  is_ai_generated: 'true',
};
const TAGS = { userTags: [{ username: 'cleo', x: 0.5, y: 0.8 }], productTags: [{ productId: '323', x: 0, y: 1 }] };
const PLACED = {
  user_tags: '[{"username":"cleo","x":0.5,"y":0.8}]',
  product_tags: '[{"product_id":"323","x":0,"y":1}]',
};
const UNPLACED = { user_tags: '[{"username":"cleo"}]', product_tags: '[{"product_id":"323"}]' };
const PICTURE = { kind: 'image', url: 'https://cdn.example/a.jpg?x=1', altText: 'A cat', ...TAGS } as const;
const PICTURE_FORM = { image_url: 'https://cdn.example/a.jpg?x=1', alt_text: 'A cat', ...PLACED };
const VIDEO_URL = 'https://cdn.example/a.mp4?x=1';
const BY_URL = { url: VIDEO_URL, upload: 'url' } as const;

const image = (more: Partial<ImagePost> = {}): ImagePost => ({ ...ANY, kind: 'image', media: [PICTURE], ...more });
const reel = (more: Partial<ReelPost> = {}): ReelPost => ({
  ...ANY,
  kind: 'reel',
  media: [{ kind: 'video', source: BY_URL }],
  ...more,
});
const story = (medium: StoryPost['media'][0]): StoryPost => ({ ...ANY, kind: 'story', media: [medium] });
const carousel = (more: Partial<CarouselPost> = {}): CarouselPost => ({
  ...ANY,
  ...FEED,
  kind: 'carousel',
  media: [PICTURE, { kind: 'video', source: BY_URL, ...TAGS }],
  ...more,
});

const FIRST: ContainerPart = { kind: 'medium', index: 0 };
const SECOND: ContainerPart = { kind: 'medium', index: 1 };
const PARENT: ContainerPart = {
  kind: 'carousel',
  children: ['17900000000000001', '17900000000000002'] as ContainerId[],
};
const paramsOf = (post: Post, part: ContainerPart = FIRST, without: readonly string[] = []) =>
  containerParams({ post, part, without });

describe('the form of a container', () => {
  test.each<[string, Post, ContainerPart, Record<string, string>]>([
    ['an image', image(FEED), FIRST, { ...PICTURE_FORM, ...FEED_FORM }],
    [
      'an image with nothing but a picture',
      image({ media: [{ kind: 'image', url: 'https://cdn.example/b.jpg' }] }),
      FIRST,
      { image_url: 'https://cdn.example/b.jpg' },
    ],
    [
      'a reel',
      reel({
        ...FEED,
        shareToFeed: false,
        audioName: 'Song',
        thumbOffsetMs: 1500,
        media: [{ kind: 'video', source: BY_URL, ...TAGS }],
      }),
      FIRST,
      {
        media_type: 'REELS',
        video_url: VIDEO_URL,
        share_to_feed: 'false',
        audio_name: 'Song',
        thumb_offset: '1500',
        ...UNPLACED,
        ...FEED_FORM,
      },
    ],
    ['a reel with nothing but a video', reel(), FIRST, { media_type: 'REELS', video_url: VIDEO_URL }],
    ['a story with an image', story(PICTURE), FIRST, { media_type: 'STORIES', ...PICTURE_FORM }],
    [
      'a story with a video, where a tag has a place too',
      story({ kind: 'video', source: BY_URL, userTags: [...TAGS.userTags, { username: 'dora' }] }),
      FIRST,
      {
        media_type: 'STORIES',
        video_url: VIDEO_URL,
        user_tags: '[{"username":"cleo","x":0.5,"y":0.8},{"username":"dora"}]',
      },
    ],
    ['an image of a carousel', carousel(), FIRST, { is_carousel_item: 'true', ...PICTURE_FORM }],
    [
      'a video of a carousel',
      carousel(),
      SECOND,
      { is_carousel_item: 'true', media_type: 'VIDEO', video_url: VIDEO_URL, ...UNPLACED },
    ],
    [
      'a carousel',
      carousel(),
      PARENT,
      { media_type: 'CAROUSEL', children: '17900000000000001,17900000000000002', ...FEED_FORM },
    ],
  ])('of %s', (_kind, post, part, form) => {
    expect(paramsOf(post, part)).toEqual(form);
  });

  test.each([
    ['from a URL that Instagram fetches', BY_URL, { video_url: VIDEO_URL }],
    ['from a URL that the upload host fetches', { url: VIDEO_URL, upload: 'hosted-url' }, { upload_type: 'resumable' }],
    ['from a URL, as bytes', { url: VIDEO_URL, upload: 'bytes' }, { upload_type: 'resumable' }],
    ['from a file', { file: '/videos/a.mp4', upload: 'bytes' }, { upload_type: 'resumable' }],
  ] as const)('of a video that comes %s says so', (_way, source, form) => {
    const medium = { kind: 'video', source } as const;
    expect(paramsOf(reel({ media: [medium] }))).toEqual({ media_type: 'REELS', ...form });
    expect(paramsOf(story(medium))).toEqual({ media_type: 'STORIES', ...form });
    expect(paramsOf(carousel({ media: [PICTURE, medium] }), SECOND)).toEqual({
      media_type: 'VIDEO',
      is_carousel_item: 'true',
      ...form,
    });
  });

  test.each<[string, Partial<ReelPost>, Record<string, string>]>([
    ['its cover', { coverUrl: 'https://cdn.example/c.jpg' }, { cover_url: 'https://cdn.example/c.jpg' }],
    [
      'its cover, which beats the offset',
      { coverUrl: 'https://c.example/c.jpg', thumbOffsetMs: 9 },
      { cover_url: 'https://c.example/c.jpg' },
    ],
    ['its first frame as the cover', { thumbOffsetMs: 0 }, { thumb_offset: '0' }],
    ['that it is for the feed', { shareToFeed: true }, { share_to_feed: 'true' }],
    [
      'that it is a trial that a person ends',
      { trial: 'manual' },
      { trial_params: '{"graduation_strategy":"MANUAL"}' },
    ],
    [
      'that it is a trial that its performance ends',
      { trial: 'performance' },
      { trial_params: '{"graduation_strategy":"SS_PERFORMANCE"}' },
    ],
    ['that no computer made it', { isAiGenerated: false }, { is_ai_generated: 'false' }],
  ])('of a reel says %s', (_what, more, form) => {
    expect(paramsOf(reel(more))).toEqual({ media_type: 'REELS', video_url: VIDEO_URL, ...form });
  });

  test.each<[string, Post, ContainerPart]>([
    ['a second medium of an image', image(), SECOND],
    ['a third medium of a carousel of two', carousel(), { kind: 'medium', index: 2 }],
    ['the carousel of a reel', reel(), PARENT],
  ])('is never made of %s', (_what, post, part) => {
    expect(() => paramsOf(post, part)).toThrow(new RangeError('The post "p1" has no such part.'));
  });
});

describe('people whom Instagram refused', () => {
  const tagged = [
    { username: 'Ana', x: 0, y: 0 },
    { username: 'cleo', x: 0.5, y: 0.8 },
  ];
  const picture = { ...PICTURE, userTags: tagged };

  test('are left out of collaborators and tags, in upper or lower case', () => {
    expect(paramsOf(image({ ...FEED, media: [picture] }), FIRST, ['ANA'])).toMatchObject({
      collaborators: '["ben"]',
      user_tags: '[{"username":"cleo","x":0.5,"y":0.8}]',
    });
  });

  test.each<[string, Post, ContainerPart]>([
    ['an image', image({ ...FEED, media: [picture] }), FIRST],
    ['a reel', reel({ ...FEED, media: [{ kind: 'video', source: BY_URL, userTags: tagged }] }), FIRST],
    ['a story with an image', story(picture), FIRST],
    ['a story with a video', story({ kind: 'video', source: BY_URL, userTags: tagged }), FIRST],
    ['an image of a carousel', carousel({ media: [picture, picture] }), FIRST],
    ['a carousel', carousel(), PARENT],
  ])('leave no empty list in the form of %s', (_kind, post, part) => {
    const params = paramsOf(post, part, ['ana', 'BEN', 'cleo']);
    expect(params).not.toHaveProperty('collaborators');
    expect(params).not.toHaveProperty('user_tags');
  });
});

describe("a post's own params", () => {
  const params = { poll_attachment: '{"q":1}', is_paid_partnership: 'true' };

  test('go as they are with the container that is published', () => {
    for (const post of [image({ params }), reel({ params }), { ...story(PICTURE), params }]) {
      expect(paramsOf(post)).toMatchObject(params);
    }
    expect(paramsOf(carousel({ params }), PARENT)).toMatchObject(params);
  });

  test.each([FIRST, SECOND])('do not go with an item of a carousel', (part) => {
    expect(paramsOf(carousel({ params }), part)).toEqual(paramsOf(carousel(), part));
  });

  const spelled = fc
    .tuple(fc.constantFrom(...OWN_PARAMETERS), fc.constantFrom('', '[0]', '[x][y]', ' '), fc.boolean())
    .map(([name, suffix, upper]) => `${upper ? name.toUpperCase() : name}${suffix}`);

  test('never set, override or add to a parameter of ours, whether the post uses it or not', () => {
    fc.assert(
      fc.property(fc.dictionary(spelled, fc.string()), (dangerous) => {
        expect(paramsOf(image({ params: dangerous }))).toEqual(paramsOf(image()));
        expect(paramsOf(reel({ ...FEED, params: dangerous }))).toEqual(paramsOf(reel(FEED)));
        expect(paramsOf(carousel({ params: dangerous }), PARENT)).toEqual(paramsOf(carousel(), PARENT));
      }),
    );
  });

  test('are refused by the names of all that is ever sent', () => {
    const everything = [
      paramsOf(image(FEED)),
      paramsOf(
        reel({ ...FEED, coverUrl: 'https://c.example/c.jpg', shareToFeed: true, audioName: 'x', trial: 'manual' }),
      ),
      paramsOf(reel({ thumbOffsetMs: 1, media: [{ kind: 'video', source: { file: '/a.mp4', upload: 'bytes' } }] })),
      paramsOf(carousel(), SECOND),
      paramsOf(carousel(), PARENT),
    ];
    const sent = new Set(everything.flatMap((form) => Object.keys(form)));
    for (const name of sent) expect(isOwnParameter(name)).toBe(true);
    const steering = ['access_token', 'appsecret_proof', 'creation_id', 'method'];
    expect([...sent, ...steering].sort()).toEqual([...OWN_PARAMETERS].sort());
  });
});
