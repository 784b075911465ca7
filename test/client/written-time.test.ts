import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { DateTime } from 'luxon';
import { readTime } from '../../client/written-time.ts';

const instant = (iso: string) => ({ instant: Date.parse(iso) });

describe('a time that means one instant', () => {
  test.each([
    { at: '2026-12-01T09:00:00+01:00', is: '2026-12-01T08:00:00Z' },
    { at: '2026-12-01T09:00:00Z', is: '2026-12-01T09:00:00Z' },
    { at: '2026-12-01t09:00:00z', is: '2026-12-01T09:00:00Z' },
    { at: '2026-12-01T09:00:00-00:00', is: '2026-12-01T09:00:00Z' },
    { at: '2026-12-01T09:00+05:45', is: '2026-12-01T03:15:00Z' },
    { at: '2026-12-01T09:00:00.123456789Z', is: '2026-12-01T09:00:00.123Z' },
    { at: '2028-02-29T00:00:00-23:59', is: '2028-02-29T23:59:00Z' },
    { at: '2026-12-01T09:00', timeZone: 'Europe/Berlin', is: '2026-12-01T08:00:00Z' },
    { at: '2026-07-01T09:00:30.5', timeZone: 'europe/berlin', is: '2026-07-01T07:00:30.500Z' },
    { at: '2026-12-01T09:00', timeZone: 'UTC', is: '2026-12-01T09:00:00Z' },
    { at: '2026-12-01T09:00', timeZone: 'Asia/Kathmandu', is: '2026-12-01T03:15:00Z' },
    // The minutes around the change of the clocks.
    { at: '2027-03-28T01:59', timeZone: 'Europe/Berlin', is: '2027-03-28T00:59:00Z' },
    { at: '2027-03-28T03:00', timeZone: 'Europe/Berlin', is: '2027-03-28T01:00:00Z' },
    { at: '2027-10-31T01:59', timeZone: 'Europe/Berlin', is: '2027-10-30T23:59:00Z' },
    { at: '2027-10-31T03:00', timeZone: 'Europe/Berlin', is: '2027-10-31T02:00:00Z' },
    // An offset beside the zone, as an overlap needs it.
    { at: '2027-10-31T02:30:00+02:00', timeZone: 'Europe/Berlin', is: '2027-10-31T00:30:00Z' },
    { at: '2027-10-31T02:30:00+01:00', timeZone: 'Europe/Berlin', is: '2027-10-31T01:30:00Z' },
    { at: '2027-07-01T09:00:00Z', timeZone: 'Europe/Berlin', is: '2027-07-01T09:00:00Z' },
  ])('$at $timeZone is $is', ({ at, timeZone, is }) => {
    expect(readTime({ at, timeZone })).toEqual(instant(is));
  });
});

