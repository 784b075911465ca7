import type { InviteRules } from '../contracts/invite-rules.ts';
import type { PendingInvite } from '../contracts/invites.ts';
import { INSTAGRAM_LIMITS } from '../contracts/ledger.ts';
import type { InviteDecision, InviteOutcome, SweepMemory } from '../contracts/sweep.ts';
import { excerptOf } from './foreign-text.ts';
import { type KnownInvite, RuleBook, type Verdict } from './match-rules.ts';

export interface DecidingBy {
  readonly rules: InviteRules;
  readonly memory: SweepMemory;
  /** Epoch milliseconds. */
  readonly now: number;
  readonly isDryRun: boolean;
}

export interface Decided {
  /** The oldest first. What is to be answered is `deferred` until it is. */
  readonly decisions: readonly InviteDecision[];
  /** Which of them are to be answered. */
  readonly toAnswer: readonly InviteDecision[];
}

const EXCERPT_CHARACTERS = 80;

/** A sweep asks the ledger; a dry run, which must spend nothing, knows only what nobody is ever allowed. */
const BEYOND_THE_DAY = `Instagram takes ${INSTAGRAM_LIMITS.inviteAnswer} answers a day: it comes in a later sweep.`;

/** What shall become of each pending invite. */
export function decideInvites(
  pending: readonly PendingInvite[],
  { rules, memory, now, isDryRun }: DecidingBy,
): Decided {
  const book = new RuleBook(rules);
  const quota = new AcceptQuota(memory, now);
  const decisions: InviteDecision[] = [];
  const toAnswer: InviteDecision[] = [];
  let planned = 0;
  for (const invite of oldestFirst(pending, memory, now)) {
    const verdict = book.match(invite, now);
    const isAnswered = verdict.action === 'accept' || verdict.action === 'decline';
    const isPutOff = verdict.action === 'accept' && !quota.take(verdict);
    const decision = decisionOn(invite, verdict, { isPutOff, isDryRun, day: quota.day });
    const isBeyondTheDay = isDryRun && isAnswered && !isPutOff && planned >= INSTAGRAM_LIMITS.inviteAnswer;
    if (isAnswered && !isPutOff) planned += 1;
    decisions.push(isBeyondTheDay ? { ...decision, outcome: 'deferred', reason: BEYOND_THE_DAY } : decision);
    if (isAnswered && !isPutOff && !isDryRun) toAnswer.push(decision);
  }
  return { decisions, toAnswer };
}

/**
 * Instagram lists the newest first, as it lists all media, and does not say when an invite was made. Those that it took no answer to
 * come last: the others must not wait for them for ever.
 */
function oldestFirst(pending: readonly PendingInvite[], { seen, failed }: SweepMemory, now: number): KnownInvite[] {
  const known = pending.toReversed().map((invite) => ({ ...invite, firstSeenAt: seen[invite.mediaId] ?? now }));
  const hasFailed = new Set(failed);
  const byAge = known.toSorted((one, other) => one.firstSeenAt - other.firstSeenAt);
  return byAge.toSorted((one, other) => Number(hasFailed.has(one.mediaId)) - Number(hasFailed.has(other.mediaId)));
}

/** Counts what each rule accepts on a calendar day. */
class AcceptQuota {
  readonly day: string;
  readonly #byRule: Map<string, number>;

  constructor({ accepted }: SweepMemory, now: number) {
    this.day = dayOf(now);
    this.#byRule = new Map(accepted.day === this.day ? Object.entries(accepted.byRule) : []);
  }

  /** Whether the rule may accept one more. */
  take({ rule, maxAcceptsPerDay }: Verdict): boolean {
    if (rule === null) return true;
    const taken = this.#byRule.get(rule) ?? 0;
    if (maxAcceptsPerDay !== null && taken >= maxAcceptsPerDay) return false;
    this.#byRule.set(rule, taken + 1);
    return true;
  }
}

export const dayOf = (instant: number): string => new Date(instant).toISOString().slice(0, 'YYYY-MM-DD'.length);

function decisionOn(
  { mediaId, owner, caption, firstSeenAt }: KnownInvite,
  verdict: Verdict,
  { isPutOff, isDryRun, day }: { readonly isPutOff: boolean; readonly isDryRun: boolean; readonly day: string },
): InviteDecision {
  const { action, rule, maxAcceptsPerDay } = verdict;
  const reason = isPutOff
    ? `The rule accepts ${maxAcceptsPerDay} a day, and on ${day} (UTC) others come before it.`
    : verdict.reason;
  return {
    mediaId,
    owner: excerptOf(owner, EXCERPT_CHARACTERS),
    caption: excerptOf(caption, EXCERPT_CHARACTERS),
    firstSeenAt: new Date(firstSeenAt).toISOString(),
    action,
    rule,
    outcome: isPutOff ? 'deferred' : outcomeOf(action, isDryRun),
    reason,
    answeredAt: null,
    error: null,
  };
}

function outcomeOf(action: Verdict['action'], isDryRun: boolean): InviteOutcome {
  switch (action) {
    case 'leave':
      return 'left';
    case 'ask':
      return 'asked';
    case 'accept':
      return isDryRun ? 'would-accept' : 'deferred';
    case 'decline':
      return isDryRun ? 'would-decline' : 'deferred';
    default:
      return action satisfies never;
  }
}
