import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  armLeadMs,
  declinePauseMs,
  lastSendInstant,
  livesUntil,
  type NextStep,
  nextStep,
  type PlanFacts,
  resendDelayMs,
} from '../../workflows/plan.ts';
import { accountId, DUE_AT, postId } from '../contracts/samples.ts';

const SECOND = 1_000;
const MINUTE = 60 * SECOND;
const HOUR = 60 * MINUTE;

/** How long a container is counted on: 24 h less the margin. */
const COUNTED_ON_MS = 23.5 * HOUR;

/** Staged 15 min ahead, armed 20 s ahead, to be sent within an hour. */
const QUEUED: PlanFacts = {
  dueAt: DUE_AT,
  publishWithinMs: HOUR,
  settledAt: 0,
  timing: { leadMs: 15 * MINUTE },
  armLeadMs: 20 * SECOND,
  reserveLeadMs: 35 * SECOND,
  isRefused: false,
  readyContainer: undefined,
  sendNotBefore: 0,
  grant: undefined,
  deferral: undefined,
};
const STAGED: PlanFacts = { ...QUEUED, readyContainer: { createdAt: DUE_AT - 14 * MINUTE } };
/** Staged, and granted for as long as anybody likes. */
const GRANTED = { at: 0, sendBefore: Number.POSITIVE_INFINITY };
const READY: PlanFacts = { ...STAGED, grant: GRANTED };
const containerOf = (createdAt: number): PlanFacts => ({ ...QUEUED, grant: GRANTED, readyContainer: { createdAt } });
const containerAged = (ageMs: number) => ({ readyContainer: { createdAt: DUE_AT - ageMs } });
const grantedAt = (at: number): PlanFacts => ({ ...STAGED, grant: { at, sendBefore: at + 30 * SECOND } });
const deferredTo = (plannedAt: number): PlanFacts => ({
  ...STAGED,
  deferral: { plannedAt, askAgainAt: plannedAt - 130 * SECOND },
});

const waitForStaging = (until: number): NextStep => ({ step: 'wait', until, reason: 'staging' });
const waitForArming = (until: number): NextStep => ({ step: 'wait', until, reason: 'arming' });
const reserve = (from: number, askAt: number): NextStep => ({ step: 'reserve', from, askAt });
const publish = (at: number): NextStep => ({ step: 'publish', at });
const STAGE: NextStep = { step: 'stage' };
const MISS: NextStep = { step: 'miss' };

interface Case {
  readonly facts: PlanFacts;
  /** From the queued due instant, in milliseconds. */
  readonly now: number;
  readonly next: NextStep;
}

