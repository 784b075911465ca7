import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { type PostRequest, repeatsAmong } from '../../client/index.ts';
import { anyRequest, CAROUSEL, IMAGE_POST, NOW, PICTURE, REEL } from './requests.ts';

const first: PostRequest = { ...IMAGE_POST, id: 'a', caption: 'Autumn is here' };
const LATER = '2026-12-02T09:00:00Z';
const second = (more: Partial<PostRequest>) => ({ ...first, id: 'b', scheduledAt: LATER, ...more }) as PostRequest;
const codesFor = (...requests: PostRequest[]) => repeatsAmong(requests, NOW).map(({ code }) => code);

describe('the same content or the same slot twice is told before anybody sees it (postiz issue 1779)', () => {
  test('each with the first request that says the same', () => {
    const requests = [first, second({}), second({ id: 'c' }), second({ id: 'd', caption: 'Winter' })];
    expect(repeatsAmong(requests, NOW)).toEqual([
      { code: 'same-content', index: 1, earlier: 0 },
      { code: 'same-content', index: 2, earlier: 0 },
      { code: 'same-instant', index: 2, earlier: 1 },
      { code: 'same-instant', index: 3, earlier: 1 },
    ]);
  });

  test.each<[string, Partial<PostRequest>]>([
    ['whatever its order of keys', Object.fromEntries(Object.entries(second({})).reverse())],
    ['a default spelled out', { publishWithinSeconds: 3600, firstComment: undefined }],
    ['a longer time to go out', { publishWithinSeconds: 60 }],
  ])('the same content, %s', (_name, more) => {
    expect(codesFor(first, second(more))).toEqual(['same-content']);
  });

  test.each<[string, Partial<PostRequest>]>([
    ['another offset', { scheduledAt: '2026-12-01T09:00:00Z' }],
    ['a zone', { scheduledAt: '2026-12-01T10:00', timeZone: 'Europe/Berlin' }],
  ])('the same instant, written with %s', (_name, more) => {
    expect(codesFor(first, second({ caption: 'Winter', ...more }))).toEqual(['same-instant']);
  });

  test('now, twice', () => {
    const { scheduledAt: _, ...now } = { ...first, publishNow: true };
    expect(codesFor(now, { ...now, id: 'b', caption: 'Winter' })).toEqual(['same-instant']);
  });

  test('posts without an id, which are always new ones', () => {
    const { id: _, ...nameless } = first;
    expect(codesFor(nameless, nameless)).toEqual(['same-content', 'same-instant']);
  });
});

describe('nothing is said of', () => {
  test.each<[string, PostRequest]>([
    ['another caption', second({ caption: 'Autumn is here.' })],
    ['another picture', second({ media: [{ ...PICTURE, url: `${PICTURE.url}?v=2` }] } as Partial<PostRequest>)],
    ['another first comment', second({ firstComment: 'First!' })],
    ['another kind', { ...REEL, id: 'b', caption: 'Autumn is here', scheduledAt: LATER }],
    ['one medium more', { ...CAROUSEL, id: 'b', caption: 'Autumn is here', scheduledAt: LATER }],
    ['another account', { ...first, id: 'b', accountId: 'shop' }],
    ['an instant that is a millisecond later', second({ caption: 'x', scheduledAt: '2026-12-01T09:00:00.001Z' })],
  ])('%s', (_name, other) => {
    expect(codesFor(first, other)).toEqual([]);
  });

  test('the same request once more, which is the same post', () => {
    expect(codesFor(first, first)).toEqual([]);
  });

  test('requests that cannot be queued, whatever else they say', () => {
    const broken = { ...first, id: 'not an id' };
    expect(codesFor(broken, second({}), broken)).toEqual([]);
  });
});

test('whatever a request says, a copy under another id says the same, and one under its own id is no repeat', () => {
  fc.assert(
    fc.property(anyRequest, (any) => {
      const request = any as PostRequest;
      expect(codesFor(request, { ...request, id: 'another' })).toEqual(['same-content', 'same-instant']);
      expect(codesFor(request, request)).toEqual([]);
    }),
  );
});
