import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { AccessToken } from '../../graph/access-token.ts';
import { excerptOf, redact, redactorFor } from '../../graph/redact.ts';

/** What access tokens are made of: RFC 6750 §2.1, and the bar in an app's own token. */
const tokenText = fc.string({
  unit: fc.constantFrom(...'ABEIGZabyz0189-._~+/|='),
  minLength: 8,
  maxLength: 60,
});
const around = fc.oneof(
  fc.string(),
  fc.constantFrom('access_token=', 'Bearer ', '"access_token":"', '&x=', ' ', '\n', '%3D', '"', 'EAA', 'IGAA'),
);

describe('redacting with the token in use', () => {
  test('lets it through in no text at all, as it is or percent-encoded', () => {
    fc.assert(
      fc.property(tokenText, fc.array(around), fc.array(around), (value, before, after) => {
        const hide = redactorFor(new AccessToken(value));
        const encoded = encodeURIComponent(value);
        const cleaned = hide(`${before.join('')}${value}${after.join('')}${encoded}${before.join('')}${value}`);
        expect(cleaned).not.toContain(value);
        expect(cleaned).not.toContain(encoded);
      }),
      { numRuns: 2_000 },
    );
  });

  test('lets no text that is made of pieces of the token put it together', () => {
    fc.assert(
      fc.property(tokenText, fc.infiniteStream(fc.nat(60)), (value, cuts) => {
        const pieces = cuts.take(12).map((cut) => value.slice(cut % value.length));
        const cleaned = redactorFor(new AccessToken(value))([...pieces, value, ...pieces].join(''));
        expect(cleaned).not.toContain(value);
      }),
    );
  });
});

describe('redacting without knowing the token', () => {
  const metaToken = fc
    .tuple(fc.constantFrom('EAA', 'IGAA'), fc.stringMatching(/^[A-Za-z0-9_-]{10,80}$/))
    .map((parts) => parts.join(''));

  test("lets nothing through that begins like one of Meta's tokens", () => {
    fc.assert(
      fc.property(metaToken, fc.string(), fc.string(), (value, before, after) => {
        expect(redact(before + value + after)).not.toContain(value);
      }),
      { numRuns: 1_000 },
    );
  });

  test.each([
    ['GET /me?access_token=abc123&fields=id', 'GET /me?access_token=[token]&fields=id'],
    ['{"access_token":"abc123","x":1}', '{"access_token":"[token]","x":1}'],
    ["{'access_token': 'abc123'}", "{'access_token': '[token]'}"],
    ['next=%2Fme%3Faccess_token%3Dabc123', 'next=%2Fme%3Faccess_token%3D[token]'],
    ['authorization: Bearer abc123', 'authorization: Bearer [token]'],
    ['?client_secret=abc&grant_type=x', '?client_secret=[token]&grant_type=x'],
    [
      'Invalid OAuth access token - Cannot parse access token',
      'Invalid OAuth access token - Cannot parse access token',
    ],
    ['https://www.instagram.com/p/DEAAxyz1234/', 'https://www.instagram.com/p/DEAAxyz1234/'],
  ])('makes %s into %s', (text, cleaned) => {
    expect(redact(text)).toBe(cleaned);
    expect(redact(cleaned)).toBe(cleaned);
  });
});

describe('an excerpt', () => {
  test('is one line of at most 300 characters', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 2_000, size: 'max' }), (text) => {
        const excerpt = excerptOf(text);
        expect(excerpt.length).toBeLessThanOrEqual(300);
        expect(excerpt).not.toMatch(/\p{Cc}/u);
      }),
    );
  });

  test('keeps a short text as it is', () => {
    expect(excerptOf('<h1>Bad gateway</h1>')).toBe('<h1>Bad gateway</h1>');
  });

  test('shows that a long text goes on', () => {
    expect(excerptOf('a'.repeat(301))).toBe(`${'a'.repeat(299)}…`);
  });
});

test('the query of an address is hidden, because it may be the key to a signed address', () => {
  const text =
    'could not be fetched from this uri: https://cdn.example/a.jpg?X-Amz-Signature=abc&X-Amz-Expires=9 (2207052)';
  expect(redact(text)).toBe('could not be fetched from this uri: https://cdn.example/a.jpg?[query] (2207052)');
});
