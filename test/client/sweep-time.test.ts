import { describe, expect, test } from '@jest/globals';
import type { ScheduleSpecDescription } from '@temporalio/client';
import fc from 'fast-check';
import { InvalidRequestError } from '../../client/errors.ts';
import { parseSweepTime, specOf, spreadSweepTime, sweepTimeIn } from '../../client/sweep-time.ts';
import { accountId } from '../contracts/samples.ts';

/** What is wrong with a time, by pointer. Empty if nothing is. */
function issuesOf(sent: unknown): Record<string, string> {
  try {
    parseSweepTime(sent);
    return {};
  } catch (error) {
    if (!(error instanceof InvalidRequestError)) throw error;
    return Object.fromEntries(error.errors.map(({ pointer, message }) => [pointer, message]));
  }
}

describe('the time that follows from the name of an account', () => {
  test('is the same every time, and a time that can be set', () => {
    fc.assert(
      fc.property(fc.stringMatching(/^[a-z0-9][a-z0-9_-]{0,62}$/), (name) => {
        const time = spreadSweepTime(accountId(name));
        expect(time).toEqual(spreadSweepTime(accountId(name)));
        expect(parseSweepTime(time)).toEqual(time);
        expect(time.timeZone).toBe('UTC');
      }),
    );
  });

  test.each<[string, (index: number) => string]>([
    ['numbered', (index) => `brand-${index}`],
    ['numbered with zeros', (index) => `acct_${String(index).padStart(6, '0')}`],
    ['hexadecimal', (index) => (index * 2_654_435_761).toString(16)],
  ])('is spread over the day for 10,000 names that are %s', (_case, nameOf) => {
    const counts = new Map<string, number>();
    for (let index = 0; index < 10_000; index += 1) {
      const { at } = spreadSweepTime(accountId(nameOf(index)));
      counts.set(at, (counts.get(at) ?? 0) + 1);
    }
    const hours = Map.groupBy(counts, ([at]) => at.slice(0, 2));
    const perHour = [...hours.values()].map((minutes) => minutes.reduce((sum, [, count]) => sum + count, 0));
    expect(Math.max(...counts.values())).toBeLessThan((10_000 / 1_440) * 4);
    expect(counts.size).toBeGreaterThan(1_400);
    expect(perHour).toHaveLength(24);
    expect(Math.max(...perHour)).toBeLessThan((10_000 / 24) * 1.5);
    expect(Math.min(...perHour)).toBeGreaterThan(10_000 / 24 / 1.5);
  });

  test('stays what it is, because schedules were made with it', () => {
    const names = ['brand', 'brand-2', 'a'];
    expect(names.map((name) => spreadSweepTime(accountId(name)).at)).toEqual(['05:25', '01:30', '07:50']);
  });
});

