import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { MetaError } from '../../contracts/post-error.ts';
import type { ContainerReading } from '../../graph/container-reading.ts';
import type { GraphFailure } from '../../graph/graph-answer.ts';
import { ALL_OUTCOMES } from '../../graph/outcome.ts';
import { OUTCOME_CLASSES } from '../../graph/outcome-classes.ts';
import { ENDPOINTS, type Endpoint, OUTCOME_TABLE, type OutcomeRow } from '../../graph/outcome-table.ts';
import {
  containerPostError,
  isUsersUnavailable,
  outcomeOf,
  outcomeOfContainer,
  outcomeOfFailure,
  toPostError,
} from '../../graph/outcomes.ts';

import { UPLOAD_TABLE } from '../../graph/upload-outcome.ts';

const NO_USAGE = { app: null, account: null };

const metaError = (code: number | null, subcode: number | null, more: Partial<MetaError> = {}): MetaError => ({
  httpStatus: 400,
  type: 'OAuthException',
  code,
  subcode,
  message: 'Fatal',
  userTitle: null,
  userMessage: null,
  isTransient: false,
  fbtraceId: null,
  ...more,
});

const numbersIn = (keys: readonly number[] | 'none' | 'any'): readonly number[] =>
  typeof keys === 'string' ? [] : keys;

