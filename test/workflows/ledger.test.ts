import { describe, expect, test } from '@jest/globals';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { Ledger } from '../../workflows/ledger.ts';
import { ask, granted, RULES, SPAN, several, spent } from './ledger-samples.ts';

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

test('the limits are those of Meta', () => {
  expect(INSTAGRAM_LIMITS).toEqual({ publish: 100, container: 400, inviteRead: 300, inviteAnswer: 50 });
});
