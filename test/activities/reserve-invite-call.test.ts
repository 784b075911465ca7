import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import type { Reservations } from '../../activities/reservations.ts';
import { type InviteCallKind, inviteCallPatienceMs, reserveInviteCall } from '../../activities/reserve-invite-call.ts';
import type { ReleaseArgs, ReserveArgs, ReserveResult } from '../../contracts/account.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../../contracts/ledger-rules.ts';
import { WAITS_FOR_QUOTA } from '../../contracts/staging-failures.ts';
import { accountId } from '../contracts/samples.ts';
import { attempt, failureOf, resultOf } from './activity-bed.ts';

const NOW = Date.parse('2026-12-01T09:00:00.000Z');
const BRAND = accountId('brand');
const RULES = ledgerRules(INSTAGRAM_LIMITS, INSTAGRAM_WINDOW_MS);
/** Half an hour, and the minute for which a grant counts longer than its window. */
const PATIENCE_MS = 1_860_000;
const GRANTED: ReserveResult = { outcome: 'granted', at: NOW, sendBefore: NOW + 30_000 };

beforeEach(() => {
  jest.spyOn(Date, 'now').mockReturnValue(NOW);
});
afterEach(() => {
  jest.restoreAllMocks();
});

/** A ledger that notes what it is asked and given back. */
function ledger(answer: ReserveResult, takesBack = true) {
  const asked: Pick<ReserveArgs, 'request' | 'told'>[] = [];
  const released: ReleaseArgs[] = [];
  const reservations: Reservations = {
    reserve: async (_id, args) => {
      asked.push(args);
      return answer;
    },
    release: async (_id, args) => {
      released.push(args);
      if (!takesBack) throw new Error('The ledger does not answer.');
    },
  };
  const from = (begunAt: number) => (kind: InviteCallKind) =>
    reserveInviteCall({ reservations, rules: RULES }, { accountId: BRAND, begunAt }, kind);
  return { asked, released, reserve: from(NOW), reserveFrom: from };
}

const deferredFor = (ms: number, plannedAt = NOW + ms): ReserveResult => ({
  outcome: 'deferred',
  plannedAt,
  askAgainAt: NOW + ms,
  position: 0,
});

test('a call is asked for at once, and each try has a ticket of its own', async () => {
  const { asked, reserve } = ledger(GRANTED);
  for (const number of [1, 2]) resultOf(await attempt(reserve, 'inviteAnswer', { attempt: number }));
  expect(asked).toEqual(
    [1, 2].map((number) => ({
      request: {
        kind: 'inviteAnswer',
        holder: expect.any(String),
        ticket: expect.stringMatching(new RegExp(`/${number}$`)),
        from: 0,
        dueAt: NOW,
      },
      told: null,
    })),
  );
  expect(asked[0]?.request.holder).toBe(asked[1]?.request.holder);
});

test('a call keeps the place in the line that the beginning of its run gives it, whenever it asks', async () => {
  const { asked, reserveFrom } = ledger(deferredFor(1_000));
  for (const number of [1, 2]) failureOf(await attempt(reserveFrom(NOW - 5_000), 'inviteRead', { attempt: number }));
  expect(asked.map(({ request }) => request.dueAt)).toEqual([NOW - 5_000, NOW - 5_000]);
});

test('a call that is granted is given back where it was not made, and not before', async () => {
  const { asked, released, reserve } = ledger(GRANTED);
  const grant = resultOf(await attempt(reserve, 'inviteRead'));
  if (grant.outcome !== 'granted') throw new Error('It was not granted.');
  expect(released).toEqual([]);
  await grant.release();
  const [{ holder = '', ticket = '' } = {}] = asked.map(({ request }) => request);
  expect(released).toEqual([{ kind: 'inviteRead', holders: [holder], ticket }]);
});

describe.each([
  ['that is taken back', true],
  ['although nobody takes it back', false],
])('a grant %s', (_case, takesBack) => {
  const grantUntil = (sendBefore: number) => ledger({ outcome: 'granted', at: NOW - 30_000, sendBefore }, takesBack);

  test('is used at the last moment for it', async () => {
    const { released, reserve } = grantUntil(NOW);
    expect(resultOf(await attempt(reserve, 'inviteRead'))).toMatchObject({ outcome: 'granted' });
    expect(released).toEqual([]);
  });

  test('is given back a moment after that, and asked for again, because it may count for another window', async () => {
    const { asked, released, reserve } = grantUntil(NOW - 1);
    const failure = failureOf(await attempt(reserve, 'inviteAnswer'));
    expect(failure).toMatchObject({
      type: WAITS_FOR_QUOTA,
      nextRetryDelay: 1,
      nonRetryable: false,
      category: 'BENIGN',
    });
    const [{ holder = '', ticket = '' } = {}] = asked.map(({ request }) => request);
    expect(released).toEqual([{ kind: 'inviteAnswer', holders: [holder], ticket }]);
  });
});

