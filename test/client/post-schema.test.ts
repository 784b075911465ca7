import { resolve } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { CAROUSEL, IMAGE_POST, issuesOf, NOW, PICTURE, REEL, STORY, VIDEO } from './requests.ts';

const postOf = (request: object) => parsePostRequest(request, NOW).post;
const people = (count: number, place: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ username: `person${index}`, ...place }));
const products = (count: number, place: object = {}) =>
  Array.from({ length: count }, (_, index) => ({ productId: `${100 + index}`, ...place }));
const MIDDLE = { x: 0.5, y: 0.5 };
const withMedium = (request: typeof IMAGE_POST | typeof REEL | typeof STORY, change: object) => ({
  ...request,
  media: [{ ...request.media[0], ...change }],
});
const inCarousel = (...media: object[]) => ({ ...CAROUSEL, media });

describe('a complete request becomes a complete post', () => {
  const feed = {
    caption: 'Hello',
    locationId: '7640348500',
    isAiGenerated: true,
    firstComment: 'First',
    dropUnavailableCollaborators: true,
  };

  test('of an image', () => {
    const medium = {
      ...PICTURE,
      altText: 'A bicycle',
      userTags: [{ username: '@natgeo', x: 0, y: 1 }],
      productTags: products(20, MIDDLE),
    };
    const request = { ...IMAGE_POST, ...feed, collaborators: ['@a', 'b.c', 'D_3'], media: [medium] };
    expect(postOf(request)).toEqual({
      ...feed,
      accountId: 'brand',
      id: 'order-8841',
      kind: 'image',
      collaborators: ['a', 'b.c', 'D_3'],
      media: [{ ...medium, userTags: [{ username: 'natgeo', x: 0, y: 1 }] }],
      publishWithinSeconds: 3600,
    });
  });

  test('of a reel', () => {
    const reel = {
      coverUrl: 'https://shop.example/cover.jpg',
      thumbOffsetMs: 0,
      shareToFeed: false,
      audioName: 'Our sound',
      trial: 'manual',
    };
    const tags = { userTags: people(20), productTags: products(30) };
    expect(postOf({ ...REEL, ...feed, ...reel, media: [{ ...VIDEO, ...tags }] })).toEqual({
      ...feed,
      ...reel,
      accountId: 'brand',
      id: 'order-8841',
      kind: 'reel',
      media: [{ kind: 'video', source: { url: VIDEO.url, upload: 'url' }, ...tags }],
      publishWithinSeconds: 3600,
    });
  });

  test('of a carousel of ten', () => {
    const picture = { ...PICTURE, altText: 'One', userTags: people(20, MIDDLE), productTags: products(5, MIDDLE) };
    const video = { ...VIDEO, productTags: products(5) };
    const { media } = postOf({ ...CAROUSEL, ...feed, media: [picture, video, ...Array(8).fill(PICTURE)] });
    expect(media).toHaveLength(10);
    expect(media.slice(0, 2)).toEqual([
      picture,
      { kind: 'video', source: { url: VIDEO.url, upload: 'url' }, productTags: video.productTags },
    ]);
  });

  test.each([
    [
      { ...PICTURE, userTags: people(1) },
      { ...PICTURE, userTags: people(1) },
    ],
    [
      { ...VIDEO, userTags: people(1, MIDDLE) },
      { kind: 'video', userTags: people(1, MIDDLE), source: { url: VIDEO.url, upload: 'url' } },
    ],
  ])('of a story with %j', (medium, becomes) => {
    expect(postOf({ ...STORY, media: [medium], params: { x: 1 } })).toEqual({
      accountId: 'brand',
      id: 'order-8841',
      kind: 'story',
      media: [becomes],
      params: { x: '1' },
      publishWithinSeconds: 3600,
    });
  });

  test('what was sent empty, and a no that is the rule, are left out', () => {
    const empty = { caption: '', collaborators: [], params: {}, firstComment: '', audioName: '' };
    const no = { isAiGenerated: false, dropUnavailableCollaborators: false };
    const media = [{ ...VIDEO, userTags: [], productTags: [] }];
    expect(parsePostRequest({ ...REEL, ...empty, ...no, media }, NOW)).toEqual(parsePostRequest(REEL, NOW));
  });
});

