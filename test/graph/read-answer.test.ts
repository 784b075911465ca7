import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { createdContainer, mediaPermalink, publishedMedia, readAnswer } from '../../graph/read-answer.ts';
import { facebookAccount, TOKEN } from './graph-stand-in.ts';

const { token } = facebookAccount;
const answer = (httpStatus: number, body: unknown, headers = {}) =>
  readAnswer(
    { kind: 'response', httpStatus, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
    publishedMedia,
    token,
  );

const NO_USAGE = { app: null, account: null };
const NO_WORDS = {
  type: null,
  code: null,
  subcode: null,
  message: '',
  userTitle: null,
  userMessage: null,
  isTransient: null,
  fbtraceId: null,
};

describe("Instagram's error envelope", () => {
  test('is read whole', () => {
    const error = {
      message: 'The image size is too large.',
      type: 'OAuthException',
      code: 36000,
      error_subcode: 2207004,
      is_transient: false,
      error_user_title: 'Image size too large',
      error_user_msg: 'The image is too large to download. It should be less than 8 MiB.',
      fbtrace_id: 'A6LJylpZRKw2xKLFsAP-cJh',
    };
    expect(answer(400, { error }, { 'x-app-usage': '{"call_count":12}' })).toEqual({
      kind: 'refused',
      usage: { app: { percent: 12, regainAccessMinutes: null }, account: null },
      error: {
        httpStatus: 400,
        type: 'OAuthException',
        code: 36000,
        subcode: 2207004,
        message: 'The image size is too large.',
        userTitle: 'Image size too large',
        userMessage: 'The image is too large to download. It should be less than 8 MiB.',
        isTransient: false,
        fbtraceId: 'A6LJylpZRKw2xKLFsAP-cJh',
      },
    });
  });

  test.each<[string, object, object]>([
    ['nothing in it', {}, {}],
    ['a code of minus one', { code: -1 }, { code: -1 }],
    ['numbers as text', { code: '190', error_subcode: '463' }, { code: 190, subcode: 463 }],
    [
      'a name in the place of the code',
      { code: 'INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID', message: 'Fatal' },
      { code: null, message: 'INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID: Fatal' },
    ],
    ['a code that is neither', { code: 'none of your business' }, { code: null }],
    ['a fractional code', { code: 1.5 }, { code: null }],
    ['nulls', { message: null, code: null, error_user_msg: null, is_transient: null }, {}],
    ['fields of other types', { message: { text: 'x' }, type: 7, is_transient: 'yes', fbtrace_id: [] }, {}],
    ['fields that nobody knows', { code: 4, brand_new: true }, { code: 4 }],
    ['a message of several lines', { message: 'one\n\ttwo ' }, { message: 'one two' }],
    ['a very long message', { message: 'm'.repeat(5_000) }, { message: `${'m'.repeat(299)}…` }],
  ])('is read with %s', (_case, error, expected) => {
    expect(answer(500, { error })).toEqual({
      kind: 'refused',
      usage: NO_USAGE,
      error: { httpStatus: 500, ...NO_WORDS, ...expected },
    });
  });

  test('wins over a status of 200 and over an id beside it', () => {
    expect(answer(200, { id: '18000000000000001', error: { code: 2 } })).toMatchObject({ kind: 'refused' });
  });
});

describe('a success', () => {
  test.each([
    ['as text', { id: '18000000000000001' }],
    ['as an exact number', { id: 1800000000000 }],
    ['with fields beside it', { id: '18000000000000001', extra: { deep: [1] } }],
    ['with an empty error beside it', { id: '18000000000000001', error: null }],
  ])('is taken with the id %s', (_case, body) => {
    expect(answer(200, body)).toMatchObject({ kind: 'ok', value: { mediaId: String(body.id) } });
  });

  test.each<[string, number, unknown]>([
    ['an empty body', 200, ''],
    ['HTML', 200, '<html><body>Sorry, something went wrong.</body></html>'],
    ['truncated JSON', 200, '{"id":"1800000000'],
    ['no id', 200, { success: true }],
    ['an empty id', 200, { id: '' }],
    ['an id that is no number', 200, { id: 'abc' }],
    ['an id too large to be exact', 200, '{"id":18000000000000000001}'],
    ['null', 200, 'null'],
    ['an array', 200, [{ id: '18000000000000001' }]],
    ['an id, but a status that is no success', 500, { id: '18000000000000001' }],
    ['a redirect', 302, { id: '18000000000000001' }],
    ['an error that is not an envelope', 400, { error: 'invalid_grant' }],
    ['an HTML error page', 502, '<h1>502 Bad Gateway</h1>'],
  ])('is never made of %s', (_case, status, body) => {
    expect(answer(status, body)).toMatchObject({ kind: 'unreadable', httpStatus: status });
  });

  test('is what each call asked for, and nothing else', () => {
    const wire = (body: object) => ({
      kind: 'response' as const,
      httpStatus: 200,
      headers: {},
      body: JSON.stringify(body),
    });
    const permalink = 'https://www.instagram.com/p/DEAAxyz1234/';
    expect(readAnswer(wire({ permalink }), mediaPermalink, token)).toMatchObject({ kind: 'ok', value: { permalink } });
    expect(readAnswer(wire({ permalink: 'javascript:alert(1)' }), mediaPermalink, token).kind).toBe('unreadable');
    expect(readAnswer(wire({ id: '17' }), createdContainer, token)).toMatchObject({ value: { containerId: '17' } });
  });
});

describe('no answer', () => {
  const escaped = [...TOKEN].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');

  test.each([
    ['in a message', 400, `{"error":{"message":"Cannot parse ${TOKEN}","code":190}}`],
    ['in every field', 400, `{"error":{"type":"${TOKEN}","error_user_msg":"${TOKEN}","fbtrace_id":"${TOKEN}"}}`],
    ['behind escape sequences', 400, `{"error":{"message":"${escaped}"}}`],
    ['behind escape sequences, without an envelope', 400, `{"detail":"${escaped}"}`],
    ['as a key', 400, `{"${TOKEN}":1}`],
    ['in a page', 500, `<pre>Authorization: Bearer ${TOKEN}</pre>`],
    ['where an excerpt ends', 500, `${'x'.repeat(290)}${TOKEN}`],
    ['in a paging link', 200, `{"paging":{"next":"https://x/?access_token=${encodeURIComponent(TOKEN)}"}}`],
  ])('holds the token when it is echoed %s', (_case, status, body) => {
    const shown = JSON.stringify(answer(status, body));
    expect(shown).not.toContain(TOKEN);
    expect(shown).not.toContain(TOKEN.slice(0, 12));
  });

  test('makes reading fail, whatever it holds', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        expect(['refused', 'unreadable']).toContain(answer(status, body).kind);
      }),
    );
  });
});
