import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  COLLABORATOR_LOOKS_MS,
  DEFAULT_COLLABORATOR_POLICY,
  type ListedCollaborator,
  type TrackCollaboratorsInput,
} from '../../contracts/collaborators.ts';
import { Tracking } from '../../workflows/tracking.ts';
import { ERROR, MEDIA_ID, POST } from '../contracts/samples.ts';
import { HOUR_MS, NOW } from './invite-samples.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * HOUR_MS;
const INPUT: TrackCollaboratorsInput = {
  schemaVersion: 1,
  accountId: POST.accountId,
  postId: POST.id,
  mediaId: MEDIA_ID,
  usernames: ['anna', 'ben'],
  publishedAt: NOW,
  policy: DEFAULT_COLLABORATOR_POLICY,
  looksMs: COLLABORATOR_LOOKS_MS,
};
const tracking = (more: Partial<TrackCollaboratorsInput> = {}) => new Tracking({ ...INPUT, ...more });

const list = (...statuses: ListedCollaborator['status'][]): ListedCollaborator[] =>
  statuses.map((status, index) => ({ username: INPUT.usernames[index] ?? '', status }));
const PENDING = list('pending', 'pending');

/** The instants of all looks of one that looks as planned, counted from publishing. */
function looksOf(tracked: Tracking, listed: readonly ListedCollaborator[] = PENDING, lateByMs = 0): number[] {
  const looks: number[] = [];
  for (let next = tracked.nextLookAt; next !== null; next = tracked.nextLookAt) {
    looks.push(next - NOW);
    tracked.noteSeen(listed, next + lateByMs);
  }
  return looks;
}

describe('the plan', () => {
  test('is after 10 minutes, 1 and 6 hours, then daily for a week', () => {
    expect(looksOf(tracking())).toEqual([
      10 * MINUTE_MS,
      HOUR_MS,
      6 * HOUR_MS,
      ...[1, 2, 3, 4, 5, 6, 7].map((days) => days * DAY_MS),
    ]);
  });

  test('has a look when the time to answer is over', () => {
    const policy = { ...INPUT.policy, answerWithinSeconds: 2 * 3_600 };
    expect(looksOf(tracking({ policy })).slice(0, 4)).toEqual([10 * MINUTE_MS, HOUR_MS, 2 * HOUR_MS, 6 * HOUR_MS]);
  });

  test('has a look when the time to answer is over, where there are no others', () => {
    expect(looksOf(tracking({ looksMs: [] }))).toEqual([7 * DAY_MS]);
  });

  test('looks once for all looks that were missed', () => {
    const tracked = tracking();
    tracked.noteSeen(PENDING, NOW + 2 * DAY_MS + 1);
    expect(tracked.nextLookAt).toBe(NOW + 3 * DAY_MS);
  });

  test('begins with the first look, also when that is long past', () => {
    expect(tracking({ publishedAt: NOW - 30 * DAY_MS }).nextLookAt).toBe(NOW - 30 * DAY_MS + 10 * MINUTE_MS);
  });

  test('has no look left after a late last one', () => {
    expect(looksOf(tracking(), PENDING, 30 * DAY_MS)).toEqual([10 * MINUTE_MS]);
  });

  test('keeps what is planned after a look that somebody asked for', () => {
    const tracked = tracking();
    tracked.noteSeen(PENDING, NOW + MINUTE_MS);
    expect(tracked.nextLookAt).toBe(NOW + 10 * MINUTE_MS);
  });

  test('takes its looks in the order of time, however they are written', () => {
    expect(looksOf(tracking({ looksMs: [3 * HOUR_MS, HOUR_MS, HOUR_MS] }))).toEqual([HOUR_MS, 3 * HOUR_MS, 7 * DAY_MS]);
  });

  test('comes to an end, whatever it is', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(10 * DAY_MS), { maxLength: 15 }), fc.nat(3 * DAY_MS), (looksMs, lateByMs) => {
        const looks = looksOf(tracking({ looksMs }), PENDING, lateByMs);
        expect(looks.length).toBeLessThanOrEqual(looksMs.length + 1);
        expect(looks).toEqual(looks.toSorted((one, other) => one - other));
        expect(looks.every((each) => looksMs.includes(each) || each === 7 * DAY_MS)).toBe(true);
      }),
    );
  });
});

