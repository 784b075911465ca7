import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { FOREIGN_UPLOAD_HOST } from '../../graph/upload.ts';
import { readUploadAnswer, type UploadAnswer, type UploadFailure } from '../../graph/upload-answer.ts';
import { judgeUpload, type UploadVerdict, uploadPostError } from '../../graph/upload-outcome.ts';
import { facebookAccount, TOKEN } from './graph-stand-in.ts';

const read = (httpStatus: number, body: unknown, headers: Record<string, string> = {}): UploadAnswer =>
  readUploadAnswer(
    { kind: 'response', httpStatus, headers, body: typeof body === 'string' ? body : JSON.stringify(body) },
    facebookAccount.token,
  );

const failed = (httpStatus: number, body: unknown, headers: Record<string, string> = {}): UploadFailure => {
  const answer = read(httpStatus, body, headers);
  if (answer.kind === 'ok') throw new Error('No failure.');
  return answer;
};

const debugInfo = (type: string, message = 'no', retriable = false) => ({ debug_info: { retriable, type, message } });
const NESTED = '{"success":false,"error":{"message":"unauthorized user request"}}';
const PAGE = '<h1>Sorry</h1>';

describe('an answer of the upload host', () => {
  test.each<[string, number, unknown, Record<string, string>, UploadVerdict, string | null]>([
    ['a success', 200, { success: true, message: 'Upload successful. ...' }, {}, 'done', null],
    ['a bad token', 400, debugInfo('NotAuthorizedError'), {}, 'person', 'upload-not-authorized'],
    ['a refused processing', 400, debugInfo('ProcessingFailedError', NESTED), {}, 'ask-container', 'upload-refused'],
    ['a wrong offset', 412, debugInfo('OffsetInvalidError', 'no', true), {}, 'resume', 'upload-interrupted'],
    ['a wrong offset, in other words', 412, PAGE, {}, 'resume', 'upload-interrupted'],
    ['a short body', 400, debugInfo('PartialRequestError'), {}, 'resume', 'upload-interrupted'],
    [
      'a throttle that calls itself final',
      429,
      { backoff: 10_000, ...debugInfo('RequestRateLimitedError') },
      {},
      { waitMs: 10_000 },
      'rate-limited',
    ],
    ['a throttle of no length', 429, PAGE, {}, { waitMs: 10_000 }, 'rate-limited'],
    [
      'a throttle with another status',
      400,
      debugInfo('RequestRateLimitedError'),
      {},
      { waitMs: 10_000 },
      'rate-limited',
    ],
    ['a throttle of a year', 429, { backoff: 3e10, ...debugInfo('x') }, {}, { waitMs: 300_000 }, 'rate-limited'],
    ['a throttle with a header', 429, PAGE, { 'retry-after': '7' }, { waitMs: 7_000 }, 'rate-limited'],
    ['an error of its own', 500, debugInfo('InternalError'), {}, 'resume', 'upload-interrupted'],
    ['a page of a proxy', 502, PAGE, {}, 'resume', 'upload-interrupted'],
    ['a time to come back', 503, PAGE, { 'retry-after': '2' }, { waitMs: 2_000 }, 'upload-interrupted'],
    [
      "Graph's own envelope",
      400,
      { error: { type: 'OAuthException', message: 'x', code: 190 } },
      {},
      'person',
      'upload-not-authorized',
    ],
    [
      "Graph's own envelope, for an error of its own",
      500,
      { error: { type: 'OAuthException', code: 2 } },
      {},
      'resume',
      'upload-interrupted',
    ],
    ['no permission', 403, PAGE, {}, 'person', 'upload-not-authorized'],
    [
      'a malformed header',
      400,
      debugInfo('InvalidHeaderError', 'Invalid Header format'),
      {},
      'ask-container',
      'upload-refused',
    ],
    ['something new that passes', 400, debugInfo('NewError', 'x', true), {}, 'resume', 'upload-interrupted'],
    ['something new that does not', 418, debugInfo('NewError'), {}, 'ask-container', 'upload-refused'],
    [
      'a failure with the status of a success',
      200,
      debugInfo('ProcessingFailedError'),
      {},
      'ask-container',
      'upload-refused',
    ],
    ['a success that says nothing', 200, '', {}, 'ask-container', 'answer-unreadable'],
    ['a success that is none', 200, { success: false }, {}, 'ask-container', 'answer-unreadable'],
    ['a page with the status of a success', 200, PAGE, {}, 'ask-container', 'answer-unreadable'],
  ])('that is %s', (_case, httpStatus, body, headers, verdict, code) => {
    const answer = read(httpStatus, body, headers);
    expect(judgeUpload(answer)).toEqual(verdict);
    expect(answer.kind === 'ok' ? null : uploadPostError(answer).code).toBe(code);
  });

  test.each<[string, UploadVerdict]>([
    ['ECONNRESET', 'resume'],
    ['ETIMEDOUT', 'resume'],
    [FOREIGN_UPLOAD_HOST, 'person'],
  ])('that never came, with %s', (code, verdict) => {
    expect(judgeUpload({ kind: 'unreachable', sent: 'maybe', code, message: 'x' })).toEqual(verdict);
  });

  test('is waited for until a date that it gives', () => {
    const headers = { 'retry-after': new Date(Date.now() + 60_000).toUTCString() };
    const { waitMs } = judgeUpload(failed(503, PAGE, headers)) as { waitMs: number };
    expect(waitMs).toBeGreaterThan(57_000);
    expect(waitMs).toBeLessThanOrEqual(60_000);
    expect(judgeUpload(failed(503, PAGE, { 'retry-after': new Date(0).toUTCString() }))).toEqual({ waitMs: 0 });
    expect(judgeUpload(failed(503, PAGE, { 'retry-after': 'soon' }))).toBe('resume');
  });

  test('shows the sentence inside the sentence', () => {
    expect(failed(400, debugInfo('ProcessingFailedError', NESTED))).toEqual({
      kind: 'refused',
      httpStatus: 400,
      type: 'ProcessingFailedError',
      retriable: false,
      backoffMs: null,
      message: 'unauthorized user request',
    });
    const twice = JSON.stringify({ error: { message: NESTED } });
    expect(failed(400, debugInfo('ProcessingFailedError', twice))).toMatchObject({
      message: 'unauthorized user request',
    });
  });

  test("is told to people in our words, Meta's beside them", () => {
    expect(uploadPostError(failed(400, debugInfo('NotAuthorizedError', 'User not authorized')))).toMatchObject({
      code: 'upload-not-authorized',
      category: 'token',
      retryable: false,
      meta: { httpStatus: 400, type: 'NotAuthorizedError', code: null, message: 'User not authorized' },
    });
    const lost = { kind: 'unreachable', sent: 'maybe', code: 'ECONNRESET', message: 'socket hang up' } as const;
    expect(uploadPostError(lost)).toMatchObject({
      message: expect.stringContaining('socket hang up (ECONNRESET)'),
      meta: null,
    });
    expect(uploadPostError(failed(200, PAGE))).toMatchObject({ meta: { httpStatus: 200, message: PAGE } });
  });

  test.each<[string, unknown]>([
    ['in the message', debugInfo('NotAuthorizedError', `OAuth ${TOKEN}`)],
    ['in the type', debugInfo(TOKEN)],
    ['inside the message', debugInfo('x', JSON.stringify({ error: { message: `bad ${TOKEN}` } }))],
    ['behind escapes inside the message', debugInfo('x', `{"error":{"message":"${escaped(TOKEN)}"}}`)],
    ['on a page', `<p>${TOKEN}</p>`],
  ])('never holds the token when it is echoed %s', (_case, body) => {
    for (const status of [200, 400, 500]) expect(JSON.stringify(read(status, body))).not.toContain('EAAsecret');
  });

  test('is judged and explained, whatever it is', () => {
    fc.assert(
      fc.property(fc.integer({ min: 200, max: 599 }), fc.oneof(fc.string(), fc.json()), (status, body) => {
        const answer = read(status, body);
        expect(judgeUpload(answer)).toBeDefined();
        if (answer.kind !== 'ok') expect(uploadPostError(answer).message).not.toBe('');
      }),
    );
  });
});

function escaped(text: string): string {
  return [...text].map((character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`).join('');
}
