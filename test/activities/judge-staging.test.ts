import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { judgeReading, judgeStagingFailure, POLL_DELAYS_MS, pollDelayMs } from '../../activities/judge-staging.ts';
import type { StagingProblem } from '../../activities/staging-failure.ts';
import {
  CONTAINER_FAILED,
  CONTAINER_IN_PROGRESS,
  CONTAINER_PUBLISHED,
  NEEDS_PERSON,
  STAGING_REFUSED,
  TRANSIENT,
  USERS_UNAVAILABLE,
} from '../../contracts/staging-failures.ts';
import type { ContainerReading } from '../../graph/container-reading.ts';
import type { GraphFailure } from '../../graph/graph-answer.ts';
import { reading, uploading } from './container-readings.ts';
import { refused, unreachable, unreadable } from './samples.ts';

type Verdict = Pick<StagingProblem, 'type' | 'waitMs'>;

const AGAIN: Verdict = { type: TRANSIENT, waitMs: null };
const again = (waitMs: number): Verdict => ({ type: TRANSIENT, waitMs });
const ANOTHER_CONTAINER: Verdict = { type: CONTAINER_FAILED, waitMs: null };
const GIVE_UP: Verdict = { type: STAGING_REFUSED, waitMs: null };
const ASK_A_PERSON: Verdict = { type: NEEDS_PERSON, waitMs: null };
const WITHOUT_THEM: Verdict = { type: USERS_UNAVAILABLE, waitMs: null };

const RATE_LIMIT = { code: 4, subcode: null };
const REFUSED_PEOPLE = { code: 110, subcode: 2207018, message: 'The following user(s) cannot be accessed: ann, bob' };

describe('a call that makes a container', () => {
  test.each<[string, GraphFailure, Verdict]>([
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
    ['that names people who cannot be tagged', refused(REFUSED_PEOPLE), WITHOUT_THEM],
    ['whose token has expired', refused({ httpStatus: 401, code: 190, subcode: 463 }), ASK_A_PERSON],
    ['that lacks a permission', refused({ httpStatus: 403, code: 10 }), ASK_A_PERSON],
    ['on a restricted account', refused({ code: 25, subcode: 2207050 }), ASK_A_PERSON],
    ['that breaks a policy', refused({ code: 368 }), ASK_A_PERSON],
  ])('%s', (_case, failure, verdict) => {
    expect(judgeStagingFailure('create', failure, 0)).toMatchObject(verdict);
  });

  test('names the people whom Instagram refuses', () => {
    expect(judgeStagingFailure('create', refused(REFUSED_PEOPLE), 0).error.usernames).toEqual(['ann', 'bob']);
  });
});

describe('a call that reads a container', () => {
  test.each<[string, GraphFailure, Verdict]>([
    ['whose answer was lost', unreachable('maybe'), AGAIN],
    ['that met an unknown refusal', refused({ code: 987_654 }), AGAIN],
    ['that does not find it at the moment', refused({ code: 24, subcode: 2207008 }), AGAIN],
    ['that may not see it, as in the outage of May 2026', refused({ code: 100, subcode: 33 }), AGAIN],
    ['that is throttled', refused({ code: 17 }), again(300_000)],
    ['that does not find it', refused({ code: 24, subcode: 2207006 }), ANOTHER_CONTAINER],
    ['whose token was revoked', refused({ code: 190, subcode: 460 }), ASK_A_PERSON],
  ])('%s', (_case, failure, verdict) => {
    expect(judgeStagingFailure('container', failure, 0)).toMatchObject(verdict);
  });
});

test.each(['create', 'container'] as const)(
  'a container that Instagram does not find at the moment is given up after two minutes (%s)',
  (endpoint) => {
    const failure = refused({ code: 24, subcode: 2207008 });
    expect(judgeStagingFailure(endpoint, failure, 119_999)).toMatchObject(AGAIN);
    expect(judgeStagingFailure(endpoint, failure, 120_000)).toMatchObject(ANOTHER_CONTAINER);
  },
);

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
  const types = [TRANSIENT, CONTAINER_FAILED, STAGING_REFUSED, NEEDS_PERSON, USERS_UNAVAILABLE];
  fc.assert(
    fc.property(fc.constantFrom('create', 'container'), refusals, fc.nat(300_000), (endpoint, refusal, askedForMs) => {
      const { type, waitMs } = judgeStagingFailure(endpoint, refusal, askedForMs);
      expect(types).toContain(type);
      expect(waitMs ?? 1).toBeGreaterThan(0);
      if (type !== TRANSIENT) expect(waitMs).toBeNull();
    }),
  );
});

describe('a container that reads', () => {
  const FAILED_UPLOAD = { phase: 'error', bytes: 0, errorCode: 1_363_008 } as const;

  test.each<[string, ContainerReading, StagingProblem['type'] | undefined]>([
    ['FINISHED', reading({ statusCode: 'FINISHED' }), undefined],
    ['PUBLISHED by somebody else', reading({ statusCode: 'PUBLISHED' }), CONTAINER_PUBLISHED],
    ['IN_PROGRESS', reading(), CONTAINER_IN_PROGRESS],
    ['IN_PROGRESS with its upload complete', uploading({ phase: 'complete', bytes: 9 }), CONTAINER_IN_PROGRESS],
    ['IN_PROGRESS for ever, as its upload is in error', uploading(FAILED_UPLOAD), CONTAINER_FAILED],
    ['IN_PROGRESS for ever, as its processing is', reading({ processing: 'error' }), CONTAINER_FAILED],
    ['a word that nobody documents', reading({ statusCode: 'UNKNOWN' }), CONTAINER_IN_PROGRESS],
    ['EXPIRED', reading({ statusCode: 'EXPIRED' }), CONTAINER_FAILED],
    ['ERROR without a reason', reading({ statusCode: 'ERROR' }), CONTAINER_FAILED],
    ['ERROR after a failed download', failedBy(2207052), CONTAINER_FAILED],
    ['ERROR after a failed processing', failedBy(2207076), CONTAINER_FAILED],
    ['ERROR that nobody documents', failedBy(2207099), CONTAINER_FAILED],
    ['ERROR because of the video format', failedBy(2207026), STAGING_REFUSED],
    ['ERROR because of the aspect ratio', failedBy(2207009), STAGING_REFUSED],
  ])('%s', (_case, said, type) => {
    expect(judgeReading(said, 3_000)?.type).toBe(type);
  });

  const SENTENCE = 'In Progress: Media is still being processed.';
  test.each<[string, ContainerReading, string]>([
    ['its sentence', reading({ status: SENTENCE }), SENTENCE],
    ['its status, when there is no sentence', reading(), 'IN_PROGRESS'],
    [
      'how far its video is',
      uploading({ bytes: 50_002 }, { status: SENTENCE, processing: 'not_started' }),
      `${SENTENCE} (upload in_progress, 50002 bytes; processing not_started)`,
    ],
  ])('as still in progress is shown with %s', (_case, said, message) => {
    expect(judgeReading(said, 3_000)).toMatchObject({ waitMs: 3_000, message });
  });

  function failedBy(failureSubcode: number): ContainerReading {
    return reading({ statusCode: 'ERROR', failureSubcode });
  }
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
