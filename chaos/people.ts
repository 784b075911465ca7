import type { PostListItem, Posts } from '../client/index.ts';
import type { Settlement } from './records.ts';
import type { Scenario } from './scenario.ts';
import type { Stage } from './stage.ts';

/** What people see, and whom they talk to. */
interface Scene extends Pick<Stage, 'elapsedMs' | 'until' | 'mediaOf'> {
  readonly posts: Pick<Posts, 'retry' | 'settle'>;
}

/** How long a person who does not see a post waits and looks again: longer than Instagram takes to carry a publish out after its answer. */
const PATIENCE_MS = 15_000;

/** Those whom posts wait for: they try blocked ones again, and say what became of unconfirmed ones, which they look up on Instagram. */
export class People {
  readonly #scene: Scene;
  readonly #lastSendAtMs: number;
  readonly #retried: Set<string>;
  readonly #settled: Set<string>;
  readonly #settlements = new Map<string, Settlement>();
  #talking = 0;
  #areGone = false;

  constructor(scene: Scene, { posts, lastSendAtMs }: Pick<Scenario, 'posts' | 'lastSendAtMs'>) {
    this.#scene = scene;
    this.#lastSendAtMs = lastSendAtMs;
    this.#retried = new Set(posts.filter(({ isRetried }) => isRetried).map(({ marker }) => marker));
    this.#settled = new Set(posts.filter(({ isSettled }) => isSettled).map(({ marker }) => marker));
  }

  /** What was said of unconfirmed posts and heard, by marker. */
  get settlements(): ReadonlyMap<string, Settlement> {
    return this.#settlements;
  }

  /** Whether somebody is about to set a post going. */
  get areTalking(): boolean {
    return this.#talking > 0;
  }

  /** Deals with those that wait for a person, each once. Too late, or a part is away: then the person gives up. */
  attend(items: readonly PostListItem[]): void {
    for (const item of items) {
      if (item.status === 'blocked' && this.#retried.delete(item.id)) {
        void this.#talk(() => this.#scene.posts.retry(item));
      }
      if (item.status === 'unconfirmed' && this.#settled.delete(item.id)) {
        void this.#lookFor(item).catch(() => undefined);
      }
    }
  }

  /** Nobody says anything from now on. */
  leave(): void {
    this.#areGone = true;
  }

  async #lookFor(item: PostListItem): Promise<void> {
    let [media] = await this.#scene.mediaOf(item.id);
    if (media === undefined) {
      await this.#scene.until(this.#scene.elapsedMs + PATIENCE_MS);
      [media] = await this.#scene.mediaOf(item.id);
    }
    // Later, what is set going would not come to rest before the end of the run.
    if (this.#areGone || this.#scene.elapsedMs > this.#lastSendAtMs) return;
    await this.#talk(() => this.#settle(item, media?.id));
  }

  async #settle(item: PostListItem, mediaId: string | undefined): Promise<void> {
    const { posts } = this.#scene;
    if (mediaId !== undefined) {
      await posts.settle(item, { outcome: 'published', mediaId });
      this.#settlements.set(item.id, 'published');
      return;
    }
    await posts.settle(item, { outcome: 'not-published' });
    this.#settlements.set(item.id, 'not-published');
    await posts.retry(item);
  }

  async #talk(words: () => Promise<unknown>): Promise<void> {
    this.#talking += 1;
    await words().catch(() => undefined);
    this.#talking -= 1;
  }
}
