import { type AccountQuota, type PlannedInstant, QUOTA_KINDS, type QuotaKind } from '../client/index.ts';
import { QUOTA_NAMES } from '../contracts/ledger.ts';
import { table } from './output.ts';

const MOST_SHOWN = 20;

/** The four windows, then what comes next in them; `now` in epoch milliseconds. */
export function quotaForPeople(quota: AccountQuota, now: number): string {
  const planned = QUOTA_KINDS.flatMap((kind) => quota[kind].plan.map((instant) => ({ kind, instant })));
  return [windowsTable(quota, now), ...(planned.length === 0 ? [] : [planTable(planned)])].join('\n\n');
}

const windowsTable = (quota: AccountQuota, now: number): string =>
  table(
    ['in the rolling window', 'used', 'by others', 'reserved', 'waiting', 'limit', 'next free'],
    QUOTA_KINDS.map((kind) => {
      const { used, foreign, reserved, waiting, limit, nextFreeAt } = quota[kind];
      const counts = [used, foreign, reserved, waiting, limit].map(String);
      return [QUOTA_NAMES[kind], ...counts, nextFreeText(nextFreeAt, now)];
    }),
  );

const nextFreeText = (nextFreeAt: string, now: number): string => (Date.parse(nextFreeAt) <= now ? 'now' : nextFreeAt);

interface Planned {
  readonly kind: QuotaKind;
  readonly instant: PlannedInstant;
}

function planTable(planned: readonly Planned[]): string {
  const rows = planned.map(({ kind, instant: { at, postId, isGranted } }) => ({
    at: at ?? 'never',
    rest: [QUOTA_NAMES[kind], postId ?? '', isGranted ? 'reserved' : 'waits'],
  }));
  // Instants in UTC sort as text, and "never" behind them.
  const shown = rows
    .toSorted((one, other) => one.at.localeCompare(other.at))
    .slice(0, MOST_SHOWN)
    .map(({ at, rest }) => [at, ...rest]);
  const left = planned.length - shown.length;
  const plan = table(['planned', 'for', 'post', ''], shown);
  return left > 0 ? `${plan}\n… and ${left} more` : plan;
}