describe('where a video is', () => {
  test.each<[object, object]>([
    [{ url: VIDEO.url }, { url: VIDEO.url, upload: 'url' }],
    [
      { url: VIDEO.url, upload: 'auto' },
      { url: VIDEO.url, upload: 'url' },
    ],
    [
      { url: VIDEO.url, upload: 'hosted-url' },
      { url: VIDEO.url, upload: 'hosted-url' },
    ],
    [
      { url: VIDEO.url, upload: 'bytes' },
      { url: VIDEO.url, upload: 'bytes' },
    ],
    [{ file: '/media/clip.mp4' }, { file: '/media/clip.mp4', upload: 'bytes' }],
    [
      { file: 'clip.mp4', upload: 'bytes' },
      { file: resolve('clip.mp4'), upload: 'bytes' },
    ],
    [
      { file: '../clip.mp4', upload: 'auto' },
      { file: resolve('../clip.mp4'), upload: 'bytes' },
    ],
  ])('%j becomes %j', (sent, source) => {
    expect(postOf({ ...REEL, media: [{ kind: 'video', ...sent }] }).media).toEqual([{ kind: 'video', source }]);
  });

  test.each<[object, string, string]>([
    [{}, '/media/0/url', 'media[0].url is missing: give the "url" of the video, or the "file"'],
    [{ url: VIDEO.url, file: 'a.mp4' }, '/media/0/file', 'media[0].file contradicts "url"'],
    [{ file: 'a.mp4', upload: 'url' }, '/media/0/upload', 'must be "bytes" or "auto" beside "file"'],
    [{ file: 'a.mp4', upload: 'hosted-url' }, '/media/0/upload', 'must be "bytes" or "auto" beside "file"'],
    [{ file: '' }, '/media/0/file', 'must be the path of a file'],
    [{ url: VIDEO.url, upload: 'stream' }, '/media/0/upload', 'must be one of auto, url, hosted-url, bytes'],
    [{ url: 'ftp://shop.example/a.mp4' }, '/media/0/url', 'must be an http or https address'],
  ])('%j is refused', (sent, pointer, sentence) => {
    const issues = issuesOf({ ...REEL, media: [{ kind: 'video', ...sent }] });
    expect(Object.keys(issues)).toEqual([pointer]);
    expect(issues[pointer]).toContain(sentence);
  });

  test('all that is wrong with it is told at once', () => {
    const media = [{ kind: 'video', url: 'x', file: 'y', upload: 'url', altText: 'A', colour: 1 }];
    expect(Object.keys(issuesOf({ ...REEL, media })).sort()).toEqual([
      '/media/0/altText',
      '/media/0/colour',
      '/media/0/file',
      '/media/0/upload',
      '/media/0/url',
    ]);
  });
});

