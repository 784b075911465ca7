import { describe, expect, test } from '@jest/globals';
import {
  COLLABORATOR_STATUSES,
  type CollaboratorStatus,
  type CollaboratorView,
  DEFAULT_COLLABORATOR_POLICY,
  invited,
  type ListedCollaborator,
} from '../../contracts/collaborators.ts';
import { hasAnswered, seenIn, warningsAbout } from '../../workflows/collaborators-seen.ts';
import { NOW } from './invite-samples.ts';

const SINCE = '2026-11-30T12:00:00.000Z';
const known = (status: CollaboratorStatus, username = 'Anna'): CollaboratorView => ({ username, status, since: SINCE });
const listed = (status: ListedCollaborator['status'], username = 'anna'): ListedCollaborator => ({ username, status });

describe('a collaborator, once the list was read,', () => {
  test.each<[string, ListedCollaborator[], CollaboratorStatus]>([
    ['is what the list says', [listed('accepted')], 'accepted'],
    ['is found in any case', [listed('declined', 'ANNA')], 'declined'],
    ['is found among others', [listed('accepted', 'ben'), listed('pending')], 'pending'],
    ['is not listed where only others are', [listed('accepted', 'anna2'), listed('accepted', 'ann')], 'not-listed'],
    ['is not listed where nobody is', [], 'not-listed'],
  ])('%s', (_case, list, status) => {
    expect(seenIn(invited('Anna'), list, NOW)).toEqual({
      username: 'Anna',
      status,
      since: '2026-12-01T09:00:00.000Z',
    });
  });

  test.each(['pending', 'accepted', 'declined'] as const)('that was "%s" before is so since then', (status) => {
    expect(seenIn(known(status), [listed(status)], NOW)).toEqual(known(status));
  });

  test('that was not listed before is so since then', () => {
    expect(seenIn(known('not-listed'), [], NOW)).toEqual(known('not-listed'));
  });

  test.each<[CollaboratorStatus, ListedCollaborator[], CollaboratorStatus]>([
    ['pending', [listed('accepted')], 'accepted'],
    ['pending', [], 'not-listed'],
    ['not-listed', [listed('pending')], 'pending'],
    ['accepted', [], 'not-listed'],
    ['accepted', [listed('declined')], 'declined'],
  ])('that was "%s" before is since now what the list %j says: %s', (before, list, status) => {
    expect(seenIn(known(before), list, NOW)).toMatchObject({ status, since: '2026-12-01T09:00:00.000Z' });
  });
});

test('who has accepted or declined has answered, and nobody else', () => {
  expect(COLLABORATOR_STATUSES.filter((status) => hasAnswered(known(status)))).toEqual(['accepted', 'declined']);
});

describe('a warning', () => {
  const policy = { ...DEFAULT_COLLABORATOR_POLICY, answerWithinSeconds: 3_600 };
  const WEEK_MS = 7 * 86_400_000;
  test.each<[CollaboratorStatus, string, number, string | null]>([
    ['declined', 'at once', 0, 'collaborator-declined'],
    ['declined', 'after the time to answer', 3_600_000, 'collaborator-declined'],
    ['not-listed', 'at once', 0, 'collaborator-not-listed'],
    ['not-listed', 'after the time to answer', 3_600_000, 'collaborator-not-listed'],
    ['accepted', 'at once', 0, null],
    ['accepted', 'after the time to answer', 3_600_000, null],
    ['pending', 'at once', 0, null],
    ['pending', 'a moment before the time to answer is over', 3_599_999, null],
    ['pending', 'when the time to answer is over', 3_600_000, 'collaborator-unanswered'],
    ['invited', 'a moment before the time to answer is over', 3_599_999, null],
    ['invited', 'when the time to answer is over', 3_600_000, 'collaborator-unanswered'],
  ])('of who is "%s" %s (%i ms) is %s', (status, _when, sinceMs, code) => {
    const warnings = warningsAbout([known(status)], policy, sinceMs);
    expect(warnings.map((warning) => warning.code)).toEqual(code === null ? [] : [code]);
    for (const { message } of warnings) expect(message).toMatch(/"Anna".*\.$/);
  });

  test('of who does not answer comes after a week, where nobody says how long they have', () => {
    const warningsBy = (ms: number) => warningsAbout([known('pending')], DEFAULT_COLLABORATOR_POLICY, ms);
    expect(warningsBy(WEEK_MS - 1)).toEqual([]);
    expect(warningsBy(WEEK_MS)).toHaveLength(1);
  });

  test('is given for each of several, in their order', () => {
    const several = [
      known('declined', 'anna'),
      known('accepted', 'ben'),
      known('not-listed', 'cora'),
      known('pending', 'dan'),
    ];
    expect(warningsAbout(several, policy, 3_600_000)).toEqual([
      { code: 'collaborator-declined', message: '"anna" declined to be a collaborator.' },
      {
        code: 'collaborator-not-listed',
        message: 'Instagram does not list "cora" among the collaborators: they may not allow being one.',
      },
      { code: 'collaborator-unanswered', message: '"dan" has not answered the invite in time.' },
    ]);
  });
});