describe('a refusal', () => {
  test.each<[Endpoint, number | null, number | null, string, string]>([
    ['create', -2, 2207003, 'newContainer', 'media-fetch-timeout'],
    ['create', -1, 2207001, 'retry', 'instagram-error'],
    ['create', -1, 2207032, 'newContainer', 'container-failed'],
    ['create', 1, null, 'retry', 'instagram-error'],
    ['create', 1, 2207057, 'fixInput', 'thumbnail-offset'],
    ['create', 2, null, 'retry', 'instagram-error'],
    ['create', 4, null, 'rate', 'rate-limited'],
    ['create', 4, 2207051, 'rate', 'activity-restricted'],
    ['create', 9, null, 'rate', 'rate-limited'],
    ['create', 10, null, 'person', 'permission-missing'],
    ['create', 10, 2207081, 'fixInput', 'trial-reels-unavailable'],
    ['create', 25, 2207050, 'person', 'account-restricted'],
    ['create', 100, null, 'fixInput', 'parameter-invalid'],
    ['create', 100, 33, 'retry', 'object-unreadable'],
    ['create', 100, 2207028, 'fixInput', 'carousel-size'],
    ['create', 100, 2207040, 'fixInput', 'too-many-tags'],
    ['create', 110, 2207013, 'usersUnavailable', 'user-not-found'],
    ['create', 110, 2207018, 'usersUnavailable', 'user-not-taggable'],
    ['create', 190, null, 'person', 'token-invalid'],
    ['create', 190, 463, 'person', 'token-expired'],
    ['create', 190, 460, 'person', 'token-revoked'],
    ['create', 200, null, 'person', 'permission-missing'],
    ['create', 299, null, 'person', 'permission-missing'],
    ['create', 368, null, 'person', 'blocked-for-policy'],
    ['create', 9004, 2207052, 'newContainer', 'media-not-fetched'],
    ['create', 9007, 2207027, 'waitSameContainer', 'container-not-ready'],
    ['create', 36000, 2207004, 'fixInput', 'image-too-large'],
    ['create', 36001, 2207005, 'fixInput', 'image-format-unsupported'],
    ['create', 36003, 2207009, 'fixInput', 'image-aspect-ratio'],
    ['create', 36004, 2207010, 'fixInput', 'caption-too-long'],
    ['create', 80002, null, 'rate', 'rate-limited'],
    ['create', null, 2207018, 'usersUnavailable', 'user-not-taggable'],
    ['create', 300, null, 'newContainer', 'refusal-unknown'],
    ['create', -1, 2207089, 'newContainer', 'refusal-unknown'],
    ['create', null, null, 'newContainer', 'refusal-unknown'],
    ['create', 24, 2207006, 'newContainer', 'container-not-found'],
    ['create', 24, 2207008, 'retry', 'container-unavailable'],
    ['container', 24, 2207006, 'newContainer', 'container-not-found'],
    ['container', 100, 33, 'retry', 'object-unreadable'],
    ['container', 190, 467, 'person', 'token-invalid'],
    ['container', 12345, 6, 'retry', 'read-refused'],
    ['read', 100, 33, 'retry', 'object-unreadable'],
    ['read', 2500, null, 'person', 'request-malformed'],
    ['read', 12345, null, 'retry', 'read-refused'],
    ['comment', 190, 463, 'person', 'token-expired'],
    ['comment', 10, null, 'person', 'permission-missing'],
    ['comment', 4, null, 'rate', 'rate-limited'],
    ['comment', 368, null, 'person', 'blocked-for-policy'],
    ['comment', 100, null, 'fixInput', 'comment-refused'],
    ['comment', 100, 33, 'ambiguous', 'comment-unconfirmed'],
    ['comment', 20, 1772107, 'ambiguous', 'comment-unconfirmed'],
    ['comment', 1, null, 'ambiguous', 'comment-unconfirmed'],
    ['comment', 2, null, 'ambiguous', 'comment-unconfirmed'],
    ['comment', -1, 2207001, 'ambiguous', 'comment-unconfirmed'],
    ['comment', 12345, null, 'ambiguous', 'comment-unconfirmed'],
    ['publish', 9007, 2207027, 'waitSameContainer', 'container-not-ready'],
    ['publish', 9, 2207042, 'waitForQuota', 'publish-quota-reached'],
    ['publish', 9, null, 'ambiguous', 'publish-unconfirmed'],
    ['publish', 4, 2207051, 'ambiguous', 'publish-unconfirmed'],
    ['publish', 190, 463, 'ambiguous', 'publish-unconfirmed'],
    ['publish', 25, 2207050, 'ambiguous', 'publish-unconfirmed'],
    ['publish', 24, 2207008, 'ambiguous', 'publish-unconfirmed'],
    ['publish', -1, 2207001, 'ambiguous', 'publish-unconfirmed'],
    ['publish', null, 2207042, 'ambiguous', 'publish-unconfirmed'],
    ['publish', null, null, 'ambiguous', 'publish-unconfirmed'],
  ])('at %s with code %s and subcode %s means %s (%s)', (endpoint, code, subcode, kind, ours) => {
    expect(outcomeOf(endpoint, metaError(code, subcode))).toMatchObject({ class: kind, code: ours });
  });

  test.each<[Endpoint, number | null, Partial<MetaError>, string]>([
    ['create', 200, { message: '(#200) API access blocked.' }, 'app-blocked'],
    ['read', 190, { message: 'Invalid OAuth access token - Cannot parse access token' }, 'token-unreadable'],
    ['create', null, { message: 'INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID: Fatal' }, 'location-invalid'],
    ['create', 100, { userMessage: 'instagram_platform_api__invalid_location_id' }, 'location-invalid'],
    ['create', 200, { message: 'Permissions error' }, 'permission-missing'],
  ])('at %s with code %s is told apart by %j', (endpoint, code, words, ours) => {
    expect(outcomeOf(endpoint, metaError(code, null, words)).code).toBe(ours);
  });

  test('at publish proves that nothing is live only as 9007 and as 9/2207042', () => {
    const codes = OUTCOME_TABLE.flatMap((row) => numbersIn(row.codes));
    const subcodes = OUTCOME_TABLE.flatMap((row) => numbersIn(row.subcodes));
    for (const code of [...codes, null, 7, -5]) {
      for (const subcode of [...subcodes, null, 7]) {
        const proof = code === 9007 || (code === 9 && subcode === 2207042);
        expect([code, subcode, outcomeOf('publish', metaError(code, subcode)).class === 'ambiguous']).toEqual([
          code,
          subcode,
          !proof,
        ]);
      }
    }
  });

  test('of any other number is ambiguous at publish, whatever is said beside it', () => {
    const anyError = fc.record({
      code: fc.option(fc.integer()),
      subcode: fc.option(fc.integer()),
      httpStatus: fc.integer({ min: 200, max: 599 }),
      isTransient: fc.option(fc.boolean()),
    });
    fc.assert(
      fc.property(anyError, ({ code, subcode, ...more }) => {
        fc.pre(code !== 9007 && code !== 9);
        expect(outcomeOf('publish', metaError(code, subcode, more)).class).toBe('ambiguous');
      }),
    );
  });

  test('is ambiguous at no other endpoint', () => {
    fc.assert(
      fc.property(
        fc.constantFrom<Endpoint>('create', 'container', 'read'),
        fc.nat(40_000),
        fc.nat(),
        (endpoint, code, subcode) => {
          expect(outcomeOf(endpoint, metaError(code, subcode)).class).not.toBe('ambiguous');
        },
      ),
    );
  });

  test.each([{ isTransient: true }, { httpStatus: 503 }])('that is not listed is tried again with %j', (more) => {
    for (const endpoint of ['create', 'container', 'read'] as const) {
      expect(outcomeOf(endpoint, metaError(null, null, more)).class).toBe('retry');
    }
  });

  test.each([{ isTransient: true }, { httpStatus: 503 }, {}])(
    'that is not listed may have made a comment, with %j',
    (more) => {
      expect(outcomeOf('comment', metaError(null, null, more)).class).toBe('ambiguous');
    },
  );

  test('at publish keeps the category of its cause', () => {
    expect(outcomeOf('publish', metaError(190, 463)).category).toBe('token');
    expect(outcomeOf('publish', metaError(4, 2207051)).category).toBe('quota');
  });
});

