import { LiveLines, type Screen } from '../cli/live-lines.ts';
import { POST_STATUSES } from '../client/index.ts';
import type { Progress } from './watch-posts.ts';

const SAY_EVERY_MS = 5_000;

/** Tells how far a run is: a line that changes on a terminal, a line every few seconds elsewhere. */
export function progressTeller(screen: Screen & { readonly isTTY?: boolean }): {
  readonly tell: (progress: Progress) => void;
  readonly done: () => void;
} {
  const lines = new LiveLines(screen);
  let saidAt = Number.NEGATIVE_INFINITY;
  const say = (progress: Progress) => {
    if (progress.elapsedMs - saidAt < SAY_EVERY_MS) return;
    saidAt = progress.elapsedMs;
    screen.write(`${progressLine(progress)}\n`);
  };
  const show = (progress: Progress) => lines.show([progressLine(progress)]);
  return { tell: screen.isTTY === true ? show : say, done: () => lines.clear() };
}

export function progressLine({ elapsedMs, posts, queued, states }: Progress): string {
  const counts = POST_STATUSES.flatMap((status) => {
    const count = states[status] ?? 0;
    return count === 0 ? [] : [`${count} ${status}`];
  });
  return [`${Math.round(elapsedMs / 1_000)} s`, `queued ${queued} of ${posts}`, ...counts].join(', ');
}
