import { setTimeout as sleep } from 'node:timers/promises';
import { CarillonError, type CarillonErrorCode } from '../client/index.ts';

const AGAIN_MS = 300;
const PASSING: ReadonlySet<CarillonErrorCode> = new Set(['unreachable', 'no-worker', 'server-error']);

/** Whether an error is what a part that is being restarted causes, and not an answer. */
export const isPassing = (error: unknown): boolean => !(error instanceof CarillonError) || PASSING.has(error.code);

/**
 * Does it again until it is answered: parts are restarted all the time.
 * @throws an answer that is a refusal, at once; the last error when `deadlineMs` milliseconds are over
 */
export async function persistently<T>(work: () => Promise<T>, deadlineMs = 60_000): Promise<T> {
  const giveUpAt = Date.now() + deadlineMs;
  for (;;) {
    try {
      return await work();
    } catch (error) {
      if (!isPassing(error) || Date.now() > giveUpAt) throw error;
    }
    await sleep(AGAIN_MS);
  }
}