describe('a failure without a refusal', () => {
  const unreadable: GraphFailure = { kind: 'unreadable', httpStatus: 502, excerpt: '<h1>502</h1>', usage: NO_USAGE };
  const unsent: GraphFailure = {
    kind: 'unreachable',
    sent: 'no',
    code: 'ECONNREFUSED',
    message: 'connect ECONNREFUSED',
  };
  const lost: GraphFailure = { kind: 'unreachable', sent: 'maybe', code: 'ECONNRESET', message: 'socket hang up' };

  test.each<[Endpoint, string, GraphFailure, string]>([
    ['create', 'unreadable', unreadable, 'retry'],
    ['create', 'not sent', unsent, 'retry'],
    ['create', 'lost', lost, 'retry'],
    ['container', 'unreadable', unreadable, 'retry'],
    ['read', 'lost', lost, 'retry'],
    ['publish', 'unreadable', unreadable, 'ambiguous'],
    ['publish', 'not sent', unsent, 'retry'],
    ['publish', 'lost', lost, 'ambiguous'],
    ['comment', 'unreadable', unreadable, 'ambiguous'],
    ['comment', 'not sent', unsent, 'retry'],
    ['comment', 'lost', lost, 'ambiguous'],
  ])('at %s, %s, is of its class', (endpoint, _case, failure, kind) => {
    expect(outcomeOfFailure(endpoint, failure).class).toBe(kind);
  });

  test('shows what came back', () => {
    expect(toPostError('publish', unreadable)).toMatchObject({
      code: 'publish-unconfirmed',
      retryable: false,
      meta: { httpStatus: 502, code: null, message: '<h1>502</h1>' },
    });
  });

  test('names what the network reported', () => {
    expect(toPostError('create', unsent)).toMatchObject({
      code: 'instagram-unreachable',
      retryable: true,
      message: 'Instagram could not be reached. Network: connect ECONNREFUSED (ECONNREFUSED)',
      meta: null,
    });
  });
});

test("a refused post tells people in our words and keeps Instagram's beside them", () => {
  const error = metaError(36003, 2207009, { userMessage: 'The submitted image…', fbtraceId: 'A1' });
  expect(toPostError('create', { kind: 'refused', error, usage: NO_USAGE })).toEqual({
    code: 'image-aspect-ratio',
    category: 'media',
    message: 'The aspect ratio of the image is outside 4:5 to 1.91:1.',
    retryable: false,
    nextAction: 'Crop the image, then queue the post again under a new id.',
    meta: error,
  });
});

describe('a refusal because of people', () => {
  const refused = (code: number | null, subcode: number, message: string): GraphFailure => ({
    kind: 'refused',
    error: metaError(code, subcode, { message }),
    usage: NO_USAGE,
  });

  test.each([
    [110, 2207018, 'The following user(s) cannot be accessed: a, b', ['a', 'b']],
    [null, 2207018, 'Invalid user id', undefined],
    [110, 2207013, 'Cannot find User somebody', ['somebody']],
  ])('with %s/%s and the words %j names them', (code, subcode, message, usernames) => {
    const failure = refused(code, subcode, message);
    expect(isUsersUnavailable(outcomeOfFailure('create', failure))).toBe(true);
    expect(toPostError('create', failure).usernames).toEqual(usernames);
  });

  test('is not seen in any other refusal, whatever it says', () => {
    const failure = refused(36004, 2207010, 'The following user(s) cannot be accessed: a, b');
    expect(isUsersUnavailable(outcomeOfFailure('create', failure))).toBe(false);
    expect(toPostError('create', failure)).not.toHaveProperty('usernames');
  });
});

