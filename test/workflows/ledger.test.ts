import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PostToCome } from '../../contracts/account.ts';
import {
  INSTAGRAM_LIMITS,
  type LedgerRules,
  QUOTA_KINDS,
  type QuotaKind,
  type ReserveAnswer,
  type ReserveRequest,
} from '../../contracts/ledger.ts';
import { publishHolder } from '../../contracts/publish-grant.ts';
import { containerHolder } from '../../contracts/staging.ts';
import { Ledger } from '../../workflows/ledger.ts';
import { earliestInstants, type Spending, withSpending } from '../../workflows/rolling-window.ts';

const RULES: LedgerRules = {
  limits: { publish: 3, container: 12, inviteRead: 4, inviteAnswer: 2 },
  windowMs: 1_000,
  sendWithinMs: 80,
  clockSkewMs: 20,
  grantAheadMs: { publish: 300, container: 0, inviteRead: 0, inviteAnswer: 0 },
  settleMs: 0,
  patienceMs: 500,
};
const SPAN = RULES.windowMs + RULES.sendWithinMs + RULES.clockSkewMs;

const ask = (ticket: string, more: Partial<ReserveRequest> = {}): ReserveRequest => ({
  ...{ kind: 'publish', holder: `holder of ${ticket}`, ticket, from: 0, dueAt: 0 },
  ...more,
});
/** So many calls that are granted together; the one of this number asks. */
const several = (name: string, count: number, number: number, more: Partial<ReserveRequest> = {}): ReserveRequest => {
  const together = Array.from({ length: count }, (_, index) => `${name}-${index}`);
  return ask(`${name}-${number}#1`, { kind: 'container', holder: `${name}-${number}`, together, ...more });
};
const granted = (at: number): ReserveAnswer => ({ outcome: 'granted', at, sendBefore: at + RULES.sendWithinMs });

/** A ledger with the limit of publishes spent at instants 0, 10 and 20. */
function spent(): Ledger {
  const ledger = new Ledger(RULES);
  for (const [index, instant] of [0, 10, 20].entries()) {
    expect(ledger.reserve(ask(`p${index}`), instant)).toEqual(granted(instant));
  }
  return ledger;
}

describe('a reservation', () => {
  test('is granted for its instant, ahead of it', () => {
    expect(new Ledger(RULES).reserve(ask('a', { from: 250 }), 0)).toEqual(granted(250));
  });

  test('too far ahead of its instant has to be asked for again', () => {
    const deferred = { outcome: 'deferred', plannedAt: 900, askAgainAt: 600, position: 0 };
    expect(new Ledger(RULES).reserve(ask('a', { from: 900 }), 0)).toEqual(deferred);
  });

  test('without room waits until the first one has left every window that a late call could reach', () => {
    const ledger = spent();
    const deferred = { outcome: 'deferred', plannedAt: SPAN, askAgainAt: SPAN - 300, position: 0 };
    expect(ledger.reserve(ask('a'), 30)).toEqual(deferred);
    expect(ledger.reserve(ask('a'), SPAN - 300)).toEqual(granted(SPAN));
  });

  test('with the same ticket is given the same answer, and spends once', () => {
    const ledger = new Ledger(RULES);
    for (const now of [0, 5, SPAN - 1]) expect(ledger.reserve(ask('a'), now)).toEqual(granted(0));
    expect(ledger.view('publish', 5).used).toBe(1);
  });

  test('of more than the limit is told to be impossible', () => {
    const carousel = several('a', 13, 0);
    expect(new Ledger(RULES).reserve(carousel, 0)).toEqual({ outcome: 'impossible', limit: 12 });
  });

  test('of a carousel is granted as a whole or not at all', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(several('images', 2, 0), 0);
    expect(ledger.reserve(several('carousel', 11, 0), 5)).toMatchObject({ outcome: 'deferred', plannedAt: SPAN });
    expect(ledger.view('container', 5)).toMatchObject({ used: 2, reserved: 0, waiting: 11 });
    expect(ledger.reserve(several('carousel', 11, 7), SPAN)).toEqual(granted(SPAN));
    for (const number of [0, 10])
      expect(ledger.reserve(several('carousel', 11, number), SPAN + 1)).toEqual(granted(SPAN));
    expect(ledger.view('container', SPAN + 1).used).toBe(11);
  });

  test('that was kept for its holder is granted at once, however late the holder comes, and however full the window is', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(several('carousel', 12, 0), 0);
    expect(ledger.reserve(several('carousel', 12, 11), 500)).toEqual(granted(500));
    expect(ledger.view('container', 500).used).toBe(12);
  });

  test('of a second sending by the same holder is another one', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(ask('first', { holder: 'post' }), 0);
    expect(ledger.reserve(ask('second', { holder: 'post' }), 5)).toEqual(granted(5));
    expect(ledger.view('publish', 5).used).toBe(2);
  });

  test('of one kind leaves the others alone', () => {
    const ledger = spent();
    expect(ledger.reserve(ask('a', { kind: 'inviteRead' }), 30)).toEqual(granted(30));
  });
});