describe('a parameter on a kind that does not take it is refused with the reason', () => {
  const cover = 'https://shop.example/cover.jpg';
  test.each<[string, object, string, string]>([
    ['a caption of a story', { ...STORY, caption: 'Hi' }, '/caption', 'caption is not taken by a story'],
    ['co-authors of a story', { ...STORY, collaborators: ['a'] }, '/collaborators', 'is not taken by a story'],
    ['a place of a story', { ...STORY, locationId: '1' }, '/locationId', 'is not taken by a story'],
    ['a label of a story', { ...STORY, isAiGenerated: true }, '/isAiGenerated', 'is not taken by a story'],
    ['a comment on a story', { ...STORY, firstComment: 'Hi' }, '/firstComment', 'is not taken by a story'],
    ['alt text of a story', withMedium(STORY, { altText: 'A' }), '/media/0/altText', 'is not taken by a story'],
    ['products in a story', withMedium(STORY, { productTags: [] }), '/media/0/productTags', 'is not taken by a story'],
    ['a cover of an image', { ...IMAGE_POST, coverUrl: cover }, '/coverUrl', 'is for reels only'],
    ['a moment of a carousel', { ...CAROUSEL, thumbOffsetMs: 5 }, '/thumbOffsetMs', 'is for reels only'],
    ['the feed of a story', { ...STORY, shareToFeed: true }, '/shareToFeed', 'is for reels only'],
    ['sound of an image', { ...IMAGE_POST, audioName: 'x' }, '/audioName', 'is for reels only'],
    ['a trial carousel', { ...CAROUSEL, trial: 'manual' }, '/trial', 'is for reels only'],
    ['alt text of a reel', withMedium(REEL, { altText: 'A' }), '/media/0/altText', 'is for pictures only'],
    ['an upload of a picture', withMedium(IMAGE_POST, { upload: 'url' }), '/media/0/upload', 'is for videos only'],
    ['a file of a picture', inCarousel({ kind: 'image', file: 'a.jpg' }, VIDEO), '/media/0/file', 'is for videos only'],
    [
      'people in a video of a carousel',
      inCarousel(PICTURE, { ...VIDEO, userTags: [] }),
      '/media/1/userTags',
      'is not taken by a video in a carousel',
    ],
    [
      'a caption of one of many',
      inCarousel({ ...PICTURE, caption: 'Hi' }, VIDEO),
      '/media/0/caption',
      'belongs to the post',
    ],
    [
      'co-authors of one of many',
      inCarousel(PICTURE, { ...VIDEO, collaborators: ['a'] }),
      '/media/1/collaborators',
      'belongs to the post',
    ],
    ['alt text of the whole', { ...IMAGE_POST, altText: 'A' }, '/altText', 'belongs to an item of "media"'],
    ['a url of the whole', { ...REEL, url: VIDEO.url }, '/url', 'belongs to an item of "media"'],
    [
      'co-authors of a trial',
      { ...REEL, trial: 'performance', collaborators: ['a'] },
      '/collaborators',
      'contradicts "trial"',
    ],
    [
      'a place in a reel',
      withMedium(REEL, { userTags: [{ username: 'a', x: 0 }] }),
      '/media/0/userTags/0/x',
      'is for photos only',
    ],
    [
      'a place of a product in a video',
      withMedium(REEL, { productTags: products(1, { y: 1 }) }),
      '/media/0/productTags/0/y',
      'is for photos only',
    ],
    [
      'a video in an image post',
      { ...IMAGE_POST, media: [VIDEO] },
      '/media/0/kind',
      'must be "image" in a post of kind "image"',
    ],
    ['a picture in a reel', { ...REEL, media: [PICTURE] }, '/media/0/kind', 'must be "video" in a post of kind "reel"'],
    [
      'a reel in a story',
      { ...STORY, media: [{ ...VIDEO, kind: 'reel' }] },
      '/media/0/kind',
      'must be "image" or "video", not "reel"',
    ],
  ])('%s', (_, request, pointer, sentence) => {
    const issues = issuesOf(request);
    expect(Object.keys(issues)).toEqual([pointer]);
    expect(issues[pointer]).toContain(sentence);
  });
});

