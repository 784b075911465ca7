import { WaitTimedOutError } from './errors.ts';

export interface WaitingOptions {
  /** How long to wait for the end, in milliseconds. @default 600000 */
  readonly timeoutMs?: number | undefined;
  /** Ends the wait with its reason. What was asked for goes on. */
  readonly signal?: AbortSignal | undefined;
}

const WAIT_MS = 600_000;

/**
 * Waits no longer than the options say.
 * @param what as the beginning of a sentence
 * @throws {@link WaitTimedOutError}, or the reason of the caller's signal
 */
export async function waitWithin<Result>(
  { timeoutMs = WAIT_MS, signal }: WaitingOptions,
  what: string,
  wait: (limit: AbortSignal) => Promise<Result>,
): Promise<Result> {
  const timeout = AbortSignal.timeout(timeoutMs);
  const limit = signal === undefined ? timeout : AbortSignal.any([timeout, signal]);
  try {
    return await wait(limit);
  } catch (error) {
    throw error === timeout.reason ? new WaitTimedOutError(what, timeoutMs) : error;
  }
}
