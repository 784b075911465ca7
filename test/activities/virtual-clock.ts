import { jest } from '@jest/globals';

// Jest's fake timers leave node:timers/promises alone, so its `setTimeout` is built here from the one they do fake.
// Import this before the module under test, and import that one with `await import`.

jest.useFakeTimers();
jest.unstable_mockModule('node:timers/promises', () => ({ setTimeout: sleep }));

function sleep(ms: number, value?: unknown, { signal }: { signal?: AbortSignal } = {}): Promise<unknown> {
  const { promise, resolve, reject } = Promise.withResolvers<unknown>();
  if (signal?.aborted) return Promise.reject(signal.reason);
  const timer = setTimeout(() => resolve(value), ms);
  signal?.addEventListener('abort', () => {
    clearTimeout(timer);
    reject(signal.reason);
  });
  return promise;
}

/** Lets that much time pass, for everybody who reads the clock or waits for it. Milliseconds. */
export const pass = (ms: number): Promise<void> => jest.advanceTimersByTimeAsync(ms);
