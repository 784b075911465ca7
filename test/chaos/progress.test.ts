import { PassThrough } from 'node:stream';
import { expect, test } from '@jest/globals';
import { progressTeller } from '../../chaos/progress.ts';

const at = (elapsedMs: number) => ({ elapsedMs, posts: 30, queued: 12, states: { published: 3, scheduled: 9 } });

test('away from a terminal a line is said every few seconds, states in the order of a post’s life', () => {
  const screen = new PassThrough();
  const { tell } = progressTeller(screen);
  for (const ms of [0, 1_000, 4_000, 5_000, 6_000]) tell(at(ms));
  expect(String(screen.read())).toBe(
    '0 s, queued 12 of 30, 9 scheduled, 3 published\n5 s, queued 12 of 30, 9 scheduled, 3 published\n',
  );
});

test('on a terminal one line is painted over, and is gone in the end', () => {
  const screen = Object.assign(new PassThrough(), { isTTY: true });
  const { tell, done } = progressTeller(screen);
  tell(at(0));
  tell(at(1_000));
  done();
  const painted = String(screen.read());
  expect(painted.match(/queued/g)).toHaveLength(2);
  // Up one line, then clear what is below: once before the second line, once in the end.
  expect(painted.split('\u001b[0J')).toHaveLength(3);
});
