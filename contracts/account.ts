import type { AccountId } from './ids.ts';
import type { LedgerRules, QuotaKind, QuotaView, ReserveAnswer, ReserveRequest, ToldUsage } from './ledger.ts';

/** The workflow type of an account: the only writer of its ledger. */
export const ACCOUNT = 'account';

/** Accounts have a queue of their own, so that a reservation never waits behind posts. */
export const accountTaskQueue = (taskQueue: string): string => `${taskQueue}-account`;

/**
 * When a task that a worker was killed with goes to another one. Everybody who asks the account waits until then, and gives up after ten
 * seconds, which the server would wait by default. It is time enough to replay five long runs at once.
 */
export const ACCOUNT_TASK_TIMEOUT_MS = 5_000;

/** The workflow's one argument. */
export interface AccountInput {
  readonly schemaVersion: 1;
  readonly accountId: AccountId;
  /** How grants are given, until a reservation brings other rules. */
  readonly rules: LedgerRules;
  /** What the run before left to this one, as it wrote it; null for the first. */
  readonly carried: unknown;
}

/** Update: asks for one call to Instagram. Whoever is about to make the call sends it. */
export const RESERVE_UPDATE = 'reserve';
export interface ReserveArgs {
  readonly request: ReserveRequest;
  /** Those of the worker that asks: a changed configuration is in force with its first reservation. */
  readonly rules: LedgerRules;
  /**
   * What Instagram says of the limit; null when it was not asked. When it was and could not say: `full` after it has refused a call for the
   * limit, and else `unknown`.
   */
  readonly told: ToldUsage | 'full' | 'unknown' | null;
}
export type ReserveResult =
  | ReserveAnswer
  /** The ledger is new, and has to hear first what Instagram has counted: ask again with it. */
  | { readonly outcome: 'usage-needed' };

/** Signal: gives back what provably was not used, and leaves the line. Repeatable. */
export const RELEASE_SIGNAL = 'release';
export interface ReleaseArgs {
  readonly kind: QuotaKind;
  /** They leave the line, and what was granted to them and not claimed by a ticket is free again. */
  readonly holders: readonly string[];
  /** Its grant is free again. Null for none. */
  readonly ticket: string | null;
}

/** Query: where each of the limits stands. */
export const QUOTA_QUERY = 'quota';
export interface QuotaArgs {
  /** Epoch milliseconds: without it a run tells how it stood when it was last asked for a grant. */
  readonly now: number;
}
export type QuotaQueryResult = Readonly<Record<QuotaKind, QuotaView>>;

/** Query: when posts would go out, were they all to ask for what they still need. */
export const FORECAST_QUERY = 'forecast';
export interface ForecastArgs extends QuotaArgs {
  /** Where two are due at one instant, the first one comes first. */
  readonly posts: readonly PostToCome[];
}
/** How many posts a forecast takes: far more than anybody queues at once. A longer one would keep the account from answering reservations. */
export const MAX_FORECAST = 20_000;
/** In the order of the posts: epoch milliseconds, or null for one that never would. */
export type ForecastQueryResult = readonly (number | null)[];

/** A post that has not gone out yet. Instants in epoch milliseconds. */
export interface PostToCome {
  readonly dueAt: number;
  /** When it asks for its containers. */
  readonly stageAt: number;
  /** How many it needs, which are granted together. 0 when they are made. */
  readonly containers: number;
  /** The id of its workflow: what that was granted, or waits for, is not counted again. Absent while it cannot have asked for anything. */
  readonly workflowId?: string;
}
