export const TWIN_TASK_QUEUE = 'bench-twin';

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
