import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { outcomeOfPublish } from '../../activities/publish-answer.ts';
import type { PublishAnswer } from '../../graph/held-publish.ts';
import { DUE_AT, MEDIA_ID } from '../contracts/samples.ts';
import { NO_USAGE, refused, unreachable, unreadable } from './samples.ts';

const SENT_AT = DUE_AT + 2;
const ANSWERED_AT = DUE_AT + 640;
const SENDING = { sentAt: SENT_AT, answeredAt: ANSWERED_AT };
const DAY_MS = 86_400_000;
const OK: PublishAnswer = { kind: 'ok', value: { mediaId: MEDIA_ID }, usage: NO_USAGE };

test('a media id is a publish', () => {
  expect(outcomeOfPublish(OK, SENDING, DAY_MS)).toStrictEqual({
    outcome: 'published',
    mediaId: MEDIA_ID,
    sentAt: SENT_AT,
    answeredAt: ANSWERED_AT,
  });
});

describe('the two refusals that say why nothing was published', () => {
  test.each([
    ['a container that is not ready', { code: 9007, subcode: 2207027 }, 5_000],
    ['a container that is not ready, without subcode', { code: 9007, subcode: null }, 5_000],
    ['the cap of posts a day', { httpStatus: 403, code: 9, subcode: 2207042 }, 900_000],
  ])('%s: declined', (_case, error, retryAfterMs) => {
    expect(outcomeOfPublish(refused(error), SENDING, DAY_MS)).toMatchObject({
      outcome: 'declined',
      sentAt: SENT_AT,
      retryAfterMs,
      error: { retryable: true, meta: error },
    });
  });
});

test('a cap of a shorter window is asked about sooner', () => {
  const answer = refused({ httpStatus: 403, code: 9, subcode: 2207042 });
  expect(outcomeOfPublish(answer, SENDING, 96_000)).toMatchObject({ outcome: 'declined', retryAfterMs: 1_000 });
  // An instant that is no whole millisecond would be refused by the ledger, again and again.
  expect(outcomeOfPublish(answer, SENDING, 20_000)).toMatchObject({ outcome: 'declined', retryAfterMs: 208 });
});

describe('an answer that proves nothing', () => {
  test.each<[string, PublishAnswer]>([
    ['a lost connection', unreachable('maybe')],
    ['a web page', unreadable(502)],
    ['a success without media id', unreadable(200)],
    ['an error of Instagram', refused({ httpStatus: 500, code: 2 })],
    ['a throttle, seen while the post was live', refused({ httpStatus: 403, code: 4, subcode: 2207051 })],
    ['a token that is not accepted', refused({ httpStatus: 401, code: 190 })],
    ['a container that has expired', refused({ code: 24, subcode: 2207008 })],
    ['an unknown object', refused({ code: 100, subcode: 33 })],
    ['the cap with another subcode', refused({ code: 9, subcode: 2207069 })],
    ['the cap without subcode', refused({ code: 9, subcode: null })],
    ['a refusal without code', refused({ code: null })],
  ])('%s: doubtful', (_case, answer) => {
    expect(outcomeOfPublish(answer, SENDING, DAY_MS)).toMatchObject({
      outcome: 'doubtful',
      sentAt: SENT_AT,
      error: { code: 'publish-unconfirmed', retryable: false },
    });
  });

  test('is every refusal but those two', () => {
    const proofs = ({ code, subcode }: { code: number | null; subcode: number | null }) =>
      code === 9007 || (code === 9 && subcode === 2207042);
    const errors = fc.record({
      code: fc.option(fc.oneof(fc.constantFrom(4, 9, 10, 190, 9007), fc.integer({ min: -1, max: 40_000 }))),
      subcode: fc.option(fc.oneof(fc.constant(2207042), fc.integer({ min: 2207000, max: 2207099 }), fc.integer())),
      httpStatus: fc.constantFrom(200, 400, 401, 403, 429, 500, 503),
      isTransient: fc.option(fc.boolean()),
    });
    fc.assert(
      fc.property(errors, (error) => {
        const { outcome } = outcomeOfPublish(refused(error), SENDING, DAY_MS);
        expect(outcome).toBe(proofs(error) ? 'declined' : 'doubtful');
      }),
      { numRuns: 1_000 },
    );
  });
});

describe('a request of which nothing was written', () => {
  test.each<[string, PublishAnswer, number | null]>([
    ['because there was no instant of writing', unreachable('no'), null],
    ['whatever came back', refused({ code: 4 }), null],
    ['as the connection says', unreachable('no'), SENT_AT],
  ])('was not sent, %s', (_case, answer, sentAt) => {
    expect(outcomeOfPublish(answer, { ...SENDING, sentAt }, DAY_MS)).toStrictEqual({
      outcome: 'not-sent',
      reason: 'the connection to Instagram was gone before anything was written',
    });
  });
});
