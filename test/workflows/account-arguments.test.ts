import { describe, expect, test } from '@jest/globals';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../../contracts/ledger-rules.ts';
import {
  problemOfAccount,
  problemOfForecast,
  problemOfRelease,
  problemOfReserve,
} from '../../workflows/account-arguments.ts';
import { EMPTY_LEDGER } from '../../workflows/ledger.ts';
import { DUE_AT } from '../contracts/samples.ts';

const RULES = ledgerRules(INSTAGRAM_LIMITS, INSTAGRAM_WINDOW_MS);
const INPUT = { schemaVersion: 1, accountId: 'brand', rules: RULES, carried: null };
const REQUEST = { kind: 'container', holder: 'p', ticket: 't', from: 0, dueAt: DUE_AT };
const ASKED = { request: REQUEST, rules: RULES, told: null };

describe('the input of an account', () => {
  test.each([
    ['of its first run', INPUT],
    ['of a later run', { ...INPUT, carried: EMPTY_LEDGER }],
  ])('%s is taken', (_case, input) => {
    expect(problemOfAccount(input)).toBeUndefined();
  });

  test.each([
    ['nothing', undefined],
    ['another version', { ...INPUT, schemaVersion: 2 }],
    ['no account', { ...INPUT, accountId: 'Not A Name' }],
    ['no rules', { ...INPUT, rules: {} }],
    ['a limit of none', { ...INPUT, rules: { ...RULES, limits: { ...RULES.limits, publish: 0 } } }],
    ['a window of nothing', { ...INPUT, rules: { ...RULES, windowMs: 0 } }],
    ['a ledger without books', { ...INPUT, carried: {} }],
  ])('%s is refused', (_case, input) => {
    expect(problemOfAccount(input)).toEqual(expect.any(String));
  });
});

describe('a reservation', () => {
  test.each([
    ['for at once', ASKED],
    ['for an instant', { ...ASKED, request: { ...REQUEST, kind: 'publish', from: DUE_AT } }],
    ['together with others', { ...ASKED, request: { ...REQUEST, together: ['p', 'q'] } }],
    ['with what Instagram says', { ...ASKED, told: { usage: 0, limit: 100 } }],
    ['when Instagram could not say', { ...ASKED, told: 'unknown' }],
  ])('%s is taken', (_case, args) => {
    expect(problemOfReserve(args)).toBeUndefined();
  });

  test.each([
    ['nothing', undefined],
    ['no request', { ...ASKED, request: undefined }],
    ['an unknown kind', { ...ASKED, request: { ...REQUEST, kind: 'like' } }],
    ['a kind of every object', { ...ASKED, request: { ...REQUEST, kind: 'constructor' } }],
    ['nobody', { ...ASKED, request: { ...REQUEST, holder: '' } }],
    ['a fraction of a millisecond', { ...ASKED, request: { ...REQUEST, from: DUE_AT + 0.5 } }],
    ['others without itself', { ...ASKED, request: { ...REQUEST, together: ['q'] } }],
    ['no rules', { ...ASKED, rules: undefined }],
    ['a limit of none', { ...ASKED, told: { usage: 0, limit: 0 } }],
    ['a negative usage', { ...ASKED, told: { usage: -1, limit: 100 } }],
    ['no word of the usage', { ...ASKED, told: undefined }],
  ])('for %s is refused', (_case, args) => {
    expect(problemOfReserve(args)).toEqual(expect.any(String));
  });
});

test.each([
  [{ kind: 'publish', holders: ['p'], ticket: 't' }, true],
  [{ kind: 'container', holders: [], ticket: null }, true],
  [{ kind: 'publish', holders: ['p'] }, false],
  [{ kind: 'none', holders: ['p'], ticket: 't' }, false],
  [null, false],
])('a release of %j is taken: %s', (args, isTaken) => {
  expect(problemOfRelease(args) === undefined).toBe(isTaken);
});

const TO_COME = { dueAt: DUE_AT, stageAt: DUE_AT - 900_000, containers: 11 };

test.each([
  [{ posts: [], now: DUE_AT }, true],
  [{ posts: [TO_COME, { ...TO_COME, containers: 0, workflowId: 'post.brand.a' }], now: DUE_AT }, true],
  [{ posts: [TO_COME] }, false],
  [{ posts: [DUE_AT], now: DUE_AT }, false],
  [{ posts: [{ ...TO_COME, dueAt: '2026-12-01' }], now: DUE_AT }, false],
  [{ posts: [{ ...TO_COME, stageAt: undefined }], now: DUE_AT }, false],
  [{ posts: [{ ...TO_COME, containers: 1.5 }], now: DUE_AT }, false],
  [{ posts: [{ ...TO_COME, containers: -1 }], now: DUE_AT }, false],
  [{ posts: [{ ...TO_COME, workflowId: null }], now: DUE_AT }, false],
  [{ posts: Array.from({ length: 20_001 }, () => TO_COME), now: DUE_AT }, false],
  [undefined, false],
])('a forecast of %# is taken as it should be', (args, isTaken) => {
  expect(problemOfForecast(args) === undefined).toBe(isTaken);
});