describe('the line', () => {
  test('is in the order of due times, whoever came first', () => {
    const ledger = spent();
    ledger.reserve(ask('later', { dueAt: 2 }), 30);
    expect(ledger.reserve(ask('sooner', { dueAt: 1 }), 31)).toMatchObject({ plannedAt: SPAN, position: 0 });
    expect(ledger.reserve(ask('later', { dueAt: 2 }), 32)).toMatchObject({ plannedAt: SPAN + 10, position: 1 });
  });

  test('is in the order of asking among equals', () => {
    const ledger = spent();
    for (const holder of ['a', 'b', 'c', 'a']) ledger.reserve(ask('t', { holder, dueAt: 1 }), 30);
    expect(ledger.view('publish', 30).plan.map(({ holder }) => holder)).toEqual(['a', 'b', 'c']);
  });

  test('gives no slot to somebody while another one who is due earlier waits for it', () => {
    const ledger = spent();
    ledger.reserve(ask('sooner', { dueAt: 1 }), 30);
    expect(ledger.reserve(ask('later', { dueAt: 2 }), SPAN)).toMatchObject({ outcome: 'granted', at: SPAN + 10 });
    expect(ledger.reserve(ask('sooner', { dueAt: 1 }), SPAN)).toEqual(granted(SPAN));
  });

  test('is waited for, once half of the window is spent, by those who ask at about the same time', () => {
    const ledger = new Ledger({ ...RULES, limits: { ...RULES.limits, publish: 4 }, settleMs: 50 });
    for (const ticket of ['a', 'b']) expect(ledger.reserve(ask(ticket), 0)).toEqual(granted(0));
    const of = (name: string, from: number) => ask(name, { from, dueAt: from });
    expect(ledger.reserve(of('third', 202), 0)).toMatchObject({ outcome: 'deferred', askAgainAt: 50 });
    expect(ledger.reserve(of('second', 201), 10)).toMatchObject({ outcome: 'deferred', askAgainAt: 60 });
    expect(ledger.reserve(of('first', 200), 20)).toMatchObject({ outcome: 'deferred', askAgainAt: 70 });
    expect(ledger.reserve(of('third', 202), 55)).toMatchObject({ outcome: 'deferred', plannedAt: SPAN, position: 2 });
    expect(ledger.reserve(of('second', 201), 60)).toEqual(granted(201));
    expect(ledger.reserve(of('first', 200), 70)).toEqual(granted(200));
  });

  test('is not waited for by somebody who would be late for it', () => {
    const ledger = new Ledger({ ...RULES, settleMs: 50 });
    for (const ticket of ['a', 'b']) ledger.reserve(ask(ticket), 0);
    expect(ledger.reserve(ask('soon', { from: 109, dueAt: 109 }), 10)).toEqual(granted(109));
  });

  test('lets somebody smaller through where nobody ahead is delayed by it', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(several('images', 5, 0), 0);
    ledger.reserve(several('carousel', 11, 0, { dueAt: 1 }), 5);
    expect(ledger.reserve(ask('small', { kind: 'container', dueAt: 2 }), 6)).toEqual(granted(6));
    expect(ledger.reserve(several('carousel', 11, 0, { dueAt: 1 }), 7)).toMatchObject({
      plannedAt: SPAN,
    });
  });

  test('forgets who does not come back, so that nobody waits behind a run that has been terminated', () => {
    const ledger = spent();
    ledger.reserve(ask('dead', { dueAt: 1 }), 30);
    const now = SPAN - 300 + RULES.patienceMs + 1;
    expect(ledger.reserve(ask('a', { dueAt: 2 }), now)).toEqual(granted(now));
  });
});

