import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { COLLABORATOR_LOOKS_MS, DEFAULT_COLLABORATOR_POLICY } from '../../contracts/collaborators.ts';
import { problemOfTracking } from '../../workflows/collaborators-arguments.ts';
import { DUE_AT, MEDIA_ID } from '../contracts/samples.ts';

const INPUT = {
  schemaVersion: 1,
  accountId: 'brand',
  postId: 'order-8841',
  mediaId: MEDIA_ID,
  usernames: ['anna'],
  publishedAt: DUE_AT,
  policy: DEFAULT_COLLABORATOR_POLICY,
  looksMs: COLLABORATOR_LOOKS_MS,
};

describe('the input of a tracking', () => {
  test.each([
    ['as a post makes it', INPUT],
    ['without people', { ...INPUT, usernames: [] }],
    ['without planned looks', { ...INPUT, looksMs: [] }],
    ['with a look and an answer at once', { ...INPUT, looksMs: [0], policy: { answerWithinSeconds: 0 } }],
    [
      'with a look and an answer after a week',
      { ...INPUT, looksMs: [604_800_000], policy: { answerWithinSeconds: 604_800 } },
    ],
    ['with more than this version knows', { ...INPUT, more: true }],
  ])('%s is taken', (_case, input) => {
    expect(problemOfTracking(input)).toBeUndefined();
  });

  test.each<[string, unknown, string]>([
    ['nothing', undefined, 'one object'],
    ['null', null, 'one object'],
    ['another version', { ...INPUT, schemaVersion: 2 }, 'schemaVersion'],
    ['no account', { ...INPUT, accountId: 'Not A Name' }, 'accountId'],
    ['no post', { ...INPUT, postId: 'a.b' }, 'postId'],
    ['a media that is a number', { ...INPUT, mediaId: 18_000 }, 'mediaId'],
    ['one person', { ...INPUT, usernames: 'anna' }, 'usernames'],
    ['a person who is none', { ...INPUT, usernames: ['anna', null] }, 'usernames'],
    ['a time in words', { ...INPUT, publishedAt: '2026-12-01' }, 'publishedAt'],
    ['a time that is no instant', { ...INPUT, publishedAt: Number.NaN }, 'publishedAt'],
    ['a time beyond all dates', { ...INPUT, publishedAt: 9e15 }, 'publishedAt'],
    ['no policy', { ...INPUT, policy: undefined }, 'policy'],
    ['a policy of nothing', { ...INPUT, policy: {} }, 'policy'],
    ['less than no time to answer', { ...INPUT, policy: { answerWithinSeconds: -1 } }, 'policy'],
    ['more than a week to answer', { ...INPUT, policy: { answerWithinSeconds: 604_801 } }, 'policy'],
    ['all time to answer', { ...INPUT, policy: { answerWithinSeconds: Number.POSITIVE_INFINITY } }, 'policy'],
    ['a time to answer in quotes', { ...INPUT, policy: { answerWithinSeconds: '60' } }, 'policy'],
    ['no looks', { ...INPUT, looksMs: undefined }, 'looksMs'],
    ['a look before publishing', { ...INPUT, looksMs: [-1] }, 'looksMs'],
    ['a look after more than a week', { ...INPUT, looksMs: [0, 604_800_001] }, 'looksMs'],
    ['a look that never comes', { ...INPUT, looksMs: [Number.POSITIVE_INFINITY] }, 'looksMs'],
    ['a look in words', { ...INPUT, looksMs: ['1 hour'] }, 'looksMs'],
  ])('of %s is refused, and it is said what is wrong', (_case, input, about) => {
    expect(problemOfTracking(input)).toMatch(about);
  });

  test('that is hostile is refused, and never an accident', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true });
    const broken = fc
      .tuple(fc.constantFrom(...Object.keys(INPUT)), anything)
      .map(([key, value]) => ({ ...INPUT, [key]: value }));
    fc.assert(
      fc.property(fc.oneof(anything, broken), (input) => {
        const problem = problemOfTracking(input);
        expect(problem === undefined || problem.endsWith('.')).toBe(true);
      }),
      { numRuns: 2_000 },
    );
  });
});
