import { MAX_FORECAST } from '../contracts/account.ts';
import { isAccountId } from '../contracts/ids.ts';
import { QUOTA_KINDS } from '../contracts/ledger.ts';
import { isCount, isDuration, isInstant, isObject, isText } from './value-shapes.ts';

/** What is wrong with the input of an account's workflow; undefined when this code can run it. */
export function problemOfAccount(input: unknown): string | undefined {
  if (!isObject(input)) return 'The input must be one object.';
  if (input['schemaVersion'] !== 1) return 'This worker knows input of schemaVersion 1 only.';
  const { accountId, rules, carried } = input;
  if (!isText(accountId) || !isAccountId(accountId)) return 'accountId must be the name of an account.';
  if (!areRules(rules)) return RULES;
  return carried === null || isLedger(carried) ? undefined : 'carried must be null, or what a run before has written.';
}

const RULES = 'Give "rules": limits, windowMs, sendWithinMs, clockSkewMs, grantAheadMs, settleMs and patienceMs.';

/** What is wrong with the argument of `reserve`; undefined when nothing is. */
export function problemOfReserve(args: unknown): string | undefined {
  if (!isObject(args) || !isRequest(args['request'])) {
    return 'Give {"request": …} with kind, holder, ticket, from and dueAt, the instants in epoch milliseconds.';
  }
  const { rules, told } = args;
  if (!areRules(rules)) return RULES;
  return told === null || told === 'unknown' || told === 'full' || isTold(told)
    ? undefined
    : 'Give "told": usage and limit as Instagram says them, "full", "unknown" or null.';
}

const RELEASE = 'A release must say kind, holders and ticket.';

/** What is wrong with the argument of `release`; undefined when nothing is. */
export function problemOfRelease(args: unknown): string | undefined {
  if (!isObject(args)) return RELEASE;
  const { kind, holders, ticket } = args;
  const isWhose = Array.isArray(holders) && holders.every(isText) && (ticket === null || isText(ticket));
  return isKind(kind) && isWhose ? undefined : RELEASE;
}

/** What is wrong with the argument of `forecast`; undefined when nothing is. */
export function problemOfForecast(args: unknown): string | undefined {
  const posts = isObject(args) ? args['posts'] : undefined;
  const arePosts = Array.isArray(posts) && posts.length <= MAX_FORECAST && posts.every(isPostToCome);
  if (!arePosts) return POSTS;
  return problemOfQuota(args);
}

const POSTS = `Give {"posts": […]}: at most ${MAX_FORECAST} posts, each with dueAt and stageAt in epoch milliseconds, and containers.`;

function isPostToCome(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { dueAt, stageAt, containers, workflowId } = value;
  return (
    isInstant(dueAt) && isInstant(stageAt) && isCount(containers) && (workflowId === undefined || isText(workflowId))
  );
}

/** What is wrong with the argument of `quota`; undefined when nothing is. */
export const problemOfQuota = (args: unknown): string | undefined =>
  isObject(args) && isInstant(args['now']) ? undefined : 'Give {"now": …}: an instant in epoch milliseconds.';

const isKind = (value: unknown): boolean => QUOTA_KINDS.some((kind) => kind === value);

function isRequest(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { kind, holder, ticket, together, from, dueAt } = value;
  if (!isKind(kind) || !isText(holder) || holder === '' || !isText(ticket)) return false;
  const isGroup = Array.isArray(together) && together.every(isText) && together.includes(holder);
  return (together === undefined || isGroup) && (from === 0 || isInstant(from)) && isInstant(dueAt);
}

const isTold = (value: unknown): boolean => isObject(value) && isCount(value['usage']) && isLimit(value['limit']);

/** With none at all nothing would ever be granted, and nobody could be told when. */
const isLimit = (value: unknown): boolean => isCount(value) && value !== 0;

function areRules(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { limits, windowMs, sendWithinMs, clockSkewMs, grantAheadMs, settleMs, patienceMs } = value;
  const durations = [sendWithinMs, clockSkewMs, settleMs, patienceMs];
  if (!isObject(limits) || !isObject(grantAheadMs) || !isDuration(windowMs) || windowMs === 0) return false;
  if (!durations.every(isDuration)) return false;
  return QUOTA_KINDS.every((kind) => isLimit(limits[kind]) && isDuration(grantAheadMs[kind]));
}

function isLedger(value: unknown): boolean {
  if (!isObject(value)) return false;
  return QUOTA_KINDS.every((kind) => {
    const book = value[kind];
    return isObject(book) && Array.isArray(book['grants']) && Array.isArray(book['line']);
  });
}
