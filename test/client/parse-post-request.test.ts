import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { InvalidPostError } from '../../client/errors.ts';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import type { PostRequest } from '../../client/post-request.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const image = { kind: 'image', url: 'https://shop.example/a.jpg' } as const;
const request: PostRequest = {
  accountId: 'brand',
  id: 'order-8841',
  kind: 'image',
  media: [image],
  scheduledAt: '2026-12-01T10:00:00+01:00',
};

/** What is wrong with the request, by pointer. Empty if nothing is. */
function issuesOf(sent: unknown): Record<string, string> {
  try {
    parsePostRequest(sent, NOW);
    return {};
  } catch (error) {
    if (!(error instanceof InvalidPostError)) throw error;
    return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer, message]));
  }
}

describe('a request that may be queued', () => {
  test('becomes a complete post with its defaults and its due instant', () => {
    expect(parsePostRequest(request, NOW)).toMatchObject({
      post: { accountId: 'brand', id: 'order-8841', kind: 'image', media: [image], publishWithinSeconds: 3600 },
      dueAt: Date.parse('2026-12-01T09:00:00Z'),
      isPast: false,
      isNew: false,
    });
  });

  test('keeps the words of the caller, and leaves out what was sent empty', () => {
    const { post } = parsePostRequest({ ...request, caption: 'Zwölf ☃', media: [{ ...image, altText: '' }] }, NOW);
    expect(post).toHaveProperty('caption', 'Zwölf ☃');
    expect(post.media[0]).toEqual(image);
    expect(parsePostRequest({ ...request, caption: '' }, NOW).post).not.toHaveProperty('caption');
  });

  test('takes a key that is undefined as absent', () => {
    const sparse = { ...request, caption: undefined, timeZone: undefined, publishNow: undefined };
    expect(parsePostRequest(sparse, NOW)).toEqual(parsePostRequest(request, NOW));
  });

  test('gets a new id that sorts by time if it has none', () => {
    const { id: _, ...nameless } = request;
    const ids = [NOW, NOW + 1, NOW + 1_000_000_000_000].map((now) => {
      const parsed = parsePostRequest({ ...nameless, scheduledAt: undefined, publishNow: true }, now);
      expect(parsed.isNew).toBe(true);
      return parsed.post.id;
    });
    expect(ids).toEqual([...ids].sort());
    for (const id of ids) expect(id).toMatch(/^post_[a-z0-9]{25}$/);
  });
});

describe('an unknown key is refused with its path and the nearest name', () => {
  test.each<[string, unknown, string, string]>([
    ['at the top', { ...request, captoin: 'x' }, '/captoin', 'captoin is not a known key: did you mean "caption"?'],
    ['in a medium', { ...request, media: [{ ...image, alttext: 'x' }] }, '/media/0/alttext', 'did you mean "altText"?'],
    ['like none', { ...request, colour: 'x' }, '/colour', 'the keys here are accountId, id, kind, caption,'],
    ['in camel case', { ...request, scheduled_at: 'x' }, '/scheduled_at', 'did you mean "scheduledAt"?'],
    ['with a slash', { ...request, 'a/b~c': 'x' }, '/a~1b~0c', '["a/b~c"] is not a known key'],
    ['with a line break', { ...request, 'a\nb': 'x', captoin: 'x' }, '/captoin', 'captoin is not a known key'],
    ['__proto__', JSON.parse('{"kind": "image", "__proto__": 1}'), '/__proto__', '__proto__ is not a known key'],
  ])('%s', (_, sent, pointer, sentence) => {
    expect(issuesOf(sent)[pointer]).toContain(sentence);
  });
});

