import type { AdjustableClock } from './clock.ts';
import type { FaultQueue } from './faults/fault-queue.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';

/** All that a simulator knows. It can be given to the next one, which goes on from there. */
export interface Memory {
  readonly clock: AdjustableClock;
  /** Changed in place by the control routes. */
  readonly settings: Settings;
  readonly state: State;
  readonly faults: FaultQueue;
}

/** What every route of one simulator works on. */
export interface World extends Memory {
  /** Aborted when the simulator closes: whatever waits lets go. */
  readonly closing: AbortSignal;
}
