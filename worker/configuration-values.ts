import { createSecretKey, type KeyObject } from 'node:crypto';
import * as z from 'zod';
import { INSTAGRAM_LIMITS, type QuotaLimits } from '../contracts/ledger.ts';
import { MAX_ARM_SECONDS } from '../contracts/ledger-rules.ts';

/** They may only be lowered. */
const META_LIMITS: ReadonlyMap<string, number> = new Map(Object.entries(INSTAGRAM_LIMITS));
export const DAY_SECONDS = 86_400;
export const MAX_RECONCILE_WINDOWS = 10;
export const MAX_RECONCILE_SECONDS = 3600;

/** A schema from a parser: `undefined` from it means that the text breaks the rule. */
export function parsed<Value>(rule: string, parse: (text: string) => Value | undefined) {
  return z.string().transform((text, context): Value => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: rule });
    return z.NEVER;
  });
}

export function wholeSeconds(most: number) {
  const rule = `must be a whole number of seconds from 1 to ${most}`;
  return parsed(rule, (text) => wholeNumber(text, most));
}

export function wholeCount(most: number) {
  return parsed(`must be a whole number from 1 to ${most}`, (text) => wholeNumber(text, most));
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = /^[0-9]+$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

/** Node's base64 decoder skips what it does not understand, so the text must be what the bytes encode to. */
export function secretKey(text: string): KeyObject | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === text ? createSecretKey(bytes) : undefined;
}

export function url() {
  const rule = 'must be an http or https URL without slash at the end, query, fragment and password';
  return parsed(rule, (text) => (isPlainUrl(text) ? text : undefined));
}

function isPlainUrl(text: string): boolean {
  const parts = URL.parse(text);
  return (
    parts !== null && ['http:', 'https:'].includes(parts.protocol) && /^[a-z]+:\/\/[^\s?#@]*[^\s?#@/]$/i.test(text)
  );
}

export interface ArmRange {
  readonly armEarliestMs: number;
  readonly armLatestMs: number;
}

export function armRange(text: string): ArmRange | undefined {
  const [, first = '', second = ''] = /^([0-9]+)\.\.([0-9]+)$/.exec(text) ?? [];
  const earliest = wholeNumber(first, MAX_ARM_SECONDS);
  const latest = wholeNumber(second, MAX_ARM_SECONDS);
  if (earliest === undefined || latest === undefined || latest > earliest) return undefined;
  return { armEarliestMs: earliest * 1000, armLatestMs: latest * 1000 };
}

/** In milliseconds. */
export function reconcileWindows(text: string): readonly number[] | undefined {
  const seconds = text.split(',').map((one) => wholeNumber(one, MAX_RECONCILE_SECONDS) ?? Number.NaN);
  const ascends = seconds.every((one, index) => one > (seconds[index - 1] ?? 0));
  if (!ascends || seconds.length > MAX_RECONCILE_WINDOWS) return undefined;
  return Object.freeze(seconds.map((one) => one * 1000));
}

/** Those that are not named stay Instagram's. */
export function limits(text: string): QuotaLimits | undefined {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const names = pairs.map(([name]) => name);
  const isLower = pairs.every(([name = '', number = '', ...rest]) => {
    const most = META_LIMITS.get(name);
    return most !== undefined && rest.length === 0 && wholeNumber(number, most) !== undefined;
  });
  if (!isLower || new Set(names).size !== names.length) return undefined;
  const lowered = Object.fromEntries(pairs.map(([name = '', number]) => [name, Number(number)]));
  return Object.freeze({ ...INSTAGRAM_LIMITS, ...lowered });
}

export function showLimits(): string {
  return [...META_LIMITS].map(([name, number]) => `${name}=${number}`).join(',');
}
