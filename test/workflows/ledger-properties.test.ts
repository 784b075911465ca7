import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { QUOTA_KINDS, type QuotaKind, type ReserveAnswer, type ReserveRequest } from '../../contracts/ledger.ts';
import { Ledger } from '../../workflows/ledger.ts';
import { ask, RULES } from './ledger-samples.ts';

// Random histories: holders that ask, ask again when they are told to, repeat a question, send late, and give back what they do not send.

interface Step {
  readonly afterMs: number;
  readonly kind: QuotaKind;
  readonly cost: number;
  readonly dueInMs: number;
  /** How late the call reaches Instagram, as a part of what it may be. */
  readonly lateness: number;
  readonly others: number;
  /** Whether the call turns out not to be made. */
  readonly isGivenBack: boolean;
}

const steps = fc.array(
  fc.record<Step>({
    afterMs: fc.nat(250),
    kind: fc.constantFrom(...QUOTA_KINDS),
    cost: fc.integer({ min: 1, max: 2 }),
    dueInMs: fc.nat(600),
    lateness: fc.double({ min: 0, max: 1, noNaN: true }),
    others: fc.oneof(
      { weight: 9, arbitrary: fc.constant(0) },
      { weight: 1, arbitrary: fc.integer({ min: 1, max: 2 }) },
    ),
    isGivenBack: fc.integer({ min: 0, max: 9 }).map((dice) => dice === 0),
  }),
  { maxLength: 60 },
);

interface Call {
  readonly kind: QuotaKind;
  readonly at: number;
  readonly cost: number;
  readonly isOurs: boolean;
}

interface Event {
  readonly at: number;
  /** Or so many posts by others. */
  readonly request: (ReserveRequest & { readonly together: readonly string[] }) | number;
  readonly lateness: number;
  readonly isGivenBack: boolean;
  /** What the ticket was granted, when it only asks again. */
  readonly first?: ReserveAnswer;
}

/** Plays a history out. Who is deferred comes back when it was told to. Others publish, and Instagram's count is told at once. */
function play(history: readonly Step[], ledgerAt: (ledger: Ledger, now: number) => Ledger = (ledger) => ledger) {
  let ledger = new Ledger(RULES);
  const calls: Call[] = [];
  const queue: Event[] = [];
  let now = 0;
  for (const [index, { afterMs, kind, cost, dueInMs, lateness, others, isGivenBack }] of history.entries()) {
    now += afterMs;
    const holder = `t${index}`;
    // Only calls that are made at once are granted together.
    const together = kind === 'publish' ? [holder] : [holder, `${holder}+`].slice(0, cost);
    const request = { kind, holder, ticket: holder, together, from: now + dueInMs, dueAt: now + dueInMs };
    queue.push({ at: now, request, lateness, isGivenBack });
    if (others > 0) queue.push({ at: now, request: others, lateness, isGivenBack });
  }
  const answers: { ticket: string; answer: ReserveAnswer }[] = [];
  /** Of tickets that were granted, what they are answered later. */
  const repeated: { first: ReserveAnswer; again: ReserveAnswer }[] = [];
  for (let turns = 0; queue.length > 0 && turns < 20_000; turns += 1) {
    queue.sort((one, other) => one.at - other.at);
    const next = queue.shift();
    if (next === undefined) break;
    const { at, request, lateness, isGivenBack, first } = next;
    ledger = ledgerAt(ledger, at);
    if (typeof request === 'number') {
      calls.push({ kind: 'publish', at, cost: request, isOurs: false });
      const usage = calls
        .filter((call) => call.kind === 'publish' && call.at <= at && call.at > at - RULES.windowMs)
        .reduce((sum, call) => sum + call.cost, 0);
      ledger.takeOver('publish', { usage, limit: 100 }, at);
      continue;
    }
    const answer = ledger.reserve(request, at);
    if (first !== undefined) {
      repeated.push({ first, again: answer });
      continue;
    }
    answers.push({ ticket: request.ticket, answer });
    if (answer.outcome === 'deferred') queue.push({ ...next, at: Math.max(answer.askAgainAt, at + 1) });
    if (answer.outcome === 'granted') {
      if (isGivenBack) ledger.release(request.kind, { holders: request.together, ticket: request.ticket });
      else {
        calls.push({ kind: request.kind, at: answer.at + lateness * RULES.sendWithinMs, cost: 1, isOurs: true });
        queue.push({ ...next, at: at + lateness * RULES.windowMs, first: answer });
      }
      // The other one comes for its grant some time later, perhaps too late for it.
      for (const holder of request.together.slice(1))
        queue.push({
          at: at + lateness * 3_000,
          request: { ...request, holder, ticket: holder, together: [holder] },
          lateness,
          isGivenBack: false,
        });
    }
  }
  return { calls, answers, repeated, left: queue.length };
}

