import type { Client } from '@temporalio/client';
import type { AccountStore } from '../accounts/account-store.ts';
import type { LedgerRules } from '../contracts/ledger.ts';
import type { GraphClient } from '../graph/graph-client.ts';
import type { HoldingRoom } from './holding-room.ts';
import type { Reservations } from './reservations.ts';
import type { UsageWatch } from './usage-watch.ts';

/** What activities need of the world. */
export interface ActivityDependencies {
  readonly graph: GraphClient;
  readonly accounts: Pick<AccountStore, 'get' | 'tokenOf'>;
  readonly client: Client;
  readonly room: HoldingRoom;
  /** Where every call that Instagram counts is charged first. */
  readonly reservations: Reservations;
  readonly rules: LedgerRules;
  /** Which calls have to wait because an allowance of Instagram's is nearly used up. */
  readonly usageWatch: UsageWatch;
  /** Whether videos to upload may come from URLs of this machine and of private networks. */
  readonly allowPrivateMedia: boolean;
  /** Waits between two readings of a container that is still in progress; the last one repeats. Milliseconds. */
  readonly pollDelaysMs?: readonly number[] | undefined;
  /** When to look for what became of a doubtful publish, counted from its sending. Milliseconds. */
  readonly reconcileWindowsMs?: readonly number[] | undefined;
}