describe.each<{ readonly of: string; readonly cases: Readonly<Record<string, Case>> }>([
  {
    of: 'a post without container',
    cases: {
      'waits for its staging': { facts: QUEUED, now: -5 * HOUR, next: waitForStaging(DUE_AT - 15 * MINUTE) },
      'waits to the last millisecond': {
        facts: QUEUED,
        now: -15 * MINUTE - 1,
        next: waitForStaging(DUE_AT - 15 * MINUTE),
      },
      'is staged at its lead': { facts: QUEUED, now: -15 * MINUTE, next: STAGE },
      'is still staged after its due time': { facts: QUEUED, now: 59 * MINUTE, next: STAGE },
      'is still staged at the last instant': { facts: QUEUED, now: HOUR, next: STAGE },
      'is missed after the last instant': { facts: QUEUED, now: HOUR + 1, next: MISS },
      'is staged at once when moved to a minute from now': {
        facts: { ...QUEUED, dueAt: DUE_AT - 5 * HOUR },
        now: -5 * HOUR - MINUTE,
        next: STAGE,
      },
      'waits again when moved to a later day': {
        facts: { ...QUEUED, dueAt: DUE_AT + 48 * HOUR },
        now: -MINUTE,
        next: waitForStaging(DUE_AT + 48 * HOUR - 15 * MINUTE),
      },
    },
  },
  {
    of: 'a post with a finished container',
    cases: {
      'waits for its arming': { facts: READY, now: -10 * MINUTE, next: waitForArming(DUE_AT - 20 * SECOND) },
      'waits to the last millisecond': {
        facts: READY,
        now: -20 * SECOND - 1,
        next: waitForArming(DUE_AT - 20 * SECOND),
      },
      'is armed at its arm lead': { facts: READY, now: -20 * SECOND, next: publish(DUE_AT) },
      'is armed at once when that has passed': { facts: READY, now: 40 * MINUTE, next: publish(DUE_AT) },
      'is armed to the last instant': { facts: READY, now: HOUR, next: publish(DUE_AT) },
      'is missed after the last instant': { facts: READY, now: HOUR + 1, next: MISS },
      'is armed at once when moved to the next seconds': {
        facts: { ...READY, dueAt: DUE_AT - 5 * MINUTE },
        now: -5 * MINUTE - SECOND,
        next: publish(DUE_AT - 5 * MINUTE),
      },
      'keeps its container when moved by some hours': {
        facts: { ...READY, dueAt: DUE_AT + 20 * HOUR },
        now: 0,
        next: waitForArming(DUE_AT + 20 * HOUR - 20 * SECOND),
      },
    },
  },
  {
    of: 'a post that may not be sent yet',
    cases: {
      'is not kept waiting by an instant before its due time': {
        facts: { ...READY, sendNotBefore: DUE_AT - MINUTE },
        now: -10 * SECOND,
        next: publish(DUE_AT),
      },
      'waits for the arming ahead of that instant': {
        facts: { ...READY, sendNotBefore: DUE_AT + 15 * MINUTE },
        now: SECOND,
        next: waitForArming(DUE_AT + 15 * MINUTE - 20 * SECOND),
      },
      'is armed for that instant': {
        facts: { ...READY, sendNotBefore: DUE_AT + 5 * SECOND },
        now: SECOND,
        next: publish(DUE_AT + 5 * SECOND),
      },
      'is armed for that instant when it is the last one': {
        facts: { ...READY, sendNotBefore: DUE_AT + HOUR },
        now: HOUR - SECOND,
        next: publish(DUE_AT + HOUR),
      },
      'is missed at once when that instant lies after the last one': {
        facts: { ...READY, sendNotBefore: DUE_AT + HOUR + 1 },
        now: 50 * MINUTE,
        next: MISS,
      },
      'is staged no later for it': {
        facts: { ...QUEUED, sendNotBefore: DUE_AT + 30 * MINUTE },
        now: -15 * MINUTE,
        next: STAGE,
      },
    },
  },
  {
    of: 'a staged post that the account has granted nothing',
    cases: {
      'asks for its due instant, shortly before it': {
        facts: STAGED,
        now: -10 * MINUTE,
        next: reserve(DUE_AT, DUE_AT - 35 * SECOND),
      },
      'asks late, when it was staged late': {
        facts: STAGED,
        now: 10 * MINUTE,
        next: reserve(DUE_AT, DUE_AT - 35 * SECOND),
      },
      'asks at once for when it may be sent again after a refusal for the limit': {
        facts: { ...STAGED, sendNotBefore: DUE_AT + 5 * MINUTE, isRefused: true },
        now: SECOND,
        next: reserve(DUE_AT + 5 * MINUTE, 0),
      },
      'asks after a refusal even if the pause would outlast its time: the account knows better': {
        facts: { ...STAGED, sendNotBefore: DUE_AT + 2 * HOUR, isRefused: true },
        now: SECOND,
        next: reserve(DUE_AT + 2 * HOUR, 0),
      },
      'is missed when its time is over': { facts: STAGED, now: HOUR + 1, next: MISS },
    },
  },
  {
    of: 'a granted post',
    cases: {
      'is sent at its due instant': { facts: grantedAt(DUE_AT), now: -SECOND, next: publish(DUE_AT) },
      'is sent at the instant of the grant': {
        facts: grantedAt(DUE_AT + MINUTE),
        now: MINUTE - SECOND,
        next: publish(DUE_AT + MINUTE),
      },
      'is armed ahead of that': {
        facts: grantedAt(DUE_AT + MINUTE),
        now: 0,
        next: waitForArming(DUE_AT + 40 * SECOND),
      },
      'waits for its end when the grant lies beyond it': {
        facts: grantedAt(DUE_AT + HOUR + MINUTE),
        now: HOUR - MINUTE,
        next: { step: 'wait', until: DUE_AT + HOUR + 1, reason: 'end' },
      },
      'asks again when the grant has passed': {
        facts: grantedAt(DUE_AT),
        now: 31 * SECOND,
        next: reserve(DUE_AT, DUE_AT - 35 * SECOND),
      },
      'asks again when it may be sent only after the grant': {
        facts: { ...grantedAt(DUE_AT), sendNotBefore: DUE_AT + MINUTE },
        now: 30 * SECOND,
        next: reserve(DUE_AT + MINUTE, DUE_AT + MINUTE - 35 * SECOND),
      },
    },
  },
  {
    of: 'a post that its account has put off',
    cases: {
      'keeps its container, and asks again when it was told to': {
        facts: deferredTo(DUE_AT + 30 * MINUTE),
        now: 0,
        next: reserve(DUE_AT, DUE_AT + 30 * MINUTE - 130 * SECOND),
      },
      'asks once more before its time is over': {
        facts: deferredTo(DUE_AT + 5 * HOUR),
        now: 0,
        next: reserve(DUE_AT, DUE_AT + HOUR - 5 * SECOND),
      },
      'asks no more after that': {
        facts: deferredTo(DUE_AT + 5 * HOUR),
        now: HOUR - 5 * SECOND,
        next: { step: 'wait', until: DUE_AT + HOUR + 1, reason: 'end' },
      },
      'is staged anew when its container does not live so long': {
        facts: { ...deferredTo(DUE_AT + 10 * HOUR), publishWithinMs: 24 * HOUR, ...containerAged(20 * HOUR) },
        now: 0,
        next: waitForStaging(DUE_AT + 10 * HOUR - 15 * MINUTE),
      },
      'and not before that': {
        facts: { ...deferredTo(DUE_AT + 10 * HOUR), publishWithinMs: 24 * HOUR, readyContainer: undefined },
        now: HOUR,
        next: waitForStaging(DUE_AT + 10 * HOUR - 15 * MINUTE),
      },
    },
  },
  {
    of: 'a container that is about to expire',
    cases: {
      'is used while it is counted on at the due instant': {
        facts: containerOf(DUE_AT - COUNTED_ON_MS + 1),
        now: 0,
        next: publish(DUE_AT),
      },
      'is replaced from then on': { facts: containerOf(DUE_AT - COUNTED_ON_MS), now: 0, next: STAGE },
      'is replaced no earlier than at the lead': {
        facts: containerOf(DUE_AT - COUNTED_ON_MS),
        now: -HOUR,
        next: waitForStaging(DUE_AT - 15 * MINUTE),
      },
      'is replaced when it has come to its end while the post was late': {
        facts: containerOf(DUE_AT - COUNTED_ON_MS + MINUTE),
        now: 2 * MINUTE,
        next: STAGE,
      },
      'is not waited for when the post is moved beyond its life': {
        facts: { ...READY, dueAt: DUE_AT + 24 * HOUR },
        now: 0,
        next: waitForStaging(DUE_AT + 24 * HOUR - 15 * MINUTE),
      },
      'is replaced when the post may be sent only beyond its life': {
        facts: { ...containerOf(DUE_AT - 23 * HOUR), sendNotBefore: DUE_AT + 45 * MINUTE },
        now: SECOND,
        next: STAGE,
      },
    },
  },
])('$of', ({ cases }) => {
  test.each(Object.entries(cases))('%s', (_name, { facts, now, next }) => {
    expect(nextStep(facts, DUE_AT + now)).toEqual(next);
  });
});

