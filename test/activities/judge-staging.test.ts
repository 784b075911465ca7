import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  type ContainerVerdict,
  judgeReading,
  judgeStagingFailure,
  POLL_DELAYS_MS,
  pollDelayMs,
  type StagingVerdict,
} from '../../activities/judge-staging.ts';
import { CONTAINER_FAILED, STAGING_REFUSED, TRANSIENT } from '../../contracts/staging-failures.ts';
import type { ContainerReading } from '../../graph/container-reading.ts';
import type { GraphFailure } from '../../graph/graph-answer.ts';
import { refused, unreachable, unreadable } from './samples.ts';

const AGAIN: StagingVerdict = { type: TRANSIENT, afterMs: undefined };
const again = (afterMs: number): StagingVerdict => ({ type: TRANSIENT, afterMs });
const ANOTHER_CONTAINER: StagingVerdict = { type: CONTAINER_FAILED };
const GIVE_UP: StagingVerdict = { type: STAGING_REFUSED };

const RATE_LIMIT = { code: 4, subcode: null };

describe('a call that makes a container', () => {
  test.each<[string, GraphFailure, StagingVerdict]>([
    ['that never left', unreachable('no'), AGAIN],
    ['whose answer was lost', unreachable('maybe'), AGAIN],
    ['that got a web page', unreadable(502), AGAIN],
    ['that got a success without an id', unreadable(200), AGAIN],
    ['that met an error of Instagram', refused({ httpStatus: 500, code: 2 }), AGAIN],
    ['that met an unknown transient error', refused({ code: 987_654, isTransient: true }), AGAIN],
    ['whose medium is not ready yet', refused({ code: 9007, subcode: 2207027 }), again(5_000)],
    ['that is throttled for an unknown time', refused(RATE_LIMIT), again(300_000)],
    ['that is throttled although the header says no', refused(RATE_LIMIT, { regainAccessMinutes: 0 }), again(300_000)],
    ['that is throttled for seven minutes', refused(RATE_LIMIT, { regainAccessMinutes: 7 }), again(420_000)],
    ['that met the cap of containers', refused({ code: 9, subcode: null }), again(300_000)],
    ['whose picture could not be fetched', refused({ code: 9004, subcode: 2207052 }), ANOTHER_CONTAINER],
    ['that met an unknown refusal', refused({ code: 987_654 }), ANOTHER_CONTAINER],
    ['whose picture is too large', refused({ code: 36_000, subcode: 2207004 }), GIVE_UP],
    ['whose caption is too long', refused({ code: 36_004, subcode: 2207010 }), GIVE_UP],
    ['whose token has expired', refused({ httpStatus: 401, code: 190, subcode: 463 }), GIVE_UP],
    ['that lacks a permission', refused({ httpStatus: 403, code: 10 }), GIVE_UP],
  ])('%s', (_case, failure, verdict) => {
    expect(judgeStagingFailure('create', failure)).toStrictEqual(verdict);
  });
});

describe('a call that reads a container', () => {
  test.each<[string, GraphFailure, StagingVerdict]>([
    ['whose answer was lost', unreachable('maybe'), AGAIN],
    ['that met an unknown refusal', refused({ code: 987_654 }), AGAIN],
    ['that does not find it at the moment', refused({ code: 24, subcode: 2207008 }), AGAIN],
    ['that may not see it, as in an outage', refused({ code: 100, subcode: 33 }), AGAIN],
    ['that is throttled', refused({ code: 17 }), again(300_000)],
    ['that does not find it', refused({ code: 24, subcode: 2207006 }), ANOTHER_CONTAINER],
    ['whose token was revoked', refused({ code: 190, subcode: 460 }), GIVE_UP],
  ])('%s', (_case, failure, verdict) => {
    expect(judgeStagingFailure('container', failure)).toStrictEqual(verdict);
  });
});

test('whatever Instagram refuses with, there is a verdict, and no wait is negative', () => {
  const refusals = fc
    .record({
      code: fc.option(fc.oneof(fc.constantFrom(-1, 4, 9, 10, 17, 24, 100, 190, 9004, 9007, 36_000), fc.integer())),
      subcode: fc.option(fc.oneof(fc.integer({ min: 2207000, max: 2207099 }), fc.integer())),
      httpStatus: fc.constantFrom(200, 400, 401, 403, 429, 500, 503),
      isTransient: fc.option(fc.boolean()),
      minutes: fc.option(fc.nat(1_440)),
    })
    .map(({ minutes, ...error }) => refused(error, { regainAccessMinutes: minutes }));
  fc.assert(
    fc.property(fc.constantFrom('create', 'container'), refusals, (endpoint, refusal) => {
      const verdict = judgeStagingFailure(endpoint, refusal);
      expect([TRANSIENT, CONTAINER_FAILED, STAGING_REFUSED]).toContain(verdict.type);
      if (verdict.type === TRANSIENT) expect(verdict.afterMs ?? 1).toBeGreaterThan(0);
    }),
  );
});

describe('a container that reads', () => {
  const READINGS = {
    FINISHED: { statusCode: 'FINISHED', verdict: 'finished' },
    PUBLISHED: { statusCode: 'PUBLISHED', verdict: 'published' },
    IN_PROGRESS: { statusCode: 'IN_PROGRESS', verdict: 'in-progress' },
    UNKNOWN: { statusCode: 'UNKNOWN', verdict: 'in-progress' },
    ERROR: { statusCode: 'ERROR', verdict: 'failed' },
    EXPIRED: { statusCode: 'EXPIRED', verdict: 'failed' },
  } as const satisfies {
    readonly [Code in ContainerReading['statusCode']]: {
      readonly statusCode: Code;
      readonly verdict: ContainerVerdict;
    };
  };

  test.each(Object.values(READINGS))('$statusCode is $verdict', ({ statusCode, verdict }) => {
    expect(judgeReading({ statusCode, status: null, failureSubcode: null })).toBe(verdict);
  });

  test.each<[string, number, ContainerVerdict]>([
    ['a download that failed', 2207052, 'failed'],
    ['a processing that failed', 2207076, 'failed'],
    ['an error that nobody documents', 2207099, 'failed'],
    ['a video format that Instagram does not take', 2207026, 'refused'],
    ['an aspect ratio that Instagram does not take', 2207009, 'refused'],
  ])('ERROR because of %s (%d) is %s', (_case, failureSubcode, verdict) => {
    expect(judgeReading({ statusCode: 'ERROR', status: null, failureSubcode })).toBe(verdict);
  });
});

describe('the wait before the next reading', () => {
  test('grows from three seconds to a minute', () => {
    expect([1, 2, 3, 4, 5, 6, 7, 8, 1_000].map((reading) => pollDelayMs(reading))).toEqual([
      3_000, 5_000, 8_000, 13_000, 20_000, 30_000, 60_000, 60_000, 60_000,
    ]);
    expect(POLL_DELAYS_MS).toEqual(POLL_DELAYS_MS.toSorted((a, b) => a - b));
  });

  test('is what the installation says, and the last of it from then on', () => {
    expect([1, 2, 3, 99].map((reading) => pollDelayMs(reading, [50, 200]))).toEqual([50, 200, 200, 200]);
  });
});
