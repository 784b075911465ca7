import type { MediaId } from '../contracts/ids.ts';
import type { CountedOrder } from '../contracts/invites.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { InviteDecision, InviteOutcome, SweepInput, SweepMemory, SweepReport } from '../contracts/sweep.ts';
import type { Answered, Unverified } from './answering.ts';
import { dayOf, decideInvites } from './decide-invites.ts';
import type { PendingList } from './pending-invites.ts';
import type { Doubt, Settled } from './settle-invite.ts';

/** They stay pending, so the next sweep has to know since when. */
const STILL_PENDING: ReadonlySet<InviteOutcome> = new Set([
  'left',
  'asked',
  'deferred',
  'failed',
  'would-accept',
  'would-decline',
]);

/** What a sweep knows. */
export class Sweep {
  readonly input: SweepInput;
  readonly #memory: SweepMemory;
  readonly #startedAt: number;
  readonly #decisions = new Map<MediaId, InviteDecision>();
  readonly #doubts = new Map<MediaId, Doubt>();
  #toAnswer: readonly InviteDecision[] = [];
  #isWhole = false;
  #nextAnswerAt: number | null = null;
  #error: PostError | null = null;
  #isCanceled = false;

  /** @param startedAt epoch milliseconds */
  constructor(input: SweepInput, memory: SweepMemory, startedAt: number) {
    this.input = input;
    this.#memory = memory;
    this.#startedAt = startedAt;
  }

  /** For each of its calls that Instagram counts. */
  get counted(): CountedOrder {
    return { accountId: this.input.accountId, begunAt: this.#startedAt };
  }

  /** Those that are to be answered, the oldest first. */
  get toAnswer(): readonly InviteDecision[] {
    return this.#toAnswer;
  }

  /** What is still to be looked at. */
  get unverified(): Unverified {
    return {
      accepted: this.#all.filter(({ outcome, answeredAt }) => outcome === 'accepted' && answeredAt !== null),
      doubts: [...this.#doubts.values()].flatMap((doubt) => {
        const decision = this.#decisions.get(doubt.mediaId);
        return decision === undefined ? [] : [{ decision, doubt }];
      }),
    };
  }

  decide({ invites, isWhole }: PendingList): void {
    const { rules, isDryRun } = this.input;
    const { decisions, toAnswer } = decideInvites(invites, {
      ...{ rules, isDryRun },
      memory: this.#memory,
      now: this.#startedAt,
    });
    for (const decision of decisions) this.#decisions.set(decision.mediaId, decision);
    this.#toAnswer = toAnswer;
    this.#isWhole = isWhole;
  }

  settle({ decision, doubt }: Settled): void {
    this.revise(decision);
    if (doubt !== null) this.doubt(doubt);
  }

  /** It is not known what became of it. */
  doubt(doubt: Doubt): void {
    this.#doubts.set(doubt.mediaId, doubt);
  }

  revise(decision: InviteDecision): void {
    this.#decisions.set(decision.mediaId, decision);
  }

  /** No more of the account's invites can be answered for now. */
  stop(stop: NonNullable<Answered['stop']>): void {
    switch (stop.reason) {
      case 'quota':
        this.#nextAnswerAt = stop.freeAt;
        this.#putOff('Instagram takes no more answers of the account today: it comes first in the next sweep.');
        return;
      case 'error':
        this.#error = stop.error;
        this.#putOff('The sweep was ended by an error.');
        return;
      default:
        stop satisfies never;
    }
  }

  /** It has answered for as long as a sweep may. */
  runOutOfTime(): void {
    this.#putOff('The sweep had no more time for it: it comes first in the next one.');
  }

  /** Somebody has had enough. */
  cancel(): void {
    this.#isCanceled = true;
    this.#putOff('The sweep was canceled.');
  }

  /** @param now epoch milliseconds */
  report(now: number): SweepReport {
    const decisions = this.#all;
    return {
      accountId: this.input.accountId,
      isDryRun: this.input.isDryRun,
      startedAt: iso(this.#startedAt),
      endedAt: iso(now),
      seen: decisions.length,
      isWhole: this.#isWhole,
      counts: countsOf(decisions),
      decisions,
      nextAnswerAt: this.#nextAnswerAt === null ? null : iso(this.#nextAnswerAt),
      error: this.#error,
      isCanceled: this.#isCanceled,
      memory: this.#memoryAfter(decisions),
    };
  }

  get #all(): readonly InviteDecision[] {
    return [...this.#decisions.values()];
  }

  #putOff(reason: string): void {
    for (const { mediaId } of this.#toAnswer) {
      const decision = this.#decisions.get(mediaId);
      if (decision?.outcome === 'deferred') this.revise({ ...decision, reason });
    }
  }

  #memoryAfter(decisions: readonly InviteDecision[]): SweepMemory {
    const failedNow = new Set<string>(
      decisions.filter(({ outcome }) => outcome === 'failed').map(({ mediaId }) => mediaId),
    );
    const failedBefore = new Set(this.#memory.failed);
    const triedNow = new Set<string>(
      decisions.filter(({ outcome }) => outcome !== 'deferred').map(({ mediaId }) => mediaId),
    );
    const isStillLast = (mediaId: string): boolean => failedBefore.has(mediaId) && !triedNow.has(mediaId);
    // What a list with a hole does not show may still be pending.
    const seen = new Map(this.#isWhole ? [] : Object.entries(this.#memory.seen));
    for (const { mediaId, firstSeenAt, outcome } of decisions) {
      if (STILL_PENDING.has(outcome)) seen.set(mediaId, Date.parse(firstSeenAt));
      else seen.delete(mediaId);
    }
    const failed = [...seen.keys()].filter((mediaId) => failedNow.has(mediaId) || isStillLast(mediaId));
    return { seen: Object.fromEntries(seen), failed, accepted: this.#acceptedAfter(decisions) };
  }

  /** Those that had been accepted already count too: who wants at most so many a day does not want more because of them. */
  #acceptedAfter(decisions: readonly InviteDecision[]): SweepMemory['accepted'] {
    const day = dayOf(this.#startedAt);
    const before = this.#memory.accepted;
    const byRule = new Map(before.day === day ? Object.entries(before.byRule) : []);
    for (const { rule, outcome } of decisions)
      if (outcome === 'accepted' && rule !== null) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
    return { day, byRule: Object.fromEntries(byRule) };
  }
}

function countsOf(decisions: readonly InviteDecision[]): SweepReport['counts'] {
  const counts = { ...NONE };
  for (const { outcome } of decisions) counts[outcome] += 1;
  return counts;
}

const NONE: SweepReport['counts'] = {
  accepted: 0,
  declined: 0,
  'would-accept': 0,
  'would-decline': 0,
  left: 0,
  asked: 0,
  deferred: 0,
  gone: 0,
  failed: 0,
};

const iso = (instant: number): string => new Date(instant).toISOString();