describe('a time that does not mean one instant is refused, with the cure', () => {
  test.each([
    ['no offset', '2026-12-01T09:00', undefined, 'has no offset'],
    ['skipped in Berlin', '2027-03-28T02:30', 'Europe/Berlin', 'take 2027-03-28T03:30:00+02:00'],
    ['skipped in New York', '2027-03-14T02:00', 'America/New_York', 'take 2027-03-14T03:00:00-04:00'],
    ['skipped by half an hour', '2026-10-04T02:15', 'Australia/Lord_Howe', 'take 2026-10-04T02:45:00+11:00'],
    [
      'twice in Berlin',
      '2027-10-31T02:30',
      'Europe/Berlin',
      '02:30:00+02:00 for the first or 2027-10-31T02:30:00+01:00',
    ],
    [
      'twice in New York',
      '2027-11-07T01:00',
      'America/New_York',
      '01:00:00-04:00 for the first or 2027-11-07T01:00:00-05',
    ],
    [
      'twice by half an hour',
      '2027-04-04T01:45',
      'Australia/Lord_Howe',
      '+11:00 for the first or 2027-04-04T01:45:00+10:30',
    ],
    ['another offset than the zone has', '2027-07-01T09:00:00+01:00', 'Europe/Berlin', 'Europe/Berlin is at +02:00'],
    ['an offset in a gap', '2027-03-28T02:30:00+01:00', 'Europe/Berlin', 'Europe/Berlin is at +02:00'],
    ['not in the calendar', '2026-02-29T09:00:00Z', undefined, 'must be a time'],
    ['no such hour', '2026-12-01T24:00:00Z', undefined, 'must be a time'],
    ['no such offset', '2026-12-01T09:00:00+24:00', undefined, 'must be a time'],
    ['a leap second', '2026-12-31T23:59:60Z', undefined, 'must be a time'],
    ['no date', '09:00', 'Europe/Berlin', 'must be a time'],
    ['no time', '2026-12-01', 'Europe/Berlin', 'must be a time'],
    ['words', 'tomorrow', undefined, 'must be a time'],
    ['a space for the T', '2026-12-01 09:00:00Z', undefined, 'must be a time'],
    ['nothing', '', undefined, 'must be a time'],
  ])('%s: %s %s', (_, at, timeZone, cure) => {
    expect(readTime({ at, timeZone })).toEqual({ field: 'at', predicate: expect.stringContaining(cure) });
  });

  test.each([
    ['Europe/Berln', 'did you mean "Europe/Berlin"?'],
    ['Berlin', 'such as Europe/Berlin'],
    // Chicago, Shanghai or Havana; no place at all; the machine's own.
    ['CST', 'such as Europe/Berlin'],
    ['+01:00', 'such as Europe/Berlin'],
    ['local', 'such as Europe/Berlin'],
    ['', 'such as Europe/Berlin'],
  ])('the zone "%s"', (timeZone, cure) => {
    const field = 'timeZone';
    expect(readTime({ at: '2026-12-01T09:00', timeZone })).toEqual({ field, predicate: expect.stringContaining(cure) });
  });
});

describe('for any instant of this century and any zone', () => {
  const instants = fc
    .date({ min: new Date('2020-01-01T00:00:00Z'), max: new Date('2099-12-31T00:00:00Z'), noInvalidDate: true })
    .map((date) => date.getTime());
  const zones = fc.constantFrom(...Intl.supportedValuesOf('timeZone').filter((zone) => zone.includes('/')));
  const near = (transition: string) =>
    fc.integer({ min: -7200, max: 7200 }).map((s) => Date.parse(transition) + s * 1000);
  const berlinChanges = fc.oneof(near('2027-03-28T01:00:00Z'), near('2027-10-31T01:00:00Z'));
  const moments = fc.oneof(fc.tuple(instants, zones), fc.tuple(berlinChanges, fc.constant('Europe/Berlin')));

  test('the time written with its offset reads back as that instant, with the zone beside it and without', () => {
    fc.assert(
      fc.property(moments, ([ms, zone]) => {
        const at = DateTime.fromMillis(ms, { zone }).toISO() ?? '';
        expect(readTime({ at })).toEqual({ instant: ms });
        expect(readTime({ at, timeZone: zone })).toEqual({ instant: ms });
      }),
      { numRuns: 500 },
    );
  });

  test('the local time reads back as that instant, or is refused because another instant has the same local time', () => {
    fc.assert(
      fc.property(moments, ([ms, zone]) => {
        const local = DateTime.fromMillis(ms, { zone });
        const read = readTime({ at: local.toISO({ includeOffset: false }) ?? '', timeZone: zone });
        if ('instant' in read) expect(read.instant).toBe(ms);
        else expect(sameLocalTimeAt(ms, zone)).toHaveLength(2);
      }),
      { numRuns: 500 },
    );
  });
});

/** By brute force: every quarter of an hour within a day at which the clocks of the zone show what they show at `ms`. */
function sameLocalTimeAt(ms: number, zone: string): number[] {
  const clock = (at: number) => DateTime.fromMillis(at, { zone }).toISO({ includeOffset: false });
  const quarters = Array.from({ length: 193 }, (_, index) => ms + (index - 96) * 900_000);
  return quarters.filter((at) => clock(at) === clock(ms));
}
