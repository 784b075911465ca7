import { expect } from '@jest/globals';
import type { LedgerRules, ReserveAnswer, ReserveRequest } from '../../contracts/ledger.ts';
import { Ledger } from '../../workflows/ledger.ts';

/** Small limits and short windows, in which every case has room. */
export const RULES: LedgerRules = {
  limits: { publish: 3, container: 12, inviteRead: 4, inviteAnswer: 2 },
  windowMs: 1_000,
  sendWithinMs: 80,
  clockSkewMs: 20,
  grantAheadMs: { publish: 300, container: 0, inviteRead: 0, inviteAnswer: 0 },
  settleMs: 0,
  patienceMs: 500,
};
export const SPAN = RULES.windowMs + RULES.sendWithinMs + RULES.clockSkewMs;

export const ask = (ticket: string, more: Partial<ReserveRequest> = {}): ReserveRequest => ({
  ...{ kind: 'publish', holder: `holder of ${ticket}`, ticket, from: 0, dueAt: 0 },
  ...more,
});
/** So many calls that are granted together; the one of this number asks. */
export const several = (
  name: string,
  count: number,
  number: number,
  more: Partial<ReserveRequest> = {},
): ReserveRequest => {
  const together = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  return ask(`${name}-${number}#1`, { kind: 'container', holder: `${name}-${number}`, together, ...more });
};
export const granted = (at: number): ReserveAnswer => ({ outcome: 'granted', at, sendBefore: at + RULES.sendWithinMs });

/** A ledger with the limit of publishes spent at instants 0, 10 and 20. */
export function spent(): Ledger {
  const ledger = new Ledger(RULES);
  for (const [index, instant] of [0, 10, 20].entries()) {
    expect(ledger.reserve(ask(`p${index}`), instant)).toEqual(granted(instant));
  }
  return ledger;
}
