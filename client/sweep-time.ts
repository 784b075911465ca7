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

const MINUTES_OF_DAY = 1_440;

/** A minute of the day in UTC that the account's name gives: thousands of accounts must not ask in the same minute. */
export function spreadSweepTime(accountId: AccountId): SweepTime {
  const minute = Math.floor(spreadOf(inviteScheduleId(accountId)) * MINUTES_OF_DAY);
  return { at: clockText(Math.floor(minute / 60), minute % 60), timeZone: 'UTC' };
}

const atRule = must('a time of day from "00:00" to "23:59"');
const zoneRule = must('an IANA time zone in quotes, such as "Europe/Berlin"');
const timeSchema = strict({
  at: z.string(atRule).regex(/^([01]\d|2[0-3]):[0-5]\d$/, atRule),
  timeZone: z.string(zoneRule).refine(isZone, zoneRule).default('UTC'),
});

/** @throws {@link InvalidRequestError} with all that is wrong */
export const parseSweepTime = (request: unknown): SweepTime =>
  parseArgument(timeSchema, request, 'The time of the sweep');

export function specOf({ at, timeZone }: SweepTime): ScheduleSpec {
  const [hour, minute] = at.split(':').map(Number);
  return { calendars: [{ hour: hour ?? 0, minute: minute ?? 0, second: 0 }], timezone: timeZone };
}

/** Null when somebody has set other times from outside. */
export function sweepTimeIn({ calendars = [], timezone = 'UTC' }: ScheduleSpecDescription): SweepTime | null {
  const [calendar, ...more] = calendars;
  const hour = calendar?.hour?.[0]?.start;
  const minute = calendar?.minute?.[0]?.start;
  if (more.length > 0 || hour === undefined || minute === undefined) return null;
  return { at: clockText(hour, minute), timeZone: timezone };
}

const clockText = (hour: number, minute: number): string =>
  [hour, minute].map((part) => String(part).padStart(2, '0')).join(':');
