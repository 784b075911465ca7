import type { LedgerRules } from '../contracts/ledger.ts';

/** Of the first one in a line. A shorter time would leave a place empty for less, but every look costs the account five events of its history. */
const LOOK_AGAIN_MS = 60_000;

/**
 * How long after its last question somebody in an account's line looks whether its turn has come earlier than it was told: others may have
 * left the line, or given back what they were granted. Nobody can be called while it waits in the retry of an activity, so everybody looks,
 * and the more are ahead, the more seldom: of four hundred in a line, seven look in a minute.
 * @param position how many are ahead
 * @returns milliseconds
 */
export const lookAgainMs = (position: number, { windowMs }: Pick<LedgerRules, 'windowMs'>): number =>
  Math.min(LOOK_AGAIN_MS, windowMs / 10) * (position + 1);
