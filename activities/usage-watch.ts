import type { IgUserId } from '../contracts/ids.ts';
import type { Usage } from '../graph/graph-answer.ts';
import type { GraphAccount } from '../graph/graph-client.ts';
import { type Pause, pauseAt, type Reading } from './usage-pause.ts';

type Whose = Pick<GraphAccount, 'igUserId'>;

/** What a pause is about. */
export interface UsagePause extends Pause {
  readonly of: 'account' | 'app';
}

/** Knows how much of their allowances the accounts, and the app that they share, have used up: what this process was told last. */
export interface UsageWatch {
  /** Takes note of what an answer told. */
  hear(account: Whose, usage: Usage): void;
  /**
   * Why a call that nobody publishes by has to wait; null when it may go out.
   * @param neededBy epoch milliseconds; null: whenever
   */
  pauseOf(account: Whose, neededBy: number | null): UsagePause | null;
}

export function createUsageWatch(): UsageWatch {
  const accounts = new Map<IgUserId, Reading>();
  let ofApp: Reading | undefined;

  return {
    hear: ({ igUserId }, { app, account }) => {
      const readAt = Date.now();
      if (account !== null) accounts.set(igUserId, { meter: account, readAt });
      if (app !== null) ofApp = { meter: app, readAt };
    },

    pauseOf: ({ igUserId }, neededBy) => {
      const times = { now: Date.now(), neededBy };
      const pause = (of: UsagePause['of'], reading: Reading | undefined): UsagePause | null => {
        const found = reading === undefined ? null : pauseAt(reading, times);
        return found && { ...found, of };
      };
      return longest(pause('account', accounts.get(igUserId)), pause('app', ofApp));
    },
  };
}

const longest = (one: UsagePause | null, other: UsagePause | null): UsagePause | null =>
  one !== null && one.until >= (other?.until ?? 0) ? one : other;
