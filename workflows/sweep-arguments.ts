import { isAccountId, isMediaId } from '../contracts/ids.ts';
import { INVITE_ACTIONS } from '../contracts/invite-rules.ts';
import { isCount, isInstant, isObject, isText } from './value-shapes.ts';

const INPUT = 'The input must be one object.';
const VERSION = 'This worker knows input of schemaVersion 1 only.';
const ACCOUNT = 'accountId must be the name of an account.';

/** What is wrong with the input of a sweep; undefined when this code can run it. */
export function problemOfSweep(input: unknown): string | undefined {
  if (!isObject(input)) return INPUT;
  const { schemaVersion, accountId, rules, isDryRun, memory } = input;
  if (schemaVersion !== 1) return VERSION;
  if (!isText(accountId) || !isAccountId(accountId)) return ACCOUNT;
  if (!areRules(rules)) return 'rules must be what `carillon invites rules set` makes of a file of rules.';
  if (typeof isDryRun !== 'boolean') return 'isDryRun must be true or false.';
  return memory === null || isSweepMemory(memory) ? undefined : 'memory must be that of a sweep before, or null.';
}

/** What is wrong with the input of an answer; undefined when this code can run it. */
export function problemOfAnswer(input: unknown): string | undefined {
  if (!isObject(input)) return INPUT;
  const { schemaVersion, accountId, mediaId, accept, earlier } = input;
  if (schemaVersion !== 1) return VERSION;
  if (!isText(accountId) || !isAccountId(accountId)) return ACCOUNT;
  if (!isText(mediaId) || !isMediaId(mediaId)) return "mediaId must be Instagram's number of the media, as text.";
  if (typeof accept !== 'boolean') return 'accept must be true or false.';
  const areAnswers = Array.isArray(earlier) && earlier.every(isObject);
  return areAnswers ? undefined : 'earlier must be a list of the results of answers before.';
}

/** Whether it is what a sweep leaves to the next one. */
export function isSweepMemory(value: unknown): boolean {
  if (!isObject(value) || !isObject(value['seen']) || !isObject(value['accepted'])) return false;
  const { day, byRule } = value['accepted'];
  if (!isText(day) || !isObject(byRule) || !Object.values(byRule).every(isCount)) return false;
  return areTexts(value['failed']) && Object.values(value['seen']).every(isInstant);
}

const isAction = (value: unknown): boolean => INVITE_ACTIONS.some((action) => action === value);
const isOptional = (value: unknown, is: (given: unknown) => boolean): boolean => value === undefined || is(value);
const areTexts = (value: unknown): boolean => Array.isArray(value) && value.every(isText);

const areRules = (value: unknown): boolean =>
  isObject(value) && isAction(value['otherwise']) && Array.isArray(value['rules']) && value['rules'].every(isRule);

/** A condition that this code does not know must not be taken for none: the rule would fit every invite. */
function isRule(value: unknown): boolean {
  if (!isObject(value)) return false;
  const { name, owner, captionWords, minAgeHours, action, maxAcceptsPerDay, ...unknown } = value;
  return (
    Object.keys(unknown).length === 0 &&
    isAction(action) &&
    isOptional(name, isText) &&
    isOptional(owner, areTexts) &&
    isOptional(captionWords, areTexts) &&
    isOptional(minAgeHours, Number.isFinite) &&
    isOptional(maxAcceptsPerDay, isCount)
  );
}
