/** Entities have a queue of their own, as the ledgers of accounts do. */
export const entityTaskQueue = (taskQueue: string): string => `${taskQueue}-entity`;

/** Update of an entity: nothing is asked and nothing answered. */
export const NOTHING_UPDATE = 'nothing';

/** A post of the twin. */
export interface TwinPost {
  readonly igUserId: string;
  readonly imageUrl: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** How many of each a run goes through, one after the other. */
export interface Shape {
  readonly activities: number;
  readonly timers: number;
}
