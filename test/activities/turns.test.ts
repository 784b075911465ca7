import { expect, test } from '@jest/globals';
import { SentAwayError, Turns } from '../../activities/turns.ts';

/** Work that goes on until it is let go. */
function held() {
  let letGo = (): void => undefined;
  const ended = new Promise<void>((resolve) => {
    letGo = resolve;
  });
  return { work: () => ended, letGo };
}

test('four ask at a time, and twelve wait in line', async () => {
  const turns = new Turns();
  const gate = held();
  let running = 0;
  const asked = Array.from({ length: 16 }, () =>
    turns.take(async () => {
      running += 1;
      await gate.work();
    }),
  );
  await Promise.resolve();
  expect(running).toBe(4);
  gate.letGo();
  await Promise.all(asked);
  expect(running).toBe(16);
});

test('those who find the line full are sent away, each for a little longer than the one before', async () => {
  const turns = new Turns();
  const gate = held();
  const asked = Array.from({ length: 16 }, () => turns.take(gate.work));
  const waits: number[] = [];
  for (let count = 0; count < 50; count += 1) {
    const refused = await turns.take(gate.work).catch((error: unknown) => error);
    if (!(refused instanceof SentAwayError)) throw new Error('It was not sent away.');
    waits.push(Date.now() + refused.comeBackInMs);
  }
  expect(waits).toEqual(waits.toSorted((one, other) => one - other));
  expect((waits.at(-1) ?? 0) - (waits[0] ?? 0)).toBeGreaterThan(400);
  gate.letGo();
  await Promise.all(asked);
  await expect(turns.take(async () => 'asked')).resolves.toBe('asked');
});
