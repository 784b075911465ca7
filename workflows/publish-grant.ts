import type { PlaceInLine } from '../contracts/publish-grant.ts';
import type { Grant } from './plan.ts';

/** That the account has no publish left for a post yet. */
export interface Deferral extends PlaceInLine {
  /** Epoch milliseconds. */
  readonly askAgainAt: number;
}

/** What stands between a post and its account about its next publish. */
export class PublishGrant {
  /** The account's last word; undefined before it was asked for this sending. */
  #answer: { readonly granted: Grant } | { readonly deferred: Deferral } | undefined;
  /** Counts the sendings, each of which has a ticket of its own. */
  #sending = 0;
  /** Whether Instagram refused the last publish because of its limit. */
  isRefused = false;

  get granted(): Grant | undefined {
    return this.#answer !== undefined && 'granted' in this.#answer ? this.#answer.granted : undefined;
  }

  get deferral(): Deferral | undefined {
    return this.#answer !== undefined && 'deferred' in this.#answer ? this.#answer.deferred : undefined;
  }

  /** Whether the account keeps a grant, or a place in its line. */
  get isKept(): boolean {
    return this.#answer !== undefined;
  }

  get sending(): number {
    return this.#sending;
  }

  receive(granted: Grant): void {
    this.#answer = { granted };
    this.isRefused = false;
  }

  defer(deferral: Deferral): void {
    this.#answer = { deferred: deferral };
    this.isRefused = false;
  }

  /** The request left, or may have, or what was asked for is not wanted any more: what follows needs a ticket of its own. */
  spend(): void {
    this.#answer = undefined;
    this.#sending += 1;
  }
}