describe('hashtags and mentions', () => {
  const numbered = (count: number, make: (index: number) => string) => Array.from({ length: count }, (_, i) => make(i));
  const hashtag = (index: number) => `#t${index}`;
  const mention = (index: number) => `@t${index}`;
  const address = (index: number) => `a.${index}+b@shop${index}.example`;

  test.each<[string, string, string | undefined]>([
    ['30 hashtags glued to each other', numbered(30, hashtag).join(''), undefined],
    ['31 hashtags glued to each other', numbered(31, hashtag).join(''), '31 hashtags'],
    ['31 hashtags glued to words', numbered(31, (index) => `word#t${index}`).join(' '), '31 hashtags'],
    ['31 hashtags of other letters', numbered(31, (index) => `#Größe${index}`).join(''), '31 hashtags'],
    ['31 signs that start no hashtag', '# '.repeat(31), undefined],
    ['20 mentions glued to each other', numbered(20, mention).join(''), undefined],
    ['21 mentions glued to each other', numbered(21, mention).join(''), '21 mentions'],
    ['21 mentions glued to signs', numbered(21, (index) => `(${mention(index)})`).join(''), '21 mentions'],
    ['21 addresses of mail', numbered(21, address).join(' '), undefined],
    ['21 addresses of mail, set apart by signs', numbered(21, address).join(','), undefined],
    ['20 mentions after an address of mail', `a@b.example ${numbered(20, mention).join('')}`, undefined],
    ['21 mentions after an address of mail', `a@b.example${numbered(21, mention).join('')}`, '21 mentions'],
  ])('are counted in a caption with %s', (_, caption, tooMany) => {
    const issues = issuesOf({ ...REEL, caption });
    expect(Object.keys(issues)).toEqual(tooMany === undefined ? [] : ['/caption']);
    expect(issues['/caption'] ?? '').toContain(tooMany === undefined ? '' : `has ${tooMany}`);
  });
});

describe('a limit', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => `#tag${index}`).join(' ');
  const cases: [request: object, pointer: string, sentence: string][] = [
    [{ ...REEL, caption: tags(31) }, '/caption', 'has 31 hashtags, and Instagram takes at most 30'],
    [{ ...REEL, firstComment: 'x'.repeat(2201) }, '/firstComment', 'has 2201 characters'],
    [
      { ...IMAGE_POST, collaborators: ['a', 'b', 'c', 'd'] },
      '/collaborators',
      'has 4 usernames, and Instagram takes at most 3',
    ],
    [
      { ...IMAGE_POST, collaborators: ['ann', 'Ann'] },
      '/collaborators/1',
      'collaborators[1] repeats "Ann": leave it out.',
    ],
    [{ ...IMAGE_POST, collaborators: ['ann', '@ann'] }, '/collaborators/1', 'repeats "ann"'],
    [{ ...IMAGE_POST, collaborators: ['a b'] }, '/collaborators/0', 'must be an Instagram username'],
    [{ ...IMAGE_POST, collaborators: ['@@a'] }, '/collaborators/0', 'must be an Instagram username'],
    [{ ...IMAGE_POST, collaborators: ['x'.repeat(31)] }, '/collaborators/0', 'must be an Instagram username'],
    [{ ...IMAGE_POST, collaborators: 'ann' }, '/collaborators', 'must be a list of usernames, not "ann"'],
    [{ ...IMAGE_POST, locationId: 7640348500 }, '/locationId', 'in quotes, not 7640348500'],
    [{ ...IMAGE_POST, locationId: 'Berlin' }, '/locationId', 'must be the digits'],
    [{ ...REEL, thumbOffsetMs: -1 }, '/thumbOffsetMs', 'must be a whole number of milliseconds from 0, not -1'],
    [{ ...REEL, thumbOffsetMs: 0.5 }, '/thumbOffsetMs', 'must be a whole number'],
    [{ ...REEL, coverUrl: 'cover.jpg' }, '/coverUrl', 'must be an http or https address'],
    [{ ...REEL, shareToFeed: 'yes' }, '/shareToFeed', 'must be true or false'],
    [{ ...REEL, trial: 'auto' }, '/trial', 'must be "manual" or "performance", not "auto"'],
    [{ ...REEL, audioName: 5 }, '/audioName', 'must be text, not 5'],
    [
      withMedium(IMAGE_POST, { userTags: people(1) }),
      '/media/0/userTags/0/y',
      'is missing: it must be a number from 0',
    ],
    [withMedium(IMAGE_POST, { userTags: people(1, { x: 0.5, y: 1.01 }) }), '/media/0/userTags/0/y', 'not 1.01'],
    [withMedium(IMAGE_POST, { userTags: people(21, MIDDLE) }), '/media/0/userTags', 'has 21 tagged people'],
    [withMedium(STORY, { userTags: people(1, { x: 0.5 }) }), '/media/0/userTags/0', 'has one of x and y'],
    [
      withMedium(STORY, { userTags: [...people(1), ...people(1)] }),
      '/media/0/userTags/1/username',
      'repeats "person0"',
    ],
    [withMedium(IMAGE_POST, { productTags: products(21, MIDDLE) }), '/media/0/productTags', 'at most 20'],
    [withMedium(REEL, { productTags: products(31) }), '/media/0/productTags', 'at most 30'],
    [withMedium(REEL, { productTags: [{ productId: 5 }] }), '/media/0/productTags/0/productId', 'in quotes, not 5'],
    [
      withMedium(REEL, { productTags: [...products(1), ...products(1)] }),
      '/media/0/productTags/1/productId',
      'repeats "100"',
    ],
    [inCarousel({ ...PICTURE, productTags: products(6, MIDDLE) }, VIDEO), '/media/0/productTags', 'at most 5'],
    [
      inCarousel(...Array(5).fill({ ...PICTURE, productTags: products(5, MIDDLE) })),
      '/media',
      'media have 25 tagged products together',
    ],
    [inCarousel(PICTURE), '/media', 'must be a list of 2 to 10 items in a post of kind "carousel", not a list of 1'],
    [inCarousel(...Array(11).fill(PICTURE)), '/media', 'not a list of 11'],
    [{ ...REEL, media: [VIDEO, VIDEO] }, '/media', 'a list of exactly one item in a post of kind "reel"'],
    [{ ...STORY, media: [] }, '/media/0', 'is missing'],
  ];
  test.each(cases.map(([request, pointer, sentence]) => [pointer, sentence, request] as const))(
    'at %s is told: %s',
    (pointer, sentence, request) => {
      const issues = issuesOf(request);
      expect(Object.keys(issues)).toContain(pointer);
      expect(issues[pointer]).toContain(sentence);
    },
  );
});

