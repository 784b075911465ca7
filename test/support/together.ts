import { beforeAll, test } from '@jest/globals';
import { atMost } from '../../activities/work-queue.ts';

/**
 * A `test` for what mostly waits: the bodies of all of a file's tests run at the same time, from the first one on, and each test
 * reports its own. Bodies must not disturb each other: every post its own markers, every fault aimed.
 * @param atOnce how many bodies run at the same time, for those that start processes; the next begins when one has ended
 */
export function together(
  timeoutMs = 60_000,
  atOnce = Number.POSITIVE_INFINITY,
): (name: string, body: () => Promise<void>) => void {
  const bodies: (() => Promise<void>)[] = [];
  const running: Promise<void>[] = [];
  beforeAll(() => {
    const inTurn = atMost(atOnce);
    for (const body of bodies) {
      const run = inTurn(body);
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
