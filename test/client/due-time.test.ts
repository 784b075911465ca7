import { describe, expect, test } from '@jest/globals';
import { dueTimeOf, spokenDuration } from '../../client/due-time.ts';

const NOW = Date.parse('2026-12-01T08:00:00Z');
const PAST = '2026-12-01T07:59:59Z';
const FUTURE = '2026-12-01T08:00:01Z';
const past = Date.parse(PAST);
const future = Date.parse(FUTURE);

describe('when a request is due', () => {
  test.each([
    [{ scheduledAt: FUTURE }, { dueAt: future, scheduledAt: future, isPast: false }],
    [
      { scheduledAt: FUTURE, publishNow: false },
      { dueAt: future, scheduledAt: future, isPast: false },
    ],
    [{ scheduledAt: PAST }, { dueAt: past, scheduledAt: past, isPast: true }],
    [{ publishNow: true }, { dueAt: NOW, scheduledAt: null, isPast: false }],
    [
      { scheduledAt: PAST, publishNow: true },
      { dueAt: NOW, scheduledAt: past, isPast: false },
    ],
    [
      { scheduledAt: '2026-12-01T09:00:01', timeZone: 'Europe/Berlin' },
      { dueAt: future, scheduledAt: future, isPast: false },
    ],
  ])('%j', (request, due) => {
    expect(dueTimeOf(request, NOW)).toEqual({ kind: 'due', ...due });
  });

  test.each([
    [{}, '/scheduledAt', 'scheduledAt is missing'],
    [{ publishNow: false }, '/scheduledAt', 'scheduledAt is missing'],
    [{ scheduledAt: FUTURE, publishNow: true }, '/publishNow', 'publishNow contradicts'],
    [{ timeZone: 'Europe/Berlin' }, '/timeZone', 'means nothing without "scheduledAt"'],
    [{ timeZone: 'Europe/Berlin', publishNow: true }, '/timeZone', 'means nothing without "scheduledAt"'],
    [{ scheduledAt: '2026-12-01T09:00' }, '/scheduledAt', 'scheduledAt "2026-12-01T09:00" has no offset'],
    [{ scheduledAt: FUTURE, timeZone: 'Mars/Base' }, '/timeZone', 'timeZone must be an IANA time zone'],
  ])('%j is refused', (request, pointer, sentence) => {
    const issues = [{ pointer, message: expect.stringContaining(sentence) }];
    expect(dueTimeOf(request, NOW)).toEqual({ kind: 'wrong', issues });
  });

  test.each([[{ scheduledAt: 5 }], [{ publishNow: 'yes' }], [null], ['text']])(
    'the schema alone reports %j, which has the wrong type',
    (request) => {
      expect(dueTimeOf(request, NOW)).toEqual({ kind: 'wrong', issues: [] });
    },
  );
});

test.each([
  [40, '40 milliseconds'],
  [61_000, '1 minute, 1 second'],
  [7_523_004, '2 hours, 5 minutes'],
  [400 * 86_400_000, '400 days'],
])('%d ms are spoken as "%s"', (ms, spoken) => {
  expect(spokenDuration(ms)).toBe(spoken);
});
