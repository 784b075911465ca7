import { describe, expect, test } from '@jest/globals';
import type { AttemptMemory } from '../../activities/attempt-memory.ts';
import {
  type CollaborationEndpoint,
  isLimitOfTheDay,
  isNotFound,
  isNotTaken,
  judgeCollaborationFailure,
  memoryAfter,
} from '../../activities/judge-collaboration.ts';
import { NEEDS_PERSON, TRANSIENT } from '../../contracts/staging-failures.ts';
import type { GraphFailure } from '../../graph/graph-answer.ts';
import { refused, unreachable, unreadable } from './samples.ts';

const ENDPOINTS: readonly CollaborationEndpoint[] = ['read', 'answer'];
const NONE: AttemptMemory = { failures: 0, throttles: 0, mayHaveBeenTaken: false };
const RATE = refused({ httpStatus: 403, code: 4 });

describe.each(ENDPOINTS)('a throttled call (%s)', (endpoint) => {
  test.each<[string, number | null, number]>([
    ['for as long as Instagram says', 7, 420_000],
    ['for five minutes when it does not say', null, 300_000],
    ['for five minutes when it says none', 0, 300_000],
  ])('waits %s, which is no failure and never the last try', (_case, regainAccessMinutes, waitMs) => {
    const failure = refused({ httpStatus: 403, code: 4 }, { regainAccessMinutes });
    for (const failures of [0, 5, 100]) {
      const judged = judgeCollaborationFailure(endpoint, failure, { failures });
      expect(judged).toMatchObject({ type: TRANSIENT, waitMs, isWaiting: true, error: { code: 'rate-limited' } });
      expect(judged.isLast ?? false).toBe(false);
    }
  });

  test.each([4, 17, 32, 341, 613, 80_002])('is one with the code %i', (code) => {
    expect(judgeCollaborationFailure(endpoint, refused({ code }), NONE).isWaiting).toBe(true);
  });

  test('is the limit of the day when it is the third one', () => {
    const told = [0, 1, 2, 3].map((throttles) => isLimitOfTheDay(endpoint, RATE, { throttles }));
    expect(told).toEqual([false, false, true, true]);
  });
});

describe('only a person can help', () => {
  test.each<[string, GraphFailure, CollaborationEndpoint, string]>([
    ['with a token that has expired', refused({ httpStatus: 401, code: 190, subcode: 463 }), 'read', 'token-expired'],
    ['with a token that is refused', refused({ code: 190 }), 'answer', 'token-invalid'],
    ['with a permission that is missing', refused({ httpStatus: 403, code: 10 }), 'answer', 'permission-missing'],
    ['with an edge that the account has not', refused({ code: 100 }), 'read', 'permission-missing'],
    ['with an account that is restricted', refused({ code: 25 }), 'answer', 'account-restricted'],
    ['with a path that Instagram does not know', refused({ code: 2500 }), 'read', 'request-malformed'],
  ])('%s', (_case, failure, endpoint, code) => {
    for (const failures of [0, 5])
      expect(judgeCollaborationFailure(endpoint, failure, { failures })).toMatchObject({
        type: NEEDS_PERSON,
        error: { code, retryable: false },
      });
    expect(isLimitOfTheDay(endpoint, failure, { throttles: 5 })).toBe(false);
  });
});

describe('what passes is tried', () => {
  const triesOf = (endpoint: CollaborationEndpoint, failure: GraphFailure): number => {
    let memory = NONE;
    for (let tries = 1; tries < 100; tries += 1) {
      const { type, isLast = false } = judgeCollaborationFailure(endpoint, failure, memory);
      expect(type).toBe(TRANSIENT);
      if (isLast) return tries;
      memory = memoryAfter(endpoint, failure, memory);
    }
    throw new Error('There is no end.');
  };

  test.each<[string, CollaborationEndpoint, number, GraphFailure]>([
    ['a request that never left', 'read', 6, unreachable('no')],
    ['a page that was lost', 'read', 6, unreachable('maybe')],
    ['a success without what was asked for', 'read', 6, unreadable(200)],
    ['an object that cannot be read just now', 'read', 6, refused({ code: 100, subcode: 33 })],
    ['a refusal of a list that nobody documents', 'read', 6, refused({ code: 987_654 })],
    ['an answer that never left', 'answer', 3, unreachable('no')],
    ['an answer that was lost', 'answer', 3, unreachable('maybe')],
    ['a web page', 'answer', 3, unreadable(502)],
    ['an error of Instagram', 'answer', 3, refused({ httpStatus: 500, code: 2 })],
    ['an unknown error of Instagram', 'answer', 3, refused({ httpStatus: 503, code: 987_654 })],
  ])('%s (%s) %i times', (_case, endpoint, times, failure) => {
    expect(triesOf(endpoint, failure)).toBe(times);
    expect(isLimitOfTheDay(endpoint, failure, { throttles: 5 })).toBe(false);
  });

  test.each(ENDPOINTS)('(%s) again as often after what the throttles before have counted', (endpoint) => {
    const throttled = memoryAfter(endpoint, RATE, memoryAfter(endpoint, RATE, NONE));
    const { isLast } = judgeCollaborationFailure(endpoint, unreachable('no'), throttled);
    expect(isLast).toBe(false);
  });
});

