import { beforeAll, test } from '@jest/globals';

/**
 * A `test` for what mostly waits: the bodies of all of a file's tests run at the same time, from the first one on, and each test
 * reports its own. Bodies must not disturb each other: every post its own markers, every fault aimed.
 */
export function together(timeoutMs = 60_000): (name: string, body: () => Promise<void>) => void {
  const bodies: (() => Promise<void>)[] = [];
  const running: Promise<void>[] = [];
  beforeAll(() => {
    for (const body of bodies) {
      const run = body();
      // Its own test hears of a failure, perhaps later.
      run.catch(() => undefined);
      running.push(run);
    }
  });
  return (name, body) => {
    const index = bodies.push(body) - 1;
    test(name, async () => await running[index], timeoutMs);
  };
}