describe('a time that somebody sets', () => {
  test.each([
    [{ at: '00:00' }, { at: '00:00' }],
    [
      { at: '23:59', timeZone: 'UTC' },
      { at: '23:59', timeZone: 'UTC' },
    ],
    [
      { at: '09:30', timeZone: 'Europe/Berlin' },
      { at: '09:30', timeZone: 'Europe/Berlin' },
    ],
    [
      { at: '09:30', timeZone: undefined },
      { at: '09:30', timeZone: undefined },
    ],
  ])('%j is taken', (sent, time) => {
    expect(parseSweepTime(sent)).toEqual(time);
  });

  test.each([
    ['europe/berlin', 'Europe/Berlin'],
    ['EUROPE/BERLIN', 'Europe/Berlin'],
    ['america/port-au-prince', 'America/Port-au-Prince'],
    ['utc', 'UTC'],
    ['Utc', 'UTC'],
    ['etc/utc', 'UTC'],
  ])('in the zone "%s" is in "%s", as the server knows it', (timeZone, known) => {
    expect(parseSweepTime({ at: '09:30', timeZone })).toEqual({ at: '09:30', timeZone: known });
  });

  test('is in the zone of the same name, in whatever case that is written', () => {
    for (const timeZone of [...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')), 'UTC'])
      for (const written of [timeZone, timeZone.toLowerCase(), timeZone.toUpperCase()])
        expect(parseSweepTime({ at: '09:30', timeZone: written }).timeZone).toBe(timeZone);
  });

  test.each<[string, unknown, string, string]>([
    ['nothing', undefined, '', 'The time of the sweep is missing: it must be an object.'],
    ['a time alone', '09:30', '', 'The time of the sweep must be an object, not "09:30".'],
    ['no time', {}, '/at', 'at is missing: it must be a time of day from "00:00" to "23:59", such as "09:30".'],
    [
      'the end of the day',
      { at: '24:00' },
      '/at',
      'at must be a time of day from "00:00" to "23:59", such as "09:30", not "24:00".',
    ],
    ['a minute that is none', { at: '09:60' }, '/at', 'not "09:60".'],
    ['one digit', { at: '9:30' }, '/at', 'not "9:30".'],
    ['seconds', { at: '09:30:00' }, '/at', 'not "09:30:00".'],
    ['half of the day', { at: '09:30 pm' }, '/at', 'not "09:30 pm".'],
    ['an offset', { at: '09:30Z' }, '/at', 'not "09:30Z".'],
    ['a date', { at: '2026-12-01T09:30' }, '/at', 'not "2026-12-01T09:30".'],
    ['a second line', { at: '09:30\n' }, '/at', 'not "09:30\\n".'],
    ['a number', { at: 930 }, '/at', 'not 930.'],
    ['a zone that is none', { at: '09:30', timeZone: 'Mars/Base' }, '/timeZone', 'not "Mars/Base".'],
    ['a zone that is many', { at: '09:30', timeZone: 'CST' }, '/timeZone', 'not "CST".'],
    ['an offset for a zone', { at: '09:30', timeZone: '+01:00' }, '/timeZone', 'an IANA time zone in quotes'],
    ['no zone', { at: '09:30', timeZone: null }, '/timeZone', 'not null.'],
    ['a key that is none', { at: '09:30', timezone: 'UTC' }, '/timezone', 'did you mean "timeZone"?'],
  ])('%s is refused', (_case, sent, pointer, message) => {
    const issues = issuesOf(sent);
    expect(Object.keys(issues)).toEqual([pointer]);
    expect(issues[pointer]).toMatch(message);
  });

  test('is refused without an accident, whatever it is', () => {
    const anything = fc.anything({ withBigInt: true, withDate: true, withNullPrototype: true });
    fc.assert(
      fc.property(fc.oneof(anything, fc.record({ at: anything, timeZone: anything })), (sent) => {
        expect(Object.keys(issuesOf(sent))).not.toHaveLength(0);
      }),
    );
  });
});

/** As a server describes the one calendar of a schedule. */
const range = (start: number, end = start) => [{ start, end, step: 1 }];
const calendar = (hour: number, minute: number) => ({
  second: range(0),
  minute: range(minute),
  hour: range(hour),
  dayOfMonth: range(1, 31),
  month: [{ start: 'JANUARY' as const, end: 'DECEMBER' as const, step: 1 }],
  year: [],
  dayOfWeek: [{ start: 'SUNDAY' as const, end: 'SATURDAY' as const, step: 1 }],
  comment: '',
});

describe('the calendar of a schedule', () => {
  test('is every day at that minute, on the clocks of that zone', () => {
    expect(specOf({ at: '09:30', timeZone: 'Europe/Berlin' })).toEqual({
      calendars: [{ hour: 9, minute: 30, second: 0 }],
      timezone: 'Europe/Berlin',
    });
    expect(specOf({ at: '00:05', timeZone: 'UTC' })).toMatchObject({ calendars: [{ hour: 0, minute: 5, second: 0 }] });
  });

  test.each([
    ['00:00', 0, 0],
    ['00:05', 0, 5],
    ['09:30', 9, 30],
    ['23:59', 23, 59],
  ])('reads back as %s', (at, hour, minute) => {
    const timezone = 'Europe/Berlin';
    expect(sweepTimeIn({ calendars: [calendar(hour, minute)], timezone })).toEqual({ at, timeZone: timezone });
  });

  test('reads back as the time that was set, whatever it is', () => {
    const timeZone = fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York');
    fc.assert(
      fc.property(fc.nat(23), fc.nat(59), timeZone, (hour, minute, zone) => {
        const at = [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
        expect(specOf({ at, timeZone: zone }).calendars).toEqual([{ hour, minute, second: 0 }]);
        expect(sweepTimeIn({ calendars: [calendar(hour, minute)], timezone: zone })).toEqual({ at, timeZone: zone });
      }),
    );
  });

  test.each([
    ['with no zone', { calendars: [calendar(9, 30)] }],
    ['with an empty zone', { calendars: [calendar(9, 30)], timezone: '' }],
  ])('%s is in UTC', (_case, spec) => {
    expect(sweepTimeIn(spec)).toEqual({ at: '09:30', timeZone: 'UTC' });
  });

  test('with a comment reads back too', () => {
    expect(sweepTimeIn({ calendars: [{ ...calendar(9, 30), comment: 'before work' }] })).toMatchObject({ at: '09:30' });
  });

  const daily = calendar(9, 30);
  const changed = (change: Partial<typeof daily>) => ({ calendars: [{ ...daily, ...change }] });
  test.each<[string, ScheduleSpecDescription]>([
    ['none', {}],
    ['no calendar', { calendars: [] }],
    ['two calendars', { calendars: [daily, calendar(17, 30)] }],
    ['the same calendar twice', { calendars: [daily, daily] }],
    ['an interval only', { calendars: [], intervals: [{ every: 3_600_000, offset: 0 }] }],
    ['an interval beside the calendar', { calendars: [daily], intervals: [{ every: 3_600_000, offset: 0 }] }],
    ['a time to skip', { calendars: [daily], skip: [daily] }],
    ['two hours', changed({ hour: [...range(9), ...range(17)] })],
    ['hours from one to another', changed({ hour: range(9, 17) })],
    ['every second hour', changed({ hour: [{ start: 0, end: 23, step: 2 }] })],
    ['no hour', changed({ hour: [] })],
    ['minutes from one to another', changed({ minute: range(0, 59) })],
    ['every quarter of an hour', changed({ minute: [{ start: 0, end: 59, step: 15 }] })],
    ['no minute', changed({ minute: [] })],
    ['another second', changed({ second: range(30) })],
    ['every second', changed({ second: range(0, 59) })],
    ['one day of the week', { calendars: [{ ...daily, dayOfWeek: [{ start: 'MONDAY', end: 'MONDAY', step: 1 }] }] }],
    ['working days', { calendars: [{ ...daily, dayOfWeek: [{ start: 'MONDAY', end: 'FRIDAY', step: 1 }] }] }],
    ['the first of the month', changed({ dayOfMonth: range(1) })],
    ['every second day', changed({ dayOfMonth: [{ start: 1, end: 31, step: 2 }] })],
    ['one month', { calendars: [{ ...daily, month: [{ start: 'MAY', end: 'MAY', step: 1 }] }] }],
    ['one year', { calendars: [{ ...daily, year: range(2027) }] }],
  ])('is no time of ours where there is %s', (_case, spec) => {
    expect(sweepTimeIn(spec)).toBeNull();
  });
});
