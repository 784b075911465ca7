import { isDeepStrictEqual } from 'node:util';
import type { ScheduleSpec, ScheduleSpecDescription } from '@temporalio/client';
import { z } from 'zod';
import { type AccountId, inviteScheduleId } from '../contracts/ids.ts';
import { spreadOf } from '../contracts/spread.ts';
import { parseArgument } from './arguments.ts';
import { must, strict } from './issues.ts';
import { isZone } from './written-time.ts';

/** When the invites of an account are swept, every day. */
export interface SweepTime {
  /** As on a clock on the wall, `09:30`. */
  readonly at: string;
  /** IANA name of the zone. */
  readonly timeZone: string;
}

/** Without a zone it stays as it is. */
export interface SweepTimeRequest {
  readonly at: string;
  readonly timeZone?: string | undefined;
}

const MINUTES_OF_DAY = 1_440;

/** A minute of the day in UTC that the account's name gives: thousands of accounts must not ask in the same minute. */
export function spreadSweepTime(accountId: AccountId): SweepTime {
  const minute = Math.floor(spreadOf(inviteScheduleId(accountId)) * MINUTES_OF_DAY);
  return { at: clockText(Math.floor(minute / 60), minute % 60), timeZone: 'UTC' };
}

const atRule = must('a time of day from "00:00" to "23:59", such as "09:30"');
const zoneRule = must('an IANA time zone in quotes, such as "Europe/Berlin"');
const timeSchema = strict({
  at: z.string(atRule).regex(/^([01]\d|2[0-3]):[0-5]\d$/, atRule),
  // The server knows zones by their names in just these letters.
  timeZone: z.string(zoneRule).refine(isZone, zoneRule).transform(zoneName).optional(),
});

/** As the server knows it, which wants the right letters. A name that is newer than this Node is left as it was written. */
function zoneName(zone: string): string {
  if (zone.toUpperCase() === 'UTC') return 'UTC';
  const known = Intl.supportedValuesOf('timeZone').find((name) => name.toLowerCase() === zone.toLowerCase());
  const isWritten = zone.split('/').every((part) => /^[A-Z][a-z]/.test(part));
  return known ?? (isWritten ? zone : new Intl.DateTimeFormat('en', { timeZone: zone }).resolvedOptions().timeZone);
}

/** @throws {@link InvalidRequestError} with all that is wrong */
export const parseSweepTime = (request: unknown): SweepTimeRequest =>
  parseArgument(timeSchema, request, 'The time of the sweep');

export function specOf({ at, timeZone }: SweepTime): ScheduleSpec {
  const [hour = 0, minute = 0] = at.split(':').map(Number);
  return { calendars: [{ hour, minute, second: 0 }], timezone: timeZone };
}

/** Null when somebody has set other times than one a day from outside. */
export function sweepTimeIn({
  calendars = [],
  intervals = [],
  skip = [],
  timezone,
}: ScheduleSpecDescription): SweepTime | null {
  const [calendar, ...more] = calendars;
  if (calendar === undefined || [more, intervals, skip].some(({ length }) => length > 0)) return null;
  const { hour: hours, minute: minutes, second: seconds, comment: _, ...days } = calendar;
  const [hour, minute, second] = [hours, minutes, seconds].map(onlyOf);
  const isDaily = isDeepStrictEqual(days, EVERY_DAY) && second === 0;
  if (!isDaily || typeof hour !== 'number' || typeof minute !== 'number') return null;
  return { at: clockText(hour, minute), timeZone: timezone || 'UTC' };
}

/** As the server writes out what a calendar leaves open. */
const EVERY_DAY = {
  dayOfMonth: [{ start: 1, end: 31, step: 1 }],
  month: [{ start: 'JANUARY', end: 'DECEMBER', step: 1 }],
  year: [],
  dayOfWeek: [{ start: 'SUNDAY', end: 'SATURDAY', step: 1 }],
};

type Range = NonNullable<NonNullable<ScheduleSpecDescription['calendars']>[number]['hour']>[number];

/** The one value that a field stands for; undefined when it stands for several. */
function onlyOf(ranges: readonly Range[] | undefined): number | undefined {
  const [range, ...more] = ranges ?? [];
  return more.length === 0 && range?.start === range?.end ? range?.start : undefined;
}

const clockText = (hour: number, minute: number): string =>
  [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