describe('what the next attempt has to know', () => {
  test.each(ENDPOINTS)('of a throttle (%s) is that there was one more', (endpoint) => {
    const memory = { failures: 2, throttles: 1, mayHaveBeenTaken: false };
    expect(memoryAfter(endpoint, RATE, memory)).toEqual({ ...memory, throttles: 2 });
  });

  test.each(ENDPOINTS)('of another failure (%s) is that there was one more', (endpoint) => {
    const memory = { failures: 2, throttles: 1, mayHaveBeenTaken: false };
    expect(memoryAfter(endpoint, unreachable('no'), memory)).toEqual({ ...memory, failures: 3 });
  });

  test.each<[string, GraphFailure, boolean]>([
    ['where what was sent was lost', unreachable('maybe'), true],
    ['where what came back is a web page', unreadable(502), true],
    ['where what came back is a success without words', unreadable(200), true],
    ['where Instagram had an error of its own', refused({ httpStatus: 500, code: 2 }), true],
    ['where Instagram had an unknown error of its own', refused({ httpStatus: 503 }), true],
    ['where Instagram was throttled itself', refused({ httpStatus: 500, code: 4 }), true],
    ['but not where it never left', unreachable('no'), false],
    ['but not where Instagram refused it', refused({ code: 100 }), false],
    ['but not where Instagram refused it for now', refused({ code: 987_654, isTransient: true }), false],
    ['but not where Instagram called its error one of its own, and refused it', refused({ code: 2 }), false],
    ['but not where it was throttled', RATE, false],
    ['but not where the token was refused', refused({ httpStatus: 401, code: 190 }), false],
  ])('is that an answer may have been taken, %s', (_case, failure, mayHaveBeenTaken) => {
    expect(memoryAfter('answer', failure, NONE)).toMatchObject({ mayHaveBeenTaken });
    expect(memoryAfter('answer', failure, { ...NONE, mayHaveBeenTaken: true })).toMatchObject({
      mayHaveBeenTaken: true,
    });
  });
});

describe('Instagram has not found a media', () => {
  test.each<[string, GraphFailure, boolean]>([
    ['with 100', refused({ code: 100 }), true],
    ['with 100 for an object that is gone', refused({ code: 100, subcode: 33 }), true],
    ['but not with another refusal', refused({ code: 987_654 }), false],
    ['but not with a refusal without a code', refused({}), false],
    ['but not with a throttle', RATE, false],
    ['but not with a refusal of the token', refused({ code: 190 }), false],
    ['but not where the request was lost', unreachable('maybe'), false],
    ['but not with a web page', unreadable(404), false],
  ])('%s', (_case, failure, isOne) => {
    expect(isNotFound(failure)).toBe(isOne);
  });
});

describe('Instagram has not taken an answer', () => {
  test.each<[string, GraphFailure, boolean]>([
    ['with 100', refused({ code: 100 }), true],
    ['with 100 for an object that is gone', refused({ code: 100, subcode: 33 }), true],
    ['with a refusal that nobody documents', refused({ code: 987_654 }), true],
    ['with a refusal without a code', refused({}), true],
    ['but not with an error of its own', refused({ httpStatus: 500, code: 2 }), false],
    ['but not with an error that it calls passing', refused({ code: 987_654, isTransient: true }), false],
    ['but not with a throttle', RATE, false],
    ['but not with a refusal of the token', refused({ code: 190 }), false],
    ['but not where the answer was lost', unreachable('maybe'), false],
    ['but not where the request never left', unreachable('no'), false],
    ['but not with a web page', unreadable(502), false],
  ])('%s', (_case, failure, isOne) => {
    expect(isNotTaken(failure)).toBe(isOne);
  });
});
