import { type InviteAction, type InviteRule, type InviteRules, ruleName } from '../contracts/invite-rules.ts';
import type { PendingInvite } from '../contracts/invites.ts';

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

/** The first rule that fits decides. */
export function matchRules({ rules, otherwise }: InviteRules, invite: KnownInvite, now: number): Verdict {
  for (const [index, rule] of rules.entries()) {
    const reasons = reasonsFor(rule, invite, now);
    if (reasons === null) continue;
    const reason = reasons.length === 0 ? 'The rule fits every invite.' : `${sentence(reasons.join(', '))}.`;
    const { action, maxAcceptsPerDay = null } = rule;
    return { action, rule: ruleName(rule, index), reason, maxAcceptsPerDay };
  }
  return { action: otherwise, rule: null, reason: 'No rule fits.', maxAcceptsPerDay: null };
}

/** Why each condition of a rule holds; null when one does not. */
function reasonsFor(rule: InviteRule, { owner, caption, firstSeenAt }: KnownInvite, now: number): string[] | null {
  const reasons: string[] = [];
  if (rule.owner !== undefined) {
    const pattern = rule.owner.find((candidate) => fitsPattern(owner, candidate));
    if (pattern === undefined) return null;
    reasons.push(`the owner fits "${pattern}"`);
  }
  if (rule.captionWords !== undefined) {
    const there = wordsOf(caption);
    const word = rule.captionWords.find((candidate) => there.has(comparable(candidate)));
    if (word === undefined) return null;
    reasons.push(`the caption has "${word}"`);
  }
  if (rule.minAgeHours !== undefined) {
    if (now - firstSeenAt < rule.minAgeHours * HOUR_MS) return null;
    reasons.push(`it has been pending for ${rule.minAgeHours} hours`);
  }
  return reasons;
}

/** `*` stands for any characters. Without a regular expression, so that no pattern takes long. */
export function fitsPattern(username: string, pattern: string): boolean {
  const [first = '', ...rest] = comparable(pattern).split('*');
  const name = comparable(username);
  const last = rest.pop();
  if (last === undefined) return name === first;
  if (name.length < first.length + last.length || !name.startsWith(first) || !name.endsWith(last)) return false;
  const end = name.length - last.length;
  let at = first.length;
  for (const piece of rest) {
    const found = name.indexOf(piece, at);
    if (found < 0 || found + piece.length > end) return false;
    at = found + piece.length;
  }
  return true;
}

/** Every word of a caption; of a hashtag or a mention with its mark and without. */
function wordsOf(caption: string): ReadonlySet<string> {
  const words = comparable(caption).match(/[#@]?[\p{L}\p{M}\p{N}_]+/gu) ?? [];
  return new Set(words.flatMap((word) => [word, word.replace(/^[#@]/, '')]));
}

/** Captions are written with letters that look the same and are not. */
const comparable = (text: string): string => text.normalize('NFKC').toLowerCase();

const sentence = (text: string): string => `${text.charAt(0).toUpperCase()}${text.slice(1)}`;