describe('whatever the facts are', () => {
  const around = (ms: number) => fc.integer({ min: -ms, max: ms });
  const situations = fc
    .record({
      publishWithinMs: fc.oneof(fc.integer({ min: 1, max: 3 * MINUTE }), fc.integer({ min: 1, max: 2 * HOUR })),
      leadMs: fc.integer({ min: 0, max: 20 * HOUR }),
      arm: fc.integer({ min: SECOND, max: 2 * MINUTE }),
      created: fc.option(fc.integer({ min: -30 * HOUR, max: HOUR }), { nil: undefined }),
      sendNotBefore: fc.option(fc.oneof(around(5 * MINUTE), around(3 * HOUR)), { nil: undefined }),
      granted: fc.option(fc.oneof(around(MINUTE), around(2 * HOUR)), { nil: undefined }),
      deferred: fc.option(fc.oneof(around(2 * HOUR), around(30 * HOUR)), { nil: undefined }),
      now: fc.oneof(around(3 * MINUTE), around(3 * HOUR), around(40 * HOUR)),
    })
    .map(({ publishWithinMs, leadMs, arm, created, sendNotBefore, granted, deferred, now }) => ({
      now: DUE_AT + now,
      facts: {
        dueAt: DUE_AT,
        publishWithinMs,
        settledAt: 0,
        timing: { leadMs },
        armLeadMs: arm,
        readyContainer: created === undefined ? undefined : { createdAt: DUE_AT + created },
        sendNotBefore: sendNotBefore === undefined ? 0 : DUE_AT + sendNotBefore,
        reserveLeadMs: 35 * SECOND,
        isRefused: false,
        grant: granted === undefined ? undefined : { at: DUE_AT + granted, sendBefore: DUE_AT + granted + 30 * SECOND },
        deferral:
          deferred === undefined
            ? undefined
            : { plannedAt: DUE_AT + deferred, askAgainAt: DUE_AT + deferred - 130 * SECOND },
      } satisfies PlanFacts,
    }));
  const always = (promise: (step: NextStep, facts: PlanFacts, now: number) => void) =>
    fc.assert(
      fc.property(situations, ({ facts, now }) => promise(nextStep(facts, now), facts, now)),
      { numRuns: 2_000 },
    );

  test('a wait ends after now', () => {
    always((step, _facts, now) => {
      if (step.step === 'wait') expect(step.until).toBeGreaterThan(now);
    });
  });

  test('after a wait there is something else to do', () => {
    always((step, facts) => {
      if (step.step === 'wait') expect(nextStep(facts, step.until)).not.toMatchObject({ reason: step.reason });
    });
  });

  test('a post is never armed for an instant before its due time or before it may be sent', () => {
    always((step, facts) => {
      if (step.step === 'publish') {
        expect(step.at).toBe(Math.max(facts.dueAt, facts.sendNotBefore, facts.grant?.at ?? Number.NaN));
      }
    });
  });

  test('a post is never armed earlier than its arm lead', () => {
    always((step, facts, now) => {
      if (step.step === 'publish') expect(now).toBeGreaterThanOrEqual(step.at - facts.armLeadMs);
    });
  });

  test('a post is never armed for an instant after its last one', () => {
    always((step, facts) => {
      if (step.step === 'publish') expect(step.at).toBeLessThanOrEqual(lastSendInstant(facts));
    });
  });

  test('a post is only armed with a container that lives until it is sent', () => {
    always((step, { readyContainer }, now) => {
      if (step.step !== 'publish') return;
      expect(readyContainer && livesUntil(readyContainer, Math.max(step.at, now))).toBe(true);
    });
  });

  test('a post is missed exactly when it can no longer be sent by its last instant', () => {
    always((step, facts, now) => {
      const last = lastSendInstant(facts);
      const earliest = Math.max(now, facts.dueAt, facts.sendNotBefore);
      expect(step.step === 'miss').toBe(earliest > last);
    });
  });
});

