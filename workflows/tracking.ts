import {
  type CollaboratorsView,
  type CollaboratorView,
  invited,
  type ListedCollaborator,
  type TrackCollaboratorsInput,
} from '../contracts/collaborators.ts';
import type { PostError } from '../contracts/post-error.ts';
import { hasAnswered, seenIn, warningsAbout } from './collaborators-seen.ts';

/** What is known of the collaborators of a post, and when the next look is due. Instants in epoch milliseconds. */
export class Tracking {
  readonly input: TrackCollaboratorsInput;
  #collaborators: readonly CollaboratorView[];
  #looks = 0;
  #lookedAt: number | null = null;
  #error: PostError | null = null;
  #isGivenUp = false;
  #isAsked = false;

  constructor(input: TrackCollaboratorsInput) {
    this.input = input;
    this.#collaborators = input.usernames.map(invited);
  }

  /** Null when nobody has to look any more. */
  get nextLookAt(): number | null {
    if (this.#isGivenUp || this.#collaborators.every(hasAnswered)) return null;
    const { publishedAt, looksMs, policy } = this.input;
    const planned = [...looksMs, policy.answerWithinSeconds * 1000].map((afterMs) => publishedAt + afterMs);
    const ahead = planned.filter((instant) => instant > (this.#lookedAt ?? 0));
    return ahead.length === 0 ? null : Math.min(...ahead);
  }

  /** Whether somebody wants a look before the next planned one. */
  get isAsked(): boolean {
    return this.#isAsked;
  }

  ask(): void {
    this.#isAsked = true;
  }

  noteSeen(listed: readonly ListedCollaborator[], now: number): void {
    this.#noteLook(now, null);
    this.#collaborators = this.#collaborators.map((known) => seenIn(known, listed, now));
  }

  /** @param isLasting whether no later look would see more */
  noteUnseen(error: PostError, now: number, isLasting: boolean): void {
    this.#noteLook(now, error);
    this.#isGivenUp = isLasting;
  }

  get view(): CollaboratorsView {
    const { mediaId, policy, publishedAt } = this.input;
    const next = this.nextLookAt;
    return {
      mediaId,
      collaborators: this.#collaborators,
      warnings: this.#lookedAt === null ? [] : warningsAbout(this.#collaborators, policy, this.#lookedAt - publishedAt),
      looks: this.#looks,
      lookedAt: this.#lookedAt === null ? null : iso(this.#lookedAt),
      nextLookAt: next === null ? null : iso(next),
      error: this.#error,
    };
  }

  #noteLook(now: number, error: PostError | null): void {
    this.#isAsked = false;
    this.#looks += 1;
    this.#lookedAt = now;
    this.#error = error;
  }
}

const iso = (instant: number): string => new Date(instant).toISOString();