/** The most calls of ours that any window of Instagram's holds. */
function worstOf(calls: readonly Call[], kind: QuotaKind): number {
  const ofKind = calls.filter((call) => call.kind === kind && call.isOurs);
  const windows = ofKind.map(({ at }) => ofKind.filter((call) => call.at <= at && call.at > at - RULES.windowMs));
  return Math.max(0, ...windows.map((inWindow) => inWindow.length));
}

test('no window of Instagram’s clock ever holds more than the limit, over random histories', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const { calls, left } = play(history);
      expect(left).toBe(0);
      for (const kind of QUOTA_KINDS) expect(worstOf(calls, kind)).toBeLessThanOrEqual(RULES.limits[kind]);
    }),
    { numRuns: 1_500 },
  );
});

test('every request is granted in the end, and each ticket once', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const { answers } = play(history);
      const granted = answers.filter(({ answer }) => answer.outcome === 'granted');
      const asked = granted.map(({ ticket }) => ticket).filter((ticket) => !ticket.endsWith('+'));
      expect(asked.sort()).toEqual(history.map((_, index) => `t${index}`).sort());
    }),
    { numRuns: 300 },
  );
});

test('a ticket that was granted is given the same answer for as long as a window, over random histories', () => {
  fc.assert(
    fc.property(steps, (history) => {
      for (const { first, again } of play(history).repeated) expect(again).toEqual(first);
    }),
    { numRuns: 500 },
  );
});

test('what is given back costs nobody anything: the next ones are granted as if it had never been asked for', () => {
  fc.assert(
    fc.property(steps, fc.constantFrom(...QUOTA_KINDS), (history, kind) => {
      const ledger = new Ledger(RULES);
      const untroubled = new Ledger(RULES);
      let now = 0;
      for (const [index, { afterMs, isGivenBack }] of history.entries()) {
        now += afterMs;
        const request = ask(`t${index}`, { kind, from: now, dueAt: now });
        const answer = ledger.reserve(request, now);
        if (isGivenBack) ledger.release(kind, { holders: [request.holder], ticket: request.ticket });
        else expect(answer).toEqual(untroubled.reserve(request, now));
      }
    }),
    { numRuns: 300 },
  );
});

test('a ledger that goes through JSON before every call answers as one that does not', () => {
  fc.assert(
    fc.property(steps, (history) => {
      const throughJson = (ledger: Ledger) => new Ledger(RULES, JSON.parse(JSON.stringify(ledger.state)));
      expect(play(history, throughJson)).toEqual(play(history));
    }),
    { numRuns: 300 },
  );
});

test('posts that ask a fixed time ahead are granted instants in the order in which they are due', () => {
  const dues = fc.array(fc.nat(3_000), { minLength: 1, maxLength: 30 });
  fc.assert(
    fc.property(dues, (instants) => {
      const due = instants.toSorted((one, other) => one - other);
      const { calls } = play(
        due.map((instant, index) => ({
          ...{
            afterMs: instant - (due[index - 1] ?? 0),
            kind: 'publish',
            cost: 1,
            dueInMs: 300,
            lateness: 0,
            others: 0,
            isGivenBack: false,
          },
        })),
      );
      const at = calls.map((call) => call.at);
      expect(at).toEqual(at.toSorted((one, other) => one - other));
    }),
    { numRuns: 500 },
  );
});
