import { Duration } from 'luxon';
import { z } from 'zod';
import { issueAt, type RequestIssue } from './issues.ts';
import { readTime } from './written-time.ts';

/** When a post is due, or all that is wrong with what the request says about it. */
export type DueTime =
  | {
      readonly kind: 'due';
      /** Epoch milliseconds. */
      readonly dueAt: number;
      /** The instant that the request names, if it names one. Epoch milliseconds. */
      readonly scheduledAt: number | null;
      /** The instant has passed, and the request does not ask to publish now. */
      readonly isPast: boolean;
    }
  | { readonly kind: 'wrong'; readonly issues: readonly RequestIssue[] };

const dueFields = z.object({
  scheduledAt: z.string().optional(),
  timeZone: z.string().optional(),
  publishNow: z.boolean().optional(),
});

/**
 * Reads the three keys of a request that say when. A request in which one of them has the wrong type is no matter of this
 * function: the schema has reported it, and there is nothing to add.
 */
export function dueTimeOf(request: unknown, now: number): DueTime {
  const fields = dueFields.safeParse(request);
  if (!fields.success) return wrong();
  const { scheduledAt, timeZone, publishNow = false } = fields.data;
  if (scheduledAt !== undefined) return dueAsScheduled({ at: scheduledAt, timeZone }, publishNow, now);
  if (timeZone !== undefined) return wrong(issueAt(['timeZone'], 'means nothing without "scheduledAt": leave it out.'));
  if (!publishNow)
    return wrong(issueAt(['scheduledAt'], 'is missing: say when the post is due, or set "publishNow" to true.'));
  return { kind: 'due', dueAt: now, scheduledAt: null, isPast: false };
}

function dueAsScheduled(
  time: { readonly at: string; readonly timeZone: string | undefined },
  publishNow: boolean,
  now: number,
): DueTime {
  const read = readTime(time);
  if ('predicate' in read) return wrong(issueAt([read.field === 'at' ? 'scheduledAt' : 'timeZone'], read.predicate));
  const scheduledAt = read.instant;
  if (!publishNow) return { kind: 'due', dueAt: scheduledAt, scheduledAt, isPast: scheduledAt < now };
  if (scheduledAt > now)
    return wrong(issueAt(['publishNow'], 'contradicts "scheduledAt", which is yet to come: leave one of the two out.'));
  return { kind: 'due', dueAt: now, scheduledAt, isPast: false };
}

const wrong = (...issues: RequestIssue[]): DueTime => ({ kind: 'wrong', issues });

/** "2 hours, 5 minutes": the two largest units, for people. */
export function spokenDuration(ms: number): string {
  const exact = Duration.fromMillis(ms).shiftTo('days', 'hours', 'minutes', 'seconds', 'milliseconds').removeZeros();
  const units = Object.entries(exact.toObject()).slice(0, 2);
  return Duration.fromObject(Object.fromEntries(units)).toHuman();
}