describe('parameters that Carillon does not know', () => {
  test('are handed on as text', () => {
    const params = { poll_attachment: '{"question":"?"}', x9: 0.5, is_comment_prompt_used: false };
    expect(postOf({ ...IMAGE_POST, params }).params).toEqual({
      poll_attachment: '{"question":"?"}',
      x9: '0.5',
      is_comment_prompt_used: 'false',
    });
  });

  test.each<[unknown, string, string]>([
    [{ caption: 'x' }, '/params/caption', 'is what Carillon sets itself'],
    [{ access_token: 'x' }, '/params/access_token', 'is what Carillon sets itself'],
    [{ is_carousel_item: true }, '/params/is_carousel_item', 'is what Carillon sets itself'],
    [{ method: 'delete' }, '/params/method', 'means another call to the Graph API'],
    [{ fields: 'id' }, '/params/fields', 'means another call to the Graph API'],
    [{ altText: 'x' }, '/params/altText', 'is no name of a parameter'],
    [{ 'x[y]': 'x' }, '/params/x[y]', 'is no name of a parameter'],
    [{ x: null }, '/params/x', 'must be text, a number, true or false, not null'],
    [{ x: Number.POSITIVE_INFINITY }, '/params/x', 'not Infinity'],
    [{ x: { y: 1 } }, '/params/x', 'not an object'],
    [['x'], '/params', 'must be an object of names and values, not a list of 1'],
    [null, '/params', 'must be an object of names and values, not null'],
    [JSON.parse('{"__proto__": "x"}'), '/params/__proto__', 'is no name of a parameter'],
  ])('%j are refused', (params, pointer, sentence) => {
    const issues = issuesOf({ ...IMAGE_POST, params });
    expect(Object.keys(issues)).toEqual([pointer]);
    expect(issues[pointer]).toContain(sentence);
  });
});

test('an unknown key of a tag is refused with the nearest name', () => {
  const userTags = [{ usrname: 'a', username: 'b', ...MIDDLE }];
  expect(issuesOf(withMedium(IMAGE_POST, { userTags }))).toEqual({
    '/media/0/userTags/0/usrname': 'media[0].userTags[0].usrname is not a known key: did you mean "username"?',
  });
});
