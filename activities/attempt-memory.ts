import { CancelledFailure, Context } from '@temporalio/activity';
import { ActivityCancelledError, ActivityPausedError, type Client } from '@temporalio/client';
import { tellNextAttempt } from './beats.ts';

/** What the attempts of one activity tell each other. Waits for a limit are attempts too, so their number says nothing. */
export interface AttemptMemory {
  /** How often the call failed for other reasons than a limit. */
  readonly failures: number;
  /** How often Instagram refused it because of a limit. */
  readonly throttles: number;
  /** Whether a request left of which nobody knows what became. */
  readonly mayHaveBeenTaken: boolean;
}

const NOTHING: AttemptMemory = { failures: 0, throttles: 0, mayHaveBeenTaken: false };
const CALL_DEADLINE_MS = 2_000;

export function attemptMemory(): AttemptMemory {
  const context = Context.current();
  const told: AttemptMemory | undefined = context.info.heartbeatDetails;
  const memory = { ...NOTHING, ...told };
  // The next attempt hears the last beat only, also where this one has nothing to add.
  if (told !== undefined) tellNextAttempt(context, memory);
  return memory;
}

/**
 * Resolves when the server has it: the worker's own beats are held back for seconds, in which a process may die.
 * @throws CancelledFailure when the activity was canceled; whatever else the server refuses with, or its silence: what nobody would
 * know of must not be sent
 */
export async function remember(client: Client, memory: AttemptMemory): Promise<void> {
  const context = Context.current();
  const { taskToken } = context.info;
  // First, because the worker's own beats go on meanwhile, and the server keeps the last one.
  tellNextAttempt(context, memory);
  try {
    await client.withDeadline(Date.now() + CALL_DEADLINE_MS, () => client.activity.heartbeat(taskToken, memory));
  } catch (error) {
    // The beat itself was noted.
    if (error instanceof ActivityPausedError) return;
    throw error instanceof ActivityCancelledError ? new CancelledFailure('canceled before anything was sent') : error;
  }
}
