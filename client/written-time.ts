import { DateTime, IANAZone } from 'luxon';
import { nearestName } from '../contracts/nearest-name.ts';
import { shown } from './issues.ts';

/** A time as people and programs write it. */
export interface WrittenTime {
  /**
   * RFC 3339 with an offset (`2026-12-01T09:00:00+01:00`), or a local time (`2026-12-01T09:00`) with `timeZone`. What is finer than a
   * millisecond is cut off.
   */
  readonly at: string;
  /** IANA name, such as `Europe/Berlin`. */
  readonly timeZone?: string | undefined;
}

/** The instant in epoch milliseconds, or what is wrong, as the predicate of a sentence about that field. */
export type ReadTime = { readonly instant: number } | { readonly field: keyof WrittenTime; readonly predicate: string };

const WRITTEN =
  /^\d{4}-\d\d-\d\dT(?:[01]\d|2[0-3]):[0-5]\d(?::[0-5]\d(?:\.\d{1,9})?)?(?<offset>Z|[+-](?:[01]\d|2[0-3]):[0-5]\d)?$/;

/** The instant that a written time means. What could mean two instants, or none, is refused. */
export function readTime({ at, timeZone }: WrittenTime): ReadTime {
  // RFC 3339 §5.6 allows a lower-case "t" and "z".
  const text = at.toUpperCase();
  const parts = WRITTEN.exec(text);
  if (parts === null || !DateTime.fromISO(text, { zone: 'utc' }).isValid) return wrong('at', notATime(at));
  if (timeZone !== undefined && !isZone(timeZone)) return wrong('timeZone', notAZone(timeZone));
  const offset = parts.groups?.['offset'];
  if (offset !== undefined) return instantWithOffset(text, offset, timeZone);
  return timeZone === undefined ? wrong('at', bare(at)) : instantOfLocal(text, timeZone);
}

function instantWithOffset(text: string, offset: string, timeZone: string | undefined): ReadTime {
  const written = DateTime.fromISO(text, { setZone: true });
  // "Z" tells the instant and leaves the local offset open (RFC 9557 §2.2), so it contradicts no zone.
  if (timeZone === undefined || offset === 'Z') return { instant: written.toMillis() };
  const there = written.setZone(timeZone);
  if (there.offset === written.offset) return { instant: written.toMillis() };
  return wrong(
    'at',
    `"${text}" has the offset ${offset}, but ${timeZone} is at ${there.toFormat('ZZ')} then: correct it, or leave "timeZone" out.`,
  );
}

function instantOfLocal(text: string, timeZone: string): ReadTime {
  const local = DateTime.fromISO(text, { zone: timeZone });
  // Where the clocks skip a time, luxon answers with a later one.
  if (wallClock(local) !== wallClock(DateTime.fromISO(text, { zone: 'utc' })))
    return wrong('at', `"${text}" does not exist in ${timeZone}, where the clocks skip it: take ${iso(local)}, say.`);
  const [first, second] = local.getPossibleOffsets().sort((a, b) => a.toMillis() - b.toMillis());
  if (first === undefined || second === undefined) return { instant: local.toMillis() };
  return wrong(
    'at',
    `"${text}" happens twice in ${timeZone}: write ${iso(first)} for the first or ${iso(second)} for the second.`,
  );
}

const wrong = (field: keyof WrittenTime, predicate: string): ReadTime => ({ field, predicate });
const wallClock = (time: DateTime): string | null => time.toISO({ includeOffset: false });
const iso = (time: DateTime): string => time.toISO({ suppressMilliseconds: true }) ?? '';

const EXAMPLE = '2026-12-01T09:00:00+01:00';
const notATime = (at: string): string =>
  `must be a time such as ${EXAMPLE}, or a local one such as 2026-12-01T09:00 with a "timeZone", not ${shown(at)}.`;
const bare = (at: string): string =>
  `${shown(at)} has no offset and could be many instants: add one, as in ${EXAMPLE}, or name a "timeZone".`;

// Of all that Intl takes, only Area/City and UTC say what they mean: "CST" is Chicago to some and Shanghai to others.
export const isZone = (name: string): boolean =>
  (name.includes('/') || name.toUpperCase() === 'UTC') && IANAZone.isValidZone(name);

function notAZone(name: string): string {
  const meant = nearestName(name, Intl.supportedValuesOf('timeZone'));
  const rule = `must be an IANA time zone such as Europe/Berlin or UTC, not ${shown(name)}`;
  return meant === undefined ? `${rule}.` : `${rule}: did you mean "${meant}"?`;
}