describe('what is released', () => {
  test('can be granted to another one at once', () => {
    const ledger = spent();
    for (const _ of [1, 2]) ledger.release('publish', { holders: ['p1'], ticket: ask('p1').ticket });
    expect(ledger.reserve(ask('a'), 30)).toEqual(granted(30));
  });

  test('leaves the line too', () => {
    const ledger = spent();
    ledger.reserve(ask('a'), 30);
    ledger.release('publish', { holders: ['holder of a'], ticket: null });
    expect(ledger.view('publish', 30).plan).toEqual([]);
  });

  test('is what was granted together and never claimed, too, and not what was', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(several('c', 3, 0), 0);
    expect(ledger.window('container', 0).used).toBe(3);
    ledger.release('container', { holders: ['c-0', 'c-1', 'c-2'], ticket: null });
    expect(ledger.window('container', 0).used).toBe(1);
  });
});

test('what is shown is as of the instant that is told, whenever the ledger was last asked', () => {
  const ledger = spent();
  expect(ledger.window('publish', 0).used).toBeGreaterThan(0);
  expect(ledger.window('publish', 3 * SPAN)).toMatchObject({ used: 0, foreign: 0, reserved: 0 });
});

describe("Instagram's own count", () => {
  test('beyond ours is taken for calls that others made just now', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(ask('a'), 0);
    ledger.takeOver('publish', { usage: 3, limit: 100 }, 50);
    expect(ledger.view('publish', 50)).toMatchObject({ used: 1, foreign: 2, limit: 3 });
    expect(ledger.reserve(ask('b'), 60)).toMatchObject({ outcome: 'deferred', plannedAt: SPAN });
    expect(ledger.view('publish', 60).nextFreeAt).toBe(50 + SPAN);
  });

  test('told again changes nothing, and a lower one frees nothing', () => {
    const ledger = new Ledger(RULES);
    for (const usage of [2, 2, 1, 0]) ledger.takeOver('publish', { usage, limit: 100 }, 50);
    expect(ledger.view('publish', 50)).toMatchObject({ used: 0, foreign: 2 });
  });

  test('of what it allows lowers our limit and never raises it', () => {
    const ledger = new Ledger(RULES);
    ledger.takeOver('publish', { usage: 0, limit: 2 }, 0);
    expect(ledger.view('publish', 0).limit).toBe(2);
    ledger.takeOver('publish', { usage: 0, limit: 250 }, 0);
    expect(ledger.view('publish', 0).limit).toBe(3);
  });

  test('counts no grant of ours as somebody else’s where the clocks are a little apart', () => {
    const ledger = new Ledger(RULES);
    for (const holder of ['a', 'b']) ledger.reserve(ask(holder, { from: 100, dueAt: 100 }), 95);
    ledger.takeOver('publish', { usage: 2, limit: 100 }, 100 - RULES.clockSkewMs);
    expect(ledger.view('publish', 100)).toMatchObject({ used: 2, foreign: 0 });
  });

  test('that cannot be read after a refusal is taken for the limit that it has told, which stays as it is', () => {
    const ledger = new Ledger(RULES);
    ledger.takeOver('publish', { usage: 0, limit: 2 }, 0);
    ledger.reserve(ask('a'), 0);
    ledger.takeOverFull('publish', 50);
    expect(ledger.view('publish', 50)).toMatchObject({ used: 1, foreign: 1, limit: 2 });
    expect(new Ledger(RULES, ledger.state).knowsUsage('publish')).toBe(true);
  });

  test('is still missing when Instagram has only said that the window is full', () => {
    const ledger = new Ledger(RULES);
    ledger.takeOverFull('publish', 0);
    expect(ledger.knowsUsage('publish')).toBe(false);
    expect(ledger.view('publish', 0)).toMatchObject({ foreign: 3, limit: 3 });
  });

  test('is missing from a ledger that begins', () => {
    const ledger = new Ledger(RULES);
    expect(ledger.knowsUsage('publish')).toBe(false);
    ledger.takeOver('publish', { usage: 0, limit: 100 }, 0);
    expect(ledger.knowsUsage('publish')).toBe(true);
  });
});

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