describe('a ledger that takes nothing back', () => {
  test('hides nothing from who gives back a call that was not made', async () => {
    const { released, reserve } = ledger(GRANTED, false);
    const grant = resultOf(await attempt(reserve, 'inviteRead'));
    if (grant.outcome !== 'granted') throw new Error('It was not granted.');
    await expect(grant.release()).resolves.toBeUndefined();
    expect(released).toHaveLength(1);
  });

  test('hides from nobody that the calls are spent', async () => {
    const { released, reserve } = ledger(deferredFor(86_400_000), false);
    expect(resultOf(await attempt(reserve, 'inviteRead'))).toEqual({ outcome: 'spent', freeAt: NOW + 86_400_000 });
    expect(released).toHaveLength(1);
  });
});

describe('a call that is not free', () => {
  test.each([
    ['in a moment', 500, 500],
    ['now, by a clock that is ahead', -500, 1],
    ['at the end of the patience of a sweep', PATIENCE_MS, PATIENCE_MS],
  ])('but is %s is waited for, which is no failure', async (_case, inMs, nextRetryDelay) => {
    const { released, reserve } = ledger(deferredFor(inMs));
    const failure = failureOf(await attempt(reserve, 'inviteRead'));
    expect(failure).toMatchObject({ type: WAITS_FOR_QUOTA, nextRetryDelay, nonRetryable: false, category: 'BENIGN' });
    expect(failure.details?.[0]).toMatchObject({ code: 'invite-quota-spent', category: 'quota', retryable: true });
    expect(released).toEqual([]);
  });

  test.each<[InviteCallKind, string]>([
    ['inviteRead', 'the reads of invites'],
    ['inviteAnswer', 'the answers to invites'],
  ])('(%s) is named, with the instant of the next one', async (kind, words) => {
    const { reserve } = ledger(deferredFor(60_000));
    const { message } = failureOf(await attempt(reserve, kind));
    expect(message).toContain(`"brand" has used up ${words}`);
    expect(message).toContain('2026-12-01T09:01:00.000Z');
  });

  test.each([
    ['a moment after the patience of a sweep', PATIENCE_MS + 1],
    ['tomorrow', 86_400_000],
  ])('before %s is spent, and leaves the line', async (_case, inMs) => {
    const { asked, released, reserve } = ledger(deferredFor(inMs));
    expect(resultOf(await attempt(reserve, 'inviteAnswer'))).toEqual({ outcome: 'spent', freeAt: NOW + inMs });
    const [{ holder = '', ticket = '' } = {}] = asked.map(({ request }) => request);
    expect(released).toEqual([{ kind: 'inviteAnswer', holders: [holder], ticket }]);
  });
});

describe('a sweep that began before', () => {
  const HALF_MS = PATIENCE_MS / 2;

  test.each([
    ['waits for a call until the end of its patience', HALF_MS, HALF_MS, 'waits'],
    ['waits no longer than that', HALF_MS, HALF_MS + 1, 'spent'],
    ['waits a moment more where the clocks differ', PATIENCE_MS, 0, 'waits'],
    ['has no patience left after it', PATIENCE_MS, 1, 'spent'],
    ['has none left long after it', 10 * PATIENCE_MS, 500, 'spent'],
  ])('%s', async (_case, agoMs, inMs, ends) => {
    const { released, reserveFrom } = ledger(deferredFor(inMs));
    const ended = await attempt(reserveFrom(NOW - agoMs), 'inviteAnswer');
    if (ends === 'spent') expect(resultOf(ended)).toEqual({ outcome: 'spent', freeAt: NOW + inMs });
    else expect(failureOf(ended)).toMatchObject({ type: WAITS_FOR_QUOTA, nextRetryDelay: Math.max(1, inMs) });
    expect(released).toHaveLength(ends === 'spent' ? 1 : 0);
  });

  test('takes a call that is free, however long ago it began', async () => {
    const { reserveFrom } = ledger(GRANTED);
    const ended = await attempt(reserveFrom(NOW - 10 * PATIENCE_MS), 'inviteRead');
    expect(resultOf(ended)).toMatchObject({ outcome: 'granted' });
  });
});

test.each<[ReserveResult]>([[{ outcome: 'impossible', limit: 0 }], [{ outcome: 'usage-needed' }]])(
  'a ledger that answers %j has a fault',
  async (answer) => {
    await expect(attempt(ledger(answer).reserve, 'inviteRead')).rejects.toThrow(TypeError);
  },
);

test.each([
  ['a day', INSTAGRAM_WINDOW_MS, PATIENCE_MS],
  ['a minute, as in tests', 60_000, 6_000 + 3_000 + 1_250],
])('the patience of a sweep bridges the longer count of a grant in a window of %s', (_case, windowMs, patienceMs) => {
  const rules = ledgerRules(INSTAGRAM_LIMITS, windowMs);
  expect(inviteCallPatienceMs(rules)).toBe(patienceMs);
  expect(inviteCallPatienceMs(rules)).toBeGreaterThan(rules.sendWithinMs + rules.clockSkewMs);
});
