import type { AdjustableClock } from './clock.ts';
import type { FaultQueue } from './faults/faults.ts';
import type { Settings } from './settings.ts';
import type { State } from './state.ts';

/** What every route of one simulator works on. */
export interface World {
  readonly clock: AdjustableClock;
  /** Changed in place by the control routes. */
  readonly settings: Settings;
  readonly state: State;
  readonly faults: FaultQueue;
  /** Aborted when the simulator closes: whatever waits lets go. */
  readonly closing: AbortSignal;
}
