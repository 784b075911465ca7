import type { Post } from '../contracts/post.ts';
import { stagingEstimateMs } from '../contracts/staging-estimate.ts';
import { changedSlots, keptAfterEdit, type Slot, type Staged } from './staged.ts';

export interface EditFacts {
  readonly before: Post;
  readonly after: Post;
  /** What is staged; undefined while nothing is to be. */
  readonly staged: Staged | undefined;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly armLatestMs: number;
}

/** What an edit does to a post. */
export interface EditPlan {
  /** The places whose containers have to be made, or made again, from the new content. */
  readonly changed: readonly Slot[];
  /** What is left of what was staged. */
  readonly staged: Staged | undefined;
  /** When the post will go out, as far as can be told. Epoch milliseconds. */
  readonly expectedAt: number;
  /** Whether that is later than its due time, and the edit is to blame. */
  readonly makesLate: boolean;
}

/** What an edit at the instant `now` does to a post. */
export function planEdit({ before, after, staged, dueAt, armLatestMs }: EditFacts, now: number): EditPlan {
  const changed = changedSlots(before, after);
  const onTime = Math.max(now, dueAt);
  if (staged === undefined || changed.length === 0) {
    return { changed, staged, expectedAt: onTime, makesLate: false };
  }
  const kinds = changed.map((slot) => (slot === 'carousel' ? 'image' : (after.media[slot]?.kind ?? 'image')));
  const readyAt = now + stagingEstimateMs(kinds) + armLatestMs;
  return {
    changed,
    staged: keptAfterEdit(staged, after, changed),
    expectedAt: Math.max(readyAt, dueAt),
    makesLate: dueAt > now && readyAt > dueAt,
  };
}
