import type { MediaId } from '../contracts/ids.ts';
import type { PendingInvite } from '../contracts/invites.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { InviteDecision, InviteOutcome, SweepInput, SweepMemory, SweepReport } from '../contracts/sweep.ts';
import { dayOf, decideInvites } from './decide-invites.ts';
import type { Doubt, Settled } from './settle-invite.ts';

/** The list of pending invites, as far as it could be read. */
export interface PendingList {
  readonly invites: readonly PendingInvite[];
  readonly isWhole: boolean;
}

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

  /** @param startedAt epoch milliseconds */
  constructor(input: SweepInput, memory: SweepMemory, startedAt: number) {
    this.input = input;
    this.#memory = memory;
    this.#startedAt = startedAt;
  }

  /** Those that are to be answered, the oldest first. */
  get toAnswer(): readonly InviteDecision[] {
    return this.#toAnswer;
  }

  get doubts(): readonly Doubt[] {
    return [...this.#doubts.values()];
  }

  /** Acceptances that this sweep made, and that Instagram took. */
  get accepted(): readonly InviteDecision[] {
    return [...this.#decisions.values()].filter(
      ({ outcome, answeredAt }) => outcome === 'accepted' && answeredAt !== null,
    );
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
    if (doubt !== null) this.#doubts.set(doubt.mediaId, doubt);
  }

  revise(decision: InviteDecision): void {
    this.#decisions.set(decision.mediaId, decision);
  }

  decisionOn(mediaId: MediaId): InviteDecision | undefined {
    return this.#decisions.get(mediaId);
  }

  /** No more answers today. @param freeAt epoch milliseconds; null where nobody knows */
  putOff(freeAt: number | null): void {
    this.#nextAnswerAt = freeAt;
    for (const decision of this.#unanswered()) {
      const reason = 'Instagram takes no more answers of the account today: it comes first in the next sweep.';
      this.revise({ ...decision, reason });
    }
  }

  /** Nothing more can be answered, because of something that only a person can mend. */
  stop(error: PostError): void {
    this.#error = error;
    for (const decision of this.#unanswered()) this.revise({ ...decision, reason: 'The sweep was ended by an error.' });
  }

  /** @param now epoch milliseconds */
  report(now: number): SweepReport {
    const decisions = [...this.#decisions.values()];
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
      memory: this.#memoryAfter(decisions),
    };
  }

  #unanswered(): InviteDecision[] {
    return this.#toAnswer
      .map((decision) => this.#decisions.get(decision.mediaId) ?? decision)
      .filter(({ outcome }) => outcome === 'deferred');
  }

  #memoryAfter(decisions: readonly InviteDecision[]): SweepMemory {
    const seen = decisions
      .filter(({ outcome }) => STILL_PENDING.has(outcome))
      .map(({ mediaId, firstSeenAt }): [string, number] => [mediaId, Date.parse(firstSeenAt)]);
    return {
      // What a list with a hole does not show may still be pending.
      seen: { ...(this.#isWhole ? {} : this.#memory.seen), ...Object.fromEntries(seen) },
      accepted: this.#acceptedAfter(),
    };
  }

  #acceptedAfter(): SweepMemory['accepted'] {
    const day = dayOf(this.#startedAt);
    const before = this.#memory.accepted;
    const byRule = new Map(before.day === day ? Object.entries(before.byRule) : []);
    for (const { rule } of this.accepted) if (rule !== null) byRule.set(rule, (byRule.get(rule) ?? 0) + 1);
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
