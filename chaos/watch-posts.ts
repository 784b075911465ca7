import { isFinal, needsPerson, type PostListItem, type PostStatus } from '../client/index.ts';
import type { People } from './people.ts';
import { persistently } from './persistently.ts';
import type { Stage } from './stage.ts';

export interface Progress {
  readonly elapsedMs: number;
  readonly posts: number;
  readonly queued: number;
  readonly states: Readonly<Partial<Record<PostStatus, number>>>;
}

interface Watch {
  readonly posts: number;
  readonly people: People;
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
 * which asks the runs themselves and so brings them to workers that did not have them, and they deal with those that wait for them.
 */
export async function watchPosts(stage: Stage, { posts, people, taken, deadlineMs, tell }: Watch): Promise<void> {
  for (let looks = 0; stage.elapsedMs < deadlineMs; looks += 1) {
    const expected = taken();
    const items = await stage.listPosts();
    tell(progressOf(items, posts, stage.elapsedMs));
    const isAll = expected !== undefined && items.length >= expected;
    if (isAll && !people.areTalking && (await areAtRest(stage, items))) return;
    people.attend(items);
    readSome(stage, items, looks);
    await stage.until(stage.elapsedMs + LOOK_EVERY_MS);
  }
}

const isAtRest = ({ status }: { readonly status: PostStatus }): boolean => isFinal(status) || needsPerson(status);

/** The list shows a post that has been tried again, or woken by a new token, as blocked for a while: its run tells. */
async function areAtRest(stage: Stage, items: readonly PostListItem[]): Promise<boolean> {
  if (!items.every(isAtRest)) return false;
  const waiting = items.filter(({ status }) => needsPerson(status));
  const views = await Promise.all(waiting.map((item) => persistently(() => stage.posts.get(item))));
  return views.every(isAtRest);
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