describe('nobody looks any more', () => {
  test.each<[string, ListedCollaborator[], boolean]>([
    ['when all have accepted', list('accepted', 'accepted'), true],
    ['when all have answered', list('accepted', 'declined'), true],
    ['but not while one has not', list('accepted', 'pending'), false],
    ['but not while one is not listed', list('accepted'), false],
    ['but not while nobody is listed', [], false],
  ])('%s', (_case, listed, isOver) => {
    const tracked = tracking();
    tracked.noteSeen(listed, NOW + 10 * MINUTE_MS);
    expect(tracked.nextLookAt).toBe(isOver ? null : NOW + HOUR_MS);
    expect(tracked.view.nextLookAt).toBe(isOver ? null : '2026-12-01T10:00:00.000Z');
  });

  test('after an error that lasts', () => {
    const tracked = tracking();
    tracked.noteUnseen(ERROR, NOW + 10 * MINUTE_MS, true);
    expect(tracked.view).toMatchObject({ looks: 1, nextLookAt: null, error: ERROR });
  });

  test('where nobody was invited', () => {
    expect(tracking({ usernames: [] }).nextLookAt).toBeNull();
  });
});

describe('an error that passes', () => {
  test('leaves the next look, and what is known', () => {
    const tracked = tracking();
    tracked.noteSeen(list('accepted', 'pending'), NOW + 10 * MINUTE_MS);
    const { collaborators } = tracked.view;
    tracked.noteUnseen(ERROR, NOW + HOUR_MS, false);
    expect(tracked.view).toMatchObject({
      collaborators,
      looks: 2,
      lookedAt: '2026-12-01T10:00:00.000Z',
      nextLookAt: '2026-12-01T15:00:00.000Z',
      error: ERROR,
    });
  });

  test('is forgotten with the next look that sees something', () => {
    const tracked = tracking();
    tracked.noteUnseen(ERROR, NOW + 10 * MINUTE_MS, false);
    tracked.noteSeen(PENDING, NOW + HOUR_MS);
    expect(tracked.view).toMatchObject({ looks: 2, error: null });
  });

  test('at every look ends in a warning that nobody has answered', () => {
    const tracked = tracking();
    for (let next = tracked.nextLookAt; next !== null; next = tracked.nextLookAt)
      tracked.noteUnseen(ERROR, next, false);
    expect(tracked.view.warnings.map(({ code }) => code)).toEqual([
      'collaborator-unanswered',
      'collaborator-unanswered',
    ]);
    expect(tracked.view.collaborators.map(({ status }) => status)).toEqual(['invited', 'invited']);
  });
});

describe('the view', () => {
  test('before the first look knows that all are invited, and warns of nothing', () => {
    expect(tracking({ publishedAt: NOW - 30 * DAY_MS }).view).toEqual({
      mediaId: MEDIA_ID,
      collaborators: [
        { username: 'anna', status: 'invited', since: null },
        { username: 'ben', status: 'invited', since: null },
      ],
      warnings: [],
      looks: 0,
      lookedAt: null,
      nextLookAt: '2026-11-01T09:10:00.000Z',
      error: null,
    });
  });

  test('keeps the time at which each status was first seen', () => {
    const tracked = tracking();
    tracked.noteSeen(list('pending', 'accepted'), NOW + 10 * MINUTE_MS);
    tracked.noteSeen(list('pending', 'accepted'), NOW + HOUR_MS);
    tracked.noteSeen(list('declined', 'accepted'), NOW + 6 * HOUR_MS);
    expect(tracked.view.collaborators).toEqual([
      { username: 'anna', status: 'declined', since: '2026-12-01T15:00:00.000Z' },
      { username: 'ben', status: 'accepted', since: '2026-12-01T09:10:00.000Z' },
    ]);
  });

  test('warns of who has not answered in time only then', () => {
    const policy = { ...INPUT.policy, answerWithinSeconds: 3_600 };
    const tracked = tracking({ policy });
    tracked.noteSeen(list('pending', 'declined'), NOW + 10 * MINUTE_MS);
    expect(tracked.view.warnings.map(({ code }) => code)).toEqual(['collaborator-declined']);
    tracked.noteSeen(list('pending', 'declined'), NOW + HOUR_MS);
    expect(tracked.view.warnings.map(({ code }) => code)).toEqual(['collaborator-unanswered', 'collaborator-declined']);
  });

  test('is plain JSON, because it is a memo', () => {
    const tracked = tracking();
    tracked.noteUnseen(ERROR, NOW + HOUR_MS, false);
    expect(JSON.parse(JSON.stringify(tracked.view))).toEqual(tracked.view);
  });
});

test('who asks for a look gets one, and the next one has to ask again', () => {
  const tracked = tracking();
  expect(tracked.isAsked).toBe(false);
  tracked.ask();
  tracked.ask();
  expect(tracked.isAsked).toBe(true);
  tracked.noteSeen(PENDING, NOW + MINUTE_MS);
  expect(tracked.isAsked).toBe(false);
  tracked.ask();
  tracked.noteUnseen(ERROR, NOW + 2 * MINUTE_MS, false);
  expect(tracked.isAsked).toBe(false);
});
