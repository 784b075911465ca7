import { setTimeout as sleep } from 'node:timers/promises';

const LOOK_EVERY_MS = 500;

/**
 * Resolves with what `look` finds, as soon as that is anything.
 * @throws Error naming `what` when the instant `deadline` (epoch milliseconds) passes before
 */
export async function eventually<T>(
  what: string,
  deadline: number,
  look: () => Promise<T | undefined> | T | undefined,
): Promise<T> {
  for (;;) {
    const found = await look();
    if (found !== undefined) return found;
    if (Date.now() > deadline) throw new Error(`The bench waited too long for ${what}.`);
    await sleep(LOOK_EVERY_MS);
  }
}
