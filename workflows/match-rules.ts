import { type InviteAction, type InviteRule, type InviteRules, ruleName } from '../contracts/invite-rules.ts';
import type { PendingInvite } from '../contracts/invites.ts';
import { type CaptionWords, captionWords, folded } from './caption-words.ts';

/** A pending invite, and since when it is known. */
export interface KnownInvite extends PendingInvite {
  /** Epoch milliseconds. */
  readonly firstSeenAt: number;
}

/** What the rules say of an invite. */
export interface Verdict {
  readonly action: InviteAction;
  /** Null when none fits. */
  readonly rule: string | null;
  /** One sentence. */
  readonly reason: string;
  readonly maxAcceptsPerDay: number | null;
}

const HOUR_MS = 3_600_000;

/** The rules of an account, made ready once for all of its invites: many words times many invites would hold up every other run. */
export class RuleBook {
  readonly #rules: readonly PreparedRule[];
  readonly #otherwise: InviteAction;

  constructor({ rules, otherwise }: InviteRules) {
    this.#rules = rules.map(prepared);
    this.#otherwise = otherwise;
  }

  /** The first rule that fits decides. @param now epoch milliseconds */
  match(invite: KnownInvite, now: number): Verdict {
    const facts: Facts = {
      owner: folded(invite.owner),
      words: captionWords(invite.caption),
      ageHours: (now - invite.firstSeenAt) / HOUR_MS,
    };
    for (const { rule, name, conditions } of this.#rules) {
      const reasons = conditions.map((reasonOf) => reasonOf(facts));
      if (reasons.includes(null)) continue;
      const reason = reasons.length === 0 ? 'The rule fits every invite.' : sentence(`${reasons.join(', ')}.`);
      return { action: rule.action, rule: name, reason, maxAcceptsPerDay: rule.maxAcceptsPerDay ?? null };
    }
    return { action: this.#otherwise, rule: null, reason: 'No rule fits.', maxAcceptsPerDay: null };
  }
}

interface Facts {
  readonly owner: string;
  readonly words: CaptionWords;
  readonly ageHours: number;
}

/** Why it holds; null when it does not. */
type Condition = (facts: Facts) => string | null;

interface PreparedRule {
  readonly rule: InviteRule;
  readonly name: string;
  readonly conditions: readonly Condition[];
}

const prepared = (rule: InviteRule, index: number): PreparedRule => ({
  rule,
  name: ruleName(rule, index),
  conditions: [
    ...(rule.owner === undefined ? [] : [ownerCondition(rule.owner)]),
    ...(rule.captionWords === undefined ? [] : [wordCondition(rule.captionWords)]),
    ...(rule.minAgeHours === undefined ? [] : [ageCondition(rule.minAgeHours)]),
  ],
});

function ownerCondition(patterns: readonly string[]): Condition {
  const candidates = patterns.map((pattern) => ({ pattern, fits: ownerPattern(pattern) }));
  return ({ owner }) => {
    const fitting = candidates.find(({ fits }) => fits(owner));
    return fitting === undefined ? null : `the owner fits "${fitting.pattern}"`;
  };
}

function wordCondition(words: readonly string[]): Condition {
  const candidates = words.map((word) => ({ word, compared: folded(word) }));
  return ({ words: there }) => {
    const found = candidates.find(({ compared }) => there.has(compared));
    return found === undefined ? null : `the caption has "${found.word}"`;
  };
}

const ageCondition =
  (minAgeHours: number): Condition =>
  ({ ageHours }) =>
    ageHours < minAgeHours ? null : `it has been pending for ${minAgeHours} hours`;

/** A test for usernames, given as {@link folded} makes them: `*` stands for any characters. */
export function ownerPattern(pattern: string): (foldedName: string) => boolean {
  const pieces = folded(pattern).split('*');
  return (name) => fitsPieces(name, pieces);
}

/** Without a regular expression, so that no pattern takes long. */
function fitsPieces(name: string, [first = '', ...rest]: readonly string[]): boolean {
  const last = rest.at(-1);
  if (last === undefined) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of rest.slice(0, -1)) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