describe('a forecast', () => {
  const post = (dueAt: number, more: Partial<PostToCome> = {}): PostToCome => ({
    ...{ dueAt, stageAt: Math.max(1, dueAt - 100), containers: 1 },
    ...more,
  });
  const ID = 'post.brand.a';
  const publishOf = (workflowId: string, more: Partial<ReserveRequest> = {}) =>
    ask(workflowId, { holder: publishHolder(workflowId), ...more });
  const containersOf = (workflowId: string, count: number) => {
    const together = Array.from({ length: count }, (_, part) => containerHolder(workflowId, part, 0));
    return ask(`${workflowId}#0`, { kind: 'container', holder: together[0] ?? '', together });
  };

  test('tells when posts would go out, between those that wait already, and books nothing', () => {
    const ledger = spent();
    ledger.reserve(ask('waiting', { dueAt: 50, from: 50 }), 30);
    const before = JSON.stringify(ledger.state);
    expect(ledger.forecast([post(5_000), post(60), post(40)], 30)).toEqual([5_000, SPAN + 20, SPAN]);
    expect(JSON.stringify(ledger.state)).toBe(before);
  });

  test('lets the first of those that are due at one instant go first', () => {
    expect(spent().forecast([post(40), post(40)], 30)).toEqual([SPAN, SPAN + 10]);
  });

  test('waits for the containers of a post, all at once, from its staging on', () => {
    const ledger = new Ledger(RULES);
    const carousels = [post(200, { containers: 11 }), post(300, { containers: 11 }), post(400, { containers: 1 })];
    expect(ledger.forecast(carousels, 30)).toEqual([200, 100 + SPAN, 400]);
  });

  test('has no publish before the containers of an account that can make none for now', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(several('others', 12, 0), 20);
    expect(ledger.forecast([post(200), post(2_000)], 30)).toEqual([20 + SPAN, 2_000]);
  });

  test('never comes for more containers than a window holds, and keeps no other post from its place', () => {
    const never = post(40, { containers: 13 });
    const ledger = new Ledger({ ...RULES, limits: { ...RULES.limits, publish: 1 } });
    expect(ledger.forecast([never, post(50)], 30)).toEqual([Number.POSITIVE_INFINITY, 50]);
  });

  test('plans the containers behind those that wait for theirs, and are due before', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(containersOf('post.brand.first', 12), 0);
    ledger.reserve({ ...containersOf('post.brand.waits', 12), dueAt: 100 }, 10);
    const posts = [99, 100].map((dueAt) => post(dueAt, { containers: 12 }));
    expect(ledger.forecast(posts, 30)).toEqual([SPAN, 3 * SPAN]);
  });

  test.each<[string, (ledger: Ledger) => void, number]>([
    ['containers that it was granted', (ledger) => ledger.reserve(containersOf(ID, 11), 0), 500],
    [
      'the place that it has in the line for containers',
      (ledger) => {
        ledger.reserve(containersOf('post.brand.b', 2), 0);
        ledger.reserve(containersOf(ID, 11), 10);
      },
      SPAN,
    ],
    [
      'the publish that it was granted',
      (ledger) => {
        ledger.reserve(containersOf(ID, 11), 0);
        ledger.reserve(publishOf(ID, { from: 250, dueAt: 250 }), 0);
      },
      250,
    ],
    [
      'the place that it has in the line for publishing',
      (ledger) => {
        ledger.reserve(containersOf(ID, 11), 0);
        for (const other of ['x', 'y', 'z']) ledger.reserve(publishOf(other), 20);
        ledger.reserve(publishOf(ID, { from: 500, dueAt: 500 }), 30);
      },
      20 + SPAN,
    ],
  ])('does not count twice %s', (_case, prepare, instant) => {
    const ledger = new Ledger(RULES);
    prepare(ledger);
    const known = post(500, { containers: 11, workflowId: ID });
    expect(ledger.forecast([known], 30)).toEqual([instant]);
  });

  test('counts a publish again that was granted and not sent in its time', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(publishOf(ID), 0);
    for (const other of ['x', 'y']) ledger.reserve(publishOf(other), 10);
    const known = post(10, { containers: 0, workflowId: ID });
    expect(ledger.forecast([known], RULES.sendWithinMs)).toEqual([0]);
    expect(ledger.forecast([known], RULES.sendWithinMs + 1)).toEqual([SPAN]);
  });

  test('needs no container for a post whose containers are made', () => {
    const ledger = new Ledger(RULES);
    ledger.reserve(several('others', 12, 0), 0);
    expect(ledger.forecast([post(100, { containers: 0 })], 30)).toEqual([100]);
  });

  test('of many is what it would be if they had come into the lines one after another', () => {
    const instant = fc.integer({ min: 1, max: 3_000 });
    const waiting = fc.array(
      fc.record({ from: fc.nat(400), dueAt: fc.nat(400), cost: fc.integer({ min: 1, max: 12 }) }),
      {
        maxLength: 6,
      },
    );
    const posts = fc.array(
      fc.record({ dueAt: instant, leadMs: fc.nat(500), containers: fc.integer({ min: 0, max: 13 }) }),
      { maxLength: 40 },
    );
    fc.assert(
      fc.property(waiting, posts, (asking, coming) => {
        const ledger = new Ledger({ ...RULES, patienceMs: 10_000 });
        for (const [index, { from, dueAt, cost }] of asking.entries()) {
          ledger.reserve(ask(`w${index}`, { from, dueAt }), 30);
          ledger.reserve({ ...several(`c${index}`, cost, 0), dueAt }, 30);
        }
        const toCome = coming.map(({ dueAt, leadMs, containers }) =>
          post(dueAt, { stageAt: Math.max(1, dueAt - leadMs), containers }),
        );
        const needs = toCome.map(({ dueAt, stageAt, containers }) => ({ dueAt, from: stageAt, cost: containers }));
        const madeAt = oneAfterAnother(ledger, 'container', needs);
        const publishes = toCome.map(({ dueAt }, index) => ({
          dueAt,
          from: Math.max(dueAt, madeAt[index] ?? 0),
          cost: 1,
        }));
        expect(ledger.forecast(toCome, 30)).toEqual(oneAfterAnother(ledger, 'publish', publishes));
      }),
      { numRuns: 500 },
    );
  });

  interface Need {
    readonly from: number;
    readonly dueAt: number;
    readonly cost: number;
  }

  /** Each finds its place in the line, and then its instant beside all that came before it. */
  function oneAfterAnother(ledger: Ledger, kind: QuotaKind, needs: readonly Need[]): number[] {
    const { grants, line } = ledger.state[kind];
    const places: Need[] = line.map(({ from, dueAt, holders }) => ({ from, dueAt, cost: holders.length }));
    for (const need of needs.filter(({ cost }) => cost > 0).toSorted((one, other) => one.dueAt - other.dueAt)) {
      const behind = places.findIndex(({ dueAt }) => dueAt > need.dueAt);
      places.splice(behind < 0 ? places.length : behind, 0, need);
    }
    let booked: readonly Spending[] = grants;
    const instants = places.map(({ from, cost }) => {
      const rule = { limit: RULES.limits[kind], spanMs: SPAN };
      const [at = Number.NaN] = earliestInstants(booked, [{ from: Math.max(from, 30), cost }], rule);
      if (at < Number.POSITIVE_INFINITY) booked = withSpending(booked, { at, cost });
      return at;
    });
    return needs.map((need) => instants[places.indexOf(need)] ?? need.from);
  }
});

test('the limits are those of Meta', () => {
  expect(INSTAGRAM_LIMITS).toEqual({ publish: 100, container: 400, inviteRead: 300, inviteAnswer: 50 });
});
