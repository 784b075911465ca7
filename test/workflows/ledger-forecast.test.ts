import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import type { PostToCome } from '../../contracts/account.ts';
import type { QuotaKind, ReserveRequest } from '../../contracts/ledger.ts';
import { publishHolder } from '../../contracts/publish-grant.ts';
import { containerHolder } from '../../contracts/staging.ts';
import { Ledger } from '../../workflows/ledger.ts';
import { earliestInstants, type Spending, withSpending } from '../../workflows/rolling-window.ts';
import { ask, RULES, SPAN, several, spent } from './ledger-samples.ts';

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
