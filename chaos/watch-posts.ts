import { isFinal, needsPerson, type PostListItem, type PostStatus } from '../client/index.ts';
import { persistently } from './persistently.ts';
import type { PlannedPost } from './scenario.ts';
import type { Stage } from './stage.ts';

export interface Progress {
  readonly elapsedMs: number;
  readonly posts: number;
  readonly queued: number;
  readonly states: Readonly<Partial<Record<PostStatus, number>>>;
}

interface Watch {
  readonly plans: readonly PlannedPost[];
  /** How many posts were taken; undefined until all that was planned has been done. */
  readonly taken: () => number | undefined;
  /** Of the run. */
  readonly deadlineMs: number;
  readonly tell: (progress: Progress) => void;
}

const LOOK_EVERY_MS = 1_000;
const READS_EACH_TIME = 8;

/**
 * Resolves when every post has come to rest, or at the deadline. Meanwhile it is the people: they look at open posts all the time,
 * which asks the runs themselves and so brings them to workers that did not have them, and they try blocked posts again.
 */
export async function watchPosts(stage: Stage, { plans, taken, deadlineMs, tell }: Watch): Promise<void> {
  const patients = new Set(plans.filter(({ isRetried }) => isRetried).map(({ marker }) => marker));
  for (let looks = 0; stage.elapsedMs < deadlineMs; looks += 1) {
    const expected = taken();
    const items = await persistently(() => Array.fromAsync(stage.posts.list({ accountId: stage.accountId })));
    tell(progressOf(items, plans.length, stage.elapsedMs));
    const isAll = expected !== undefined && items.length >= expected;
    if (isAll && items.every(({ status }) => isFinal(status) || needsPerson(status))) return;
    for (const item of items.filter(({ id, status }) => status === 'blocked' && patients.delete(id))) {
      // Too late, or a part is away: then the person gives up.
      void stage.posts.retry(item).catch(() => undefined);
    }
    readSome(stage, items, looks);
    await stage.until(stage.elapsedMs + LOOK_EVERY_MS);
  }
}

/** Other ones each time. What they say is not needed. */
function readSome(stage: Stage, items: readonly PostListItem[], looks: number): void {
  const open = items.filter(({ status }) => !isFinal(status));
  const from = (looks * READS_EACH_TIME) % Math.max(1, open.length);
  for (const item of open.slice(from, from + READS_EACH_TIME)) void stage.posts.get(item).catch(() => undefined);
}

function progressOf(items: readonly PostListItem[], posts: number, elapsedMs: number): Progress {
  const groups = Map.groupBy(items, ({ status }) => status);
  const states = Object.fromEntries([...groups].map(([status, { length }]) => [status, length]));
  return { elapsedMs, posts, queued: items.length, states };
}
