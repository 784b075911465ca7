import { ActivityCancelledError, ActivityNotFoundError, ActivityPausedError, type Client } from '@temporalio/client';
import type { HoldBeat, SendOutcome } from '../contracts/send-outcome.ts';

/** What the server says to a beat. `unknown`: no answer in time, so the beat may still arrive there, after a later one. */
export type BeatAnswer = 'noted' | 'let-go' | 'gone' | 'unknown';

/** The line between a held post and the Temporal server. */
export interface HoldLine {
  beat(phase: HoldBeat['phase']): Promise<BeatAnswer>;
  /** Tells the workflow how the holding ended. False when nobody waited for it any more, or nobody took it within half a minute. */
  report(outcome: SendOutcome): Promise<boolean>;
}

/** For each call to the server: a third of the heartbeat time-out. */
const CALL_DEADLINE_MS = 2_000;
/** Shorter than the workers' time to stop, which waits for reports. */
const REPORT_FOR_MS = 30_000;
const REPORT_PAUSE_MS = 500;

export function openHoldLine(client: Client, taskToken: Uint8Array): HoldLine {
  return {
    beat: async (phase) => {
      const details: HoldBeat = { phase };
      try {
        await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => client.activity.heartbeat(taskToken, details));
        return 'noted';
      } catch (error) {
        return answerOf(error);
      }
    },
    report: async (outcome) => {
      const giveUpAt = Date.now() + REPORT_FOR_MS;
      for (let tries = 1; Date.now() < giveUpAt; tries += 1) {
        const answer = await tryReport(client, taskToken, outcome);
        // A call whose answer was lost has ended the activity; then the next one finds nothing.
        if (answer !== 'unknown') return answer === 'taken' || tries > 1;
        await new Promise((resolve) => setTimeout(resolve, REPORT_PAUSE_MS));
      }
      return false;
    },
  };
}

function answerOf(error: unknown): BeatAnswer {
  if (error instanceof ActivityCancelledError) return 'let-go';
  if (error instanceof ActivityNotFoundError) return 'gone';
  // Pausing is for activities that retry; a held post is stopped by moving or canceling it. The beat itself was noted.
  if (error instanceof ActivityPausedError) return 'noted';
  return 'unknown';
}

async function tryReport(
  client: Client,
  taskToken: Uint8Array,
  outcome: SendOutcome,
): Promise<'taken' | 'gone' | 'unknown'> {
  try {
    const deadline = Date.now() + CALL_DEADLINE_MS;
    await client.withDeadline(deadline, () => client.activity.complete(taskToken, outcome));
    return 'taken';
  } catch (error) {
    return error instanceof ActivityNotFoundError ? 'gone' : 'unknown';
  }
}
