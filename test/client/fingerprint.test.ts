import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { differences, duePartOf, fingerprintOf } from '../../client/fingerprint.ts';
import { parsePostRequest } from '../../client/parse-post-request.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const LATER = NOW + 86_400_000;
const request = {
  accountId: 'brand',
  id: 'order-8841',
  kind: 'image',
  caption: 'Hello',
  media: [{ kind: 'image', url: 'https://shop.example/a.jpg?sig=1', altText: 'A bicycle' }],
  scheduledAt: '2026-12-01T10:00:00+01:00',
};
const differencesOf = (one: object, other: object) =>
  differences(parsePostRequest(one, NOW).fingerprint, parsePostRequest(other, LATER).fingerprint);

describe('a repeat is known again, on another day too', () => {
  const { scheduledAt: _, ...now } = { ...request, publishNow: true };
  const reversed = Object.fromEntries(Object.entries(request).reverse());
  test.each<[string, object, object]>([
    ['word for word', request, request],
    ['keys in another order', request, reversed],
    ['a default spelled out', request, { ...request, publishWithinSeconds: 3600, publishNow: false }],
    ['another offset', request, { ...request, scheduledAt: '2026-12-01T09:00:00.000Z' }],
    ['a zone', request, { ...request, scheduledAt: '2026-12-01T10:00', timeZone: 'Europe/Berlin' }],
    ['now', now, now],
    [
      'now, with a time that has passed',
      { ...request, scheduledAt: '2026-12-01T07:00:00Z', publishNow: true },
      {
        ...request,
        scheduledAt: '2026-12-01T08:00:00+01:00',
        publishNow: true,
      },
    ],
  ])('%s', (_name, one, other) => {
    expect(differencesOf(one, other)).toEqual([]);
  });
});

test('what an edit leaves of it is the due time', () => {
  const { fingerprint } = parsePostRequest({ ...request, scheduledAt: '2026-12-01T07:00:00Z', publishNow: true }, NOW);
  expect(Object.keys(duePartOf(fingerprint)).sort()).toEqual(['/publishNow', '/scheduledAt']);
  expect(Object.keys(duePartOf(parsePostRequest(request, NOW).fingerprint))).toEqual(['/scheduledAt']);
  expect(duePartOf({ '/caption': 'ab' })).toEqual({});
});

describe('another post is told by what differs', () => {
  test.each<[object, string[]]>([
    [{ caption: 'Hello!' }, ['/caption']],
    [{ caption: undefined }, ['/caption']],
    [{ scheduledAt: '2026-12-01T10:00:00.001+01:00' }, ['/scheduledAt']],
    [{ media: [{ ...request.media[0], url: 'https://shop.example/a.jpg?sig=2' }] }, ['/media/0/url']],
    [{ media: [{ kind: 'image', url: 'https://shop.example/a.jpg?sig=1' }] }, ['/media/0/altText']],
    [{ publishWithinSeconds: 60 }, ['/publishWithinSeconds']],
    [{ collaborators: ['a', 'b'], params: { x: 1 } }, ['/collaborators/0', '/collaborators/1', '/params/x']],
    [{ media: [{ ...request.media[0], userTags: [{ username: 'a', x: 0, y: 1 }] }] }, ['/media/0/userTags']],
    [{ scheduledAt: '2026-12-01T07:00:00Z', publishNow: true }, ['/publishNow', '/scheduledAt']],
    [{ scheduledAt: undefined, publishNow: true, caption: 'x' }, ['/caption', '/publishNow', '/scheduledAt']],
  ])('%j', (change, pointers) => {
    expect(differencesOf(request, { ...request, ...change })).toEqual(pointers);
  });
});

describe('for any JSON', () => {
  const object = fc.dictionary(fc.string(), fc.jsonValue());
  const shuffled = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(shuffled);
    if (typeof value !== 'object' || value === null) return value;
    return Object.fromEntries(
      Object.entries(value)
        .reverse()
        .map(([key, child]) => [key, shuffled(child)]),
    );
  };

  test('the order of keys makes no difference at any depth', () => {
    fc.assert(
      fc.property(object, (content) => {
        expect(differences(fingerprintOf(content), fingerprintOf({ ...(shuffled(content) as object) }))).toEqual([]);
      }),
    );
  });

  test('a leaf that changes is named, and nothing else is', () => {
    fc.assert(
      fc.property(object, fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 0 }), (content, key, leaf) => {
        const one = fingerprintOf({ ...content, [key]: { leaf } });
        const other = fingerprintOf({ ...content, [key]: { leaf: [leaf] } });
        expect(differences(one, other)).toEqual([`/${key}/leaf`, `/${key}/leaf/0`]);
        expect(differences(one, one)).toEqual([]);
      }),
    );
  });

  test('what lies deep is one leaf, named by where it begins', () => {
    fc.assert(
      fc.property(object, fc.stringMatching(/^[a-z]{1,8}$/), fc.jsonValue({ maxDepth: 0 }), (content, key, leaf) => {
        const one = fingerprintOf({ ...content, [key]: { a: { b: { c: leaf } } } });
        const other = fingerprintOf({ ...content, [key]: { a: { b: { c: [leaf] } } } });
        expect(differences(one, other)).toEqual([`/${key}/a/b`]);
      }),
    );
  });

  test('no value can be read out of it', () => {
    expect(JSON.stringify(fingerprintOf({ caption: 'secret words' }))).toMatch(/^{"\/caption":"[0-9a-f]{16}"}$/);
  });
});
