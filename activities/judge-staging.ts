import { CONTAINER_FAILED, STAGING_REFUSED, TRANSIENT } from '../contracts/staging-failures.ts';
import type { ContainerReading } from '../graph/container-reading.ts';
import type { GraphFailure } from '../graph/graph-answer.ts';
import { outcomeOfContainer, outcomeOfFailure } from '../graph/outcomes.ts';

/** What staging does about a failed call. `afterMs` undefined: the activity's own back-off. */
export type StagingVerdict =
  | { readonly type: typeof TRANSIENT; readonly afterMs: number | undefined }
  | { readonly type: typeof CONTAINER_FAILED | typeof STAGING_REFUSED };

/** When a throttled answer does not say how long it lasts: throttles are counted over an hour or a day. */
const THROTTLED_MS = 300_000;
const NOT_READY_MS = 5_000;

export function judgeStagingFailure(endpoint: 'create' | 'container', failure: GraphFailure): StagingVerdict {
  const { class: outcome } = outcomeOfFailure(endpoint, failure);
  switch (outcome) {
    case 'retry':
    case 'ambiguous':
      return { type: TRANSIENT, afterMs: undefined };
    case 'rate':
    case 'waitForQuota':
      return { type: TRANSIENT, afterMs: throttledFor(failure) };
    case 'waitSameContainer':
      return { type: TRANSIENT, afterMs: NOT_READY_MS };
    case 'newContainer':
      return { type: CONTAINER_FAILED };
    case 'fixInput':
    case 'person':
      return { type: STAGING_REFUSED };
    default:
      return outcome satisfies never;
  }
}

const throttledFor = (failure: GraphFailure): number => {
  const minutes = failure.kind === 'refused' ? failure.usage.regainAccessMinutes : null;
  return minutes === null || minutes === 0 ? THROTTLED_MS : minutes * 60_000;
};

/** What a readable container is waited for. */
export type ContainerVerdict = 'finished' | 'published' | 'in-progress' | 'failed' | 'refused';

export function judgeReading(reading: ContainerReading): ContainerVerdict {
  switch (reading.statusCode) {
    case 'FINISHED':
      return 'finished';
    case 'PUBLISHED':
      return 'published';
    case 'IN_PROGRESS':
    case 'UNKNOWN':
      return 'in-progress';
    case 'ERROR':
    case 'EXPIRED': {
      const outcome = outcomeOfContainer(reading)?.class;
      return outcome === 'fixInput' || outcome === 'person' ? 'refused' : 'failed';
    }
    default:
      return reading.statusCode satisfies never;
  }
}

/** Waits between two readings: an image is often ready at once, and each reading costs a call. Milliseconds. */
export const POLL_DELAYS_MS = [3_000, 5_000, 8_000, 13_000, 20_000, 30_000, 60_000] as const;

/** @param reading how many readings there have been, from 1 */
export const pollDelayMs = (reading: number, delays: readonly number[] = POLL_DELAYS_MS): number =>
  delays[Math.min(reading, delays.length) - 1] ?? 60_000;
