import { once } from 'node:events';
import { EXIT } from './exit-codes.ts';

/** Thrown where a command was at work when it was interrupted. */
export class InterruptedError extends Error {
  override readonly name = 'InterruptedError';

  constructor() {
    super('Interrupted.');
  }
}

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
/** npm passes Ctrl-C on to a command that the terminal has told already: what comes this soon is the same wish. */
const SAME_WISH_MS = 500;

/**
 * A signal that aborts when somebody asks this process to end, so that it can stop what it started. Asked once more, it ends at
 * once; children die with it, because each is guarded.
 */
export function onInterruption(): AbortSignal {
  const controller = new AbortController();
  let askedAt: number | undefined;
  const interrupt = () => {
    if (askedAt !== undefined && performance.now() - askedAt > SAME_WISH_MS) process.exit(EXIT.interrupted);
    askedAt ??= performance.now();
    controller.abort(new InterruptedError());
  };
  for (const name of SIGNALS) process.on(name, interrupt);
  return controller.signal;
}

/** The promise, or an {@link InterruptedError} as soon as the signal aborts. */
export function orInterrupted<T>(promise: Promise<T>, signal: AbortSignal): Promise<T> {
  return new Promise((resolve, reject) => {
    const interrupt = () => reject(new InterruptedError());
    if (signal.aborted) interrupt();
    signal.addEventListener('abort', interrupt, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', interrupt));
  });
}

/** The signal, which now also aborts with the error of any part that fails. */
export function orFailure(signal: AbortSignal, parts: ReadonlyArray<Promise<unknown>>): AbortSignal {
  const failure = new AbortController();
  for (const part of parts) part.catch((error: unknown) => failure.abort(error));
  return AbortSignal.any([signal, failure.signal]);
}

/**
 * Stays until somebody asks this process to end, which is how a command that stays up ends well.
 * @throws the reason of an abort of any other kind
 */
export async function stayUp(signal: AbortSignal): Promise<void> {
  if (!signal.aborted) await once(signal, 'abort');
  if (!(signal.reason instanceof InterruptedError)) throw signal.reason;
}
