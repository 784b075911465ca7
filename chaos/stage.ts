import { setTimeout as sleep } from 'node:timers/promises';
import { CarillonError, type PostAddress, type PostListItem, type Posts } from '../client/index.ts';
import type { OnUnconfirmed } from '../contracts/reconcile.ts';
import { sampleJpeg } from '../test/media/sample-image.ts';
import type { LiveAccount, LiveStack } from '../test/support/live-stack.ts';
import { isPassing, persistently } from './persistently.ts';
import type { CommandAnswer, Story } from './records.ts';
import { pathOf, requestOf } from './requests.ts';
import type { Disturbance, PlannedCommand, PlannedFault, PlannedPost, Scenario } from './scenario.ts';
import { parseState, type SeenMedia, seenPosts } from './seen.ts';

interface StageParts {
  readonly scenario: Pick<Scenario, 'publishWithinSeconds'>;
  /** By what becomes of their unconfirmed posts. */
  readonly accounts: Readonly<Record<OnUnconfirmed, LiveAccount>>;
  readonly video: Buffer;
  /** SHA-256 in hex. */
  readonly videoDigest: string;
  /** Where the same video lies as a file. */
  readonly videoFile: string;
  /** Ends every wait. */
  readonly signal: AbortSignal;
}

/** Where the scenario is played: each of its steps at its moment. */
export class Stage {
  readonly #stack: LiveStack;
  readonly #parts: StageParts;
  readonly #beganAt = Date.now();

  constructor(stack: LiveStack, parts: StageParts) {
    this.#stack = stack;
    this.#parts = parts;
  }

  get posts(): Posts {
    return this.#stack.carillon.posts;
  }

  get elapsedMs(): number {
    return Date.now() - this.#beganAt;
  }

  /** Of all accounts. */
  async listPosts(): Promise<readonly PostListItem[]> {
    const lists = Object.values(this.#parts.accounts).map(({ accountId }) =>
      persistently(() => Array.fromAsync(this.posts.list({ accountId }))),
    );
    return (await Promise.all(lists)).flat();
  }

  /** The media that a post went live as, as somebody sees who looks at the account. */
  async mediaOf(marker: string): Promise<readonly SeenMedia[]> {
    const state = parseState(await persistently(() => this.#stack.control('GET', 'state')));
    return seenPosts(state, this.#parts.videoDigest)(marker).live;
  }

  /** Resolves at that moment of the run. */
  async until(atMs: number): Promise<void> {
    await sleep(Math.max(0, atMs - this.elapsedMs), undefined, { signal: this.#parts.signal });
  }

  /** Does what one of the disturbances is that concern Instagram and its accounts only. */
  async disturb(disturbance: Disturbance): Promise<void> {
    switch (disturbance.kind) {
      case 'list-fault':
        await this.until(disturbance.atMs);
        await this.#control('faults', disturbance.fault);
        return;
      case 'foreign-post': {
        const { media: kind, caption, account } = disturbance;
        await this.until(disturbance.atMs);
        await this.#control('media', { igUserId: this.#parts.accounts[account].igUserId, kind, caption });
        return;
      }
      case 'new-token':
        await this.until(disturbance.atMs);
        await persistently(() => this.#stack.renewToken(this.#parts.accounts[disturbance.account]));
        return;
      case 'worker-kill':
      case 'server-restart':
      case 'simulator-restart':
        return;
      default:
        disturbance satisfies never;
    }
  }

  /** Plays one post: its faults, its queueing, its command. */
  async play(plan: PlannedPost): Promise<Story> {
    await this.until(plan.queuedAtMs);
    this.#serveMedia(plan);
    await this.#addFaults(plan.faults.filter(({ atMs }) => atMs <= plan.queuedAtMs));
    const { accountId } = this.#parts.accounts[plan.account];
    if (!(await this.#queue(plan))) return { plan, accountId, queueing: 'refused', command: null };
    const later = plan.faults.filter(({ atMs }) => atMs > plan.queuedAtMs);
    const [command] = await Promise.all([this.#give(plan), ...later.map((fault) => this.#addFaults([fault]))]);
    return { plan, accountId, queueing: 'accepted', command };
  }

  async #control(route: 'faults' | 'media', body: object): Promise<void> {
    await persistently(() => this.#stack.control('POST', route, body));
  }

  #serveMedia(plan: PlannedPost): void {
    for (const [index, { kind }] of plan.media.entries()) {
      this.#stack.host.serve(pathOf(plan, index), { body: kind === 'image' ? PICTURE : this.#parts.video });
    }
  }

  async #addFaults(faults: readonly PlannedFault[]): Promise<void> {
    if (faults.length === 0) return;
    await this.until(Math.max(...faults.map(({ atMs }) => atMs)));
    await this.#control(
      'faults',
      faults.map(({ fault }) => fault),
    );
  }

  /** Whether the post was taken. */
  async #queue(plan: PlannedPost): Promise<boolean> {
    const request = requestOf(plan, {
      accountId: this.#parts.accounts[plan.account].accountId,
      dueAt: this.#beganAt + plan.dueAtMs,
      publishWithinSeconds: this.#parts.scenario.publishWithinSeconds,
      places: { hostUrl: this.#stack.host.url, videoFile: this.#parts.videoFile },
    });
    try {
      await persistently(() => this.posts.schedule(request));
      return true;
    } catch (error) {
      if (error instanceof CarillonError && error.code === 'past-due') return false;
      throw error;
    }
  }

  async #give({ marker, account, command }: PlannedPost): Promise<CommandAnswer | null> {
    if (command === null) return null;
    await this.until(command.atMs);
    try {
      await this.#send({ accountId: this.#parts.accounts[account].accountId, id: marker }, command);
      return 'done';
    } catch (error) {
      return isPassing(error) ? 'unknown' : 'refused';
    }
  }

  async #send(post: PostAddress, command: PlannedCommand): Promise<unknown> {
    switch (command.kind) {
      case 'reschedule':
        return await this.posts.reschedule(post, new Date(this.#beganAt + command.dueAtMs).toISOString());
      case 'edit':
        return await this.posts.edit(post, { caption: command.caption }, { allowLate: command.allowLate });
      case 'cancel':
        return await this.posts.cancel(post, { reason: 'chaos' });
      default:
        return command satisfies never;
    }
  }
}

const PICTURE = sampleJpeg();
