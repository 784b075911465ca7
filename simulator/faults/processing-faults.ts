import type { Processing } from '../state.ts';
import type { World } from '../world.ts';
import { type FaultTarget, textsOf } from './fault-target.ts';
import type { ProcessingOutcome } from './outcomes.ts';

/** Media whose processing begins. */
export interface ProcessedMedia {
  readonly igUserId: string;
  readonly container: FaultTarget;
  /** How long Instagram takes for media of this kind. */
  readonly lastsMs: number;
}

/** How the processing that begins now will go: well, or as the first fault for it says. */
export function processingUnderFaults(world: World, { igUserId, container, lastsMs }: ProcessedMedia): Processing {
  const fault = world.faults.take('processing', igUserId, textsOf(world.state, container));
  const endsAt = world.clock.now() + lastsMs;
  return fault === undefined ? { endsAt, failure: null } : spoiled(endsAt, fault.outcome);
}

function spoiled(endsAt: number, outcome: ProcessingOutcome): Processing {
  switch (outcome.kind) {
    case 'error':
      return { endsAt, failure: outcome.subcode };
    case 'stuck':
      return { endsAt: Number.POSITIVE_INFINITY, failure: null };
    case 'slow':
      return { endsAt: endsAt + outcome.extraMs, failure: null };
    default:
      return outcome satisfies never;
  }
}