describe('a container', () => {
  const reading = (about: Partial<ContainerReading>): ContainerReading => ({
    statusCode: 'IN_PROGRESS',
    status: null,
    failureSubcode: null,
    upload: null,
    processing: null,
    ...about,
  });
  const LOST_UPLOAD = { phase: 'error', bytes: 0, errorCode: 1363008 } as const;

  test.each([
    ['ERROR', 2207076, 'newContainer', 'processing-failed'],
    ['ERROR', 2207052, 'newContainer', 'media-not-fetched'],
    ['ERROR', 2207026, 'fixInput', 'video-format-unsupported'],
    ['ERROR', 2207018, 'usersUnavailable', 'user-not-taggable'],
    ['ERROR', 2207099, 'newContainer', 'processing-failed'],
    ['ERROR', null, 'newContainer', 'processing-failed'],
    ['EXPIRED', null, 'newContainer', 'container-expired'],
  ] as const)('that is %s with subcode %s means %s (%s)', (statusCode, failureSubcode, kind, ours) => {
    const failed = reading({ statusCode, failureSubcode, status: 'Error: …' });
    expect(outcomeOfContainer(failed)).toMatchObject({ class: kind, code: ours });
    expect(containerPostError(failed)).toMatchObject({
      code: ours,
      meta: { subcode: failureSubcode, message: 'Error: …' },
    });
  });

  test.each<[string, Partial<ContainerReading>, string]>([
    ['its upload was lost (1363008)', { upload: LOST_UPLOAD, processing: 'error' }, 'upload-failed'],
    ['its upload was lost, without a number', { upload: { ...LOST_UPLOAD, errorCode: null } }, 'upload-failed'],
    ['its processing failed', { processing: 'error' }, 'processing-failed'],
    [
      'its processing failed, in a state that nobody knows',
      { statusCode: 'UNKNOWN', processing: 'error' },
      'processing-failed',
    ],
  ])('that stays IN_PROGRESS although %s is staged anew', (_case, about, ours) => {
    expect(outcomeOfContainer(reading(about))).toMatchObject({ class: 'newContainer', code: ours });
    expect(containerPostError(reading(about))?.meta?.code ?? null).toBe(about.upload?.errorCode ?? null);
  });

  test.each<Partial<ContainerReading>>([
    { statusCode: 'IN_PROGRESS' },
    { statusCode: 'FINISHED' },
    { statusCode: 'PUBLISHED' },
    { statusCode: 'UNKNOWN' },
    { upload: { phase: 'in_progress', bytes: 50_002, errorCode: null }, processing: 'not_started' },
    { upload: { phase: 'unknown', bytes: null, errorCode: null }, processing: 'unknown' },
    { statusCode: 'FINISHED', upload: LOST_UPLOAD },
    { statusCode: 'PUBLISHED', upload: LOST_UPLOAD, processing: 'error' },
  ])('that is %j has not failed', (about) => {
    expect(outcomeOfContainer(reading(about))).toBeUndefined();
    expect(containerPostError(reading(about))).toBeUndefined();
  });
});

describe('the catalogue', () => {
  const entries = ALL_OUTCOMES.map((outcome) => [outcome.code, outcome] as const);

  test('has each code once, in kebab-case', () => {
    const codes = entries.map(([code]) => code);
    expect(new Set(codes).size).toBe(codes.length);
    for (const code of codes) expect(code).toMatch(/^[a-z]+(-[a-z]+)+$/);
  });

  test.each(entries)('says in whole sentences what %s is and what to do', (_code, { sentence, nextAction }) => {
    for (const text of [sentence, nextAction]) expect(text).toMatch(/^[A-Z].*[^.]\.$/);
  });

  test('has a line of the table, or a default, for every code that it explains', () => {
    const defaults = [
      'publish-unconfirmed',
      'instagram-unreachable',
      'answer-unreadable',
      'refusal-unknown',
      'read-refused',
      'container-expired',
      'upload-refused',
      'upload-host-unexpected',
    ];
    const reachable = new Set<string>([...OUTCOME_TABLE, ...UPLOAD_TABLE].map(({ means }) => means));
    for (const code of defaults) reachable.add(code);
    expect(entries.map(([code]) => code).filter((code) => !reachable.has(code))).toEqual([]);
  });

  test('is reached by every line of the table: none is hidden by a line above it', () => {
    const hidden = OUTCOME_TABLE.filter((row) => !isReached(row));
    expect(hidden).toEqual([]);
  });

  const isReached = ({ at, codes, subcodes, says, means }: OutcomeRow): boolean =>
    at.some((endpoint) =>
      (codes === 'any' ? [null] : codes).some((code) =>
        (typeof subcodes === 'string' ? [null] : subcodes).some((subcode) => {
          const outcome = outcomeOf(endpoint, metaError(code, subcode, { message: says ?? '' }));
          return outcome.code === means;
        }),
      ),
    );

  test.each(ENDPOINTS)('answers at %s for every pair of numbers', (endpoint) => {
    fc.assert(
      fc.property(fc.option(fc.integer()), fc.option(fc.integer()), (code, subcode) => {
        expect(OUTCOME_CLASSES).toContain(outcomeOf(endpoint, metaError(code, subcode)).class);
      }),
    );
  });
});