describe('the lead of arming', () => {
  const TIMING = { armEarliestMs: 30_000, armLatestMs: 5_000 };
  const keyOf = (account: string, id: string) => ({ accountId: accountId(account), id: postId(id) });

  test('lies within the range of the installation', () => {
    const ranges = fc.record({ armLatestMs: fc.nat(600_000), span: fc.nat(600_000) });
    const ids = fc.stringMatching(/^[A-Za-z0-9_-]{1,64}$/);
    fc.assert(
      fc.property(ids, ranges, (id, { armLatestMs, span }) => {
        const armEarliestMs = armLatestMs + span;
        const lead = armLeadMs(keyOf('brand', id), { armEarliestMs, armLatestMs });
        expect(lead).toBeGreaterThanOrEqual(armLatestMs);
        expect(lead).toBeLessThanOrEqual(armEarliestMs);
        expect(Number.isInteger(lead)).toBe(true);
      }),
    );
  });

  // A running post computes it anew in every replay: another value would be another history.
  test.each([
    ['brand', 'order-8841', 28_385],
    ['brand', 'order-8842', 28_489],
    ['x', '1', 28_430],
  ])('never changes: %s %s', (account, id, lead) => {
    expect(armLeadMs(keyOf(account, id), TIMING)).toBe(lead);
  });

  test.each<[string, (index: number) => [account: string, id: string]]>([
    ['posts that are numbered', (index) => ['brand', `order-${index}`]],
    ['posts that are named by a number alone', (index) => ['brand', `${index}`]],
    ['posts that are named by hexadecimal digits', (index) => ['brand', index.toString(16).padStart(12, '0')]],
    ['posts that are named by a date', (index) => ['brand', `2026-12-01_0900-${index}`]],
    ['the same post on many accounts', (index) => [`shop${index}`, 'daily']],
  ])('is spread evenly over %s', (_case, nameOf) => {
    const seconds = new Map<number, number>();
    for (let index = 0; index < 10_000; index += 1) {
      const second = Math.floor(armLeadMs(keyOf(...nameOf(index)), TIMING) / SECOND);
      seconds.set(second, (seconds.get(second) ?? 0) + 1);
    }
    // 25 seconds with 400 posts each on average, whose standard deviation is 20 for a fair spread.
    expect(Math.max(...seconds.values())).toBeLessThan(400 + 4 * 20);
    expect([...seconds.values()].filter((posts) => posts > 400 - 4 * 20)).toHaveLength(25);
  });
});

describe('the wait before another holding', () => {
  test.each([
    [0, 0],
    [1, 0],
    [2, 0],
    [3, 1_000],
    [4, 2_000],
    [5, 5_000],
    [6, 10_000],
    [7, 30_000],
    [8, 60_000],
    [9, 60_000],
    [10_000, 60_000],
  ])('after %d that ended without sending is %d ms', (failures, ms) => {
    expect(resendDelayMs(failures)).toBe(ms);
  });

  test('grows with every failure, and never beyond a minute', () => {
    fc.assert(
      fc.property(fc.nat(10_000), (failures) => {
        expect(resendDelayMs(failures + 1)).toBeGreaterThanOrEqual(resendDelayMs(failures));
        expect(resendDelayMs(failures)).toBeLessThanOrEqual(60_000);
      }),
    );
  });
});

test.each([
  [5_000, 1, 5_000],
  [5_000, 6, 5_000],
  [5_000, 7, 60_000],
  [900_000, 1, 900_000],
  [900_000, 7, 900_000],
])('a refusal that asks for %d ms pauses, the %dth time in a row, for %d ms', (retryAfterMs, declines, ms) => {
  expect(declinePauseMs(retryAfterMs, declines)).toBe(ms);
});