describe('a value that Instagram or we do not take', () => {
  const tags = (count: number) => Array.from({ length: count }, (_, index) => `#tag${index}`).join(' ');
  const mentions = (count: number) => Array.from({ length: count }, (_, index) => `@a.b${index}`).join(' ');

  test.each<[string, object]>([
    ['2200 characters', { caption: '🙂'.repeat(2200) }],
    ['30 hashtags', { caption: tags(30) }],
    ['20 mentions, an address of mail apart', { caption: `${mentions(20)} mail shop@example.org` }],
    ['an id of 64 characters', { id: 'a'.repeat(64) }],
    ['alt text of 1000 characters', { media: [{ ...image, altText: 'x'.repeat(1000) }] }],
    ['plain http', { media: [{ ...image, url: 'http://127.0.0.1:8080/a.jpg' }] }],
    ['a second to publish', { publishWithinSeconds: 1 }],
    ['a day to publish', { publishWithinSeconds: 86_400 }],
  ])('%s are taken', (_, change) => {
    expect(issuesOf({ ...request, ...change })).toEqual({});
  });

  test.each<[object, string, string]>([
    [{ caption: 'x'.repeat(2201) }, '/caption', 'caption has 2201 characters, and Instagram takes at most 2200'],
    [{ caption: tags(31) }, '/caption', 'caption has 31 hashtags, and Instagram takes at most 30'],
    [{ caption: mentions(21) }, '/caption', 'caption has 21 mentions, and Instagram takes at most 20'],
    [{ caption: null }, '/caption', 'caption must be text, not null.'],
    [{ accountId: 'Brand' }, '/accountId', 'accountId must be the short name of an account'],
    [{ accountId: undefined }, '/accountId', 'accountId is missing'],
    [{ id: 'a.b' }, '/id', 'id must be a post id (1 to 64 of A-Z'],
    [{ id: '' }, '/id', 'id must be a post id'],
    [{ kind: 'imgae' }, '/kind', 'kind must be one of "image", "reel", "carousel", "story", not "imgae".'],
    [{ kind: undefined }, '/kind', 'kind is missing: it must be one of "image"'],
    [{ media: [] }, '/media/0', 'media[0] is missing'],
    [
      { media: [image, image] },
      '/media',
      'media must be a list of exactly one item in a post of kind "image", not a list of 2.',
    ],
    [{ media: image }, '/media', 'media must be a list of exactly one item in a post of kind "image", not an object.'],
    [{ media: undefined }, '/media', 'media is missing'],
    [{ media: ['a.jpg'] }, '/media/0', 'media[0] must be an object, not "a.jpg".'],
    [
      { media: [{ ...image, kind: 'video' }] },
      '/media/0/kind',
      'media[0].kind must be "image" in a post of kind "image"',
    ],
    [{ media: [{ ...image, url: 'a.jpg' }] }, '/media/0/url', 'media[0].url must be an http or https address'],
    [{ media: [{ ...image, url: 'ftp://shop.example/a.jpg' }] }, '/media/0/url', 'must be an http or https address'],
    [{ media: [{ ...image, url: 'https://shop.example/ä.jpg' }] }, '/media/0/url', 'must be percent-encoded'],
    [{ media: [{ ...image, url: 'http:a.jpg' }] }, '/media/0/url', 'must be an http or https address'],
    [{ media: [{ ...image, altText: 'x'.repeat(1001) }] }, '/media/0/altText', 'has 1001 characters'],
    [{ media: [{ kind: 'image', file: 'a.jpg' }] }, '/media/0/file', 'media[0].file is for videos only'],
    [{ scheduledAt: 1_796_112_000 }, '/scheduledAt', 'scheduledAt must be a time in quotes'],
    [{ timeZone: 1 }, '/timeZone', 'timeZone must be an IANA time zone in quotes'],
    [{ publishNow: 'true' }, '/publishNow', 'publishNow must be true or false, not "true".'],
    [{ publishWithinSeconds: 0 }, '/publishWithinSeconds', 'a whole number of seconds from 1 to 86400, not 0.'],
    [{ publishWithinSeconds: 86_401 }, '/publishWithinSeconds', 'not 86401.'],
    [{ publishWithinSeconds: 1.5 }, '/publishWithinSeconds', 'not 1.5.'],
    [{ scheduledAt: '2026-12-01T09:00' }, '/scheduledAt', 'has no offset'],
  ])('%j is refused', (change, pointer, sentence) => {
    const issues = issuesOf({ ...request, ...change });
    expect(Object.keys(issues)).toEqual([pointer]);
    expect(issues[pointer]).toContain(sentence);
  });

  test.each<[unknown, string]>([
    [undefined, 'The post is missing'],
    [null, 'The post must be an object, not null.'],
    ['{}', 'The post must be an object, not "{}".'],
    [[request], 'The post must be an object, not a list of 1.'],
  ])('%j is no post', (sent, sentence) => {
    expect(issuesOf(sent)['']).toContain(sentence);
  });
});

describe('the error', () => {
  test('has all that is wrong at once, a due time that has passed included', () => {
    const sent = {
      accountId: 'Brand',
      kind: 'image',
      media: [{ url: 'x' }],
      scheduledAt: '2026-12-01T07:00:00Z',
      foo: 1,
    };
    expect(Object.keys(issuesOf(sent)).sort()).toEqual([
      '/accountId',
      '/foo',
      '/media/0/kind',
      '/media/0/url',
      '/scheduledAt',
    ]);
    expect(issuesOf(sent)['/scheduledAt']).toBe(
      'scheduledAt was 1 hour ago: give a time to come, or set "publishNow" to true.',
    );
  });

  test('says it in one message of whole sentences, whatever is sent', () => {
    const keys = fc.constantFrom(
      'accountId',
      'id',
      'kind',
      'media',
      'caption',
      'scheduledAt',
      'url',
      'altText',
      'file',
      'upload',
      'userTags',
      'params',
      'x',
    );
    const kinds = fc.constantFrom('image', 'video', 'reel', 'carousel', 'story');
    const sent = fc.letrec((tie) => ({
      any: fc.oneof(
        { maxDepth: 4 },
        fc.jsonValue(),
        fc.dictionary(keys, tie('any')),
        fc.tuple(kinds, fc.dictionary(keys, tie('any'))).map(([kind, rest]) => ({ ...rest, kind })),
        fc.array(tie('any'), { maxLength: 2 }),
      ),
    })).any;
    fc.assert(
      fc.property(sent, (input) => {
        for (const message of Object.values(issuesOf(input))) {
          expect(message).toMatch(/ (is|must|has|was|contradicts|means|happens|does|belongs|repeats) /);
          expect(message).toMatch(/[.?]$/);
          expect(message).not.toContain('Invalid');
        }
      }),
      { numRuns: 500 },
    );
  });

  test('shows no query string and no password of a URL, well-formed or not', () => {
    const secrets = ['ftp://user:secret@shop.example/a.jpg?sig=secret', 'shop.example/a?sig=secret#secret', '?secret'];
    for (const url of secrets)
      expect(JSON.stringify(issuesOf({ ...request, media: [{ ...image, url }] }))).not.toContain('secret');
  });
});
