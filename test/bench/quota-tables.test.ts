import { describe, expect, test } from '@jest/globals';
import { accountsTables, fairnessTable, ledgerTable, slotsTable } from '../../bench/quota-tables.ts';

const rate = (perSecond: number, eventsEach: number) => ({ perSecond, ofEachRound: [perSecond], eventsEach });
const LEDGER = {
  ...{ grants: 400, rounds: 1, processes: 2, aimShare: 0.8, share: 0.9 },
  ours: rate(270, 3.1),
  nothing: rate(300, 2.9),
};

const waits = (p99: number) => ({ count: 30, p50: 2, p99, max: p99 });
const SLOTS = {
  ...{ posts: 40, publishes: 10, windowSeconds: 20, aheadMs: 1, spanMs: 22_000, aimP99Ms: 250 },
  ...{ armSeconds: { earliest: 2, latest: 1 }, waits: waits(8), first: waits(900) },
};

describe('an aim stands beside its figure', () => {
  test.each([
    [{}, /share +0\.9 +at least 0\.8: met/],
    [{ share: 0.8 }, /share +0\.8 +at least 0\.8: met/],
    [{ share: 0.79 }, /share +0\.79 +at least 0\.8: missed/],
  ])('of the ledger: %j', (more, line) => {
    expect(ledgerTable({ ...LEDGER, ...more })).toMatch(line);
  });

  test.each([
    [8, /to its use +30 +2 +8 +8 +under 250: met/],
    [250, /to its use +30 +2 +250 +250 +under 250: missed/],
  ])('of slots: %d', (p99, line) => {
    expect(slotsTable({ ...SLOTS, waits: waits(p99) })).toMatch(line);
  });
});

test('grants and the events that each costs stand beside updates that do nothing', () => {
  const text = ledgerTable(LEDGER);
  expect(text).toMatch(/grants\/s +270 \(270\)/);
  expect(text).toMatch(/updates\/s that do nothing +300 \(300\)/);
  expect(text).toMatch(/each grant +3\.1/);
  expect(text).toMatch(/each update +2\.9/);
});

const replayed = (medianMs: number) => ({ events: 900, medianMs, ofEachReplay: [medianMs, medianMs + 1] });
const ACCOUNTS = {
  ...{ grants: 250, carried: 400, replays: 2, counts: [1_000] },
  replay: { full: replayed(600), fresh: replayed(90), nothing: replayed(400) },
  costs: {
    before: { ours: 310, nothing: 370 },
    ofEachCount: [
      { accounts: 1_000, ours: { resident: 420, processorMs: 8 }, nothing: { resident: 450, processorMs: 7 } },
    ],
  },
};

test('what accounts cost stands beside what entities that do nothing cost', () => {
  const text = accountsTables(ACCOUNTS);
  expect(text).toMatch(/250 grants, .* 400 containers .* +900 +600 \(600 to 601\)/);
  expect(text).toMatch(/250 updates that do nothing +900 +400 /);
  expect(text).toMatch(/none yet +310 +370/);
  expect(text).toMatch(/1000 more +420 +8 +450 +7/);
});

test('what accounts cost is said to be missing where it could not be measured', () => {
  expect(accountsTables({ ...ACCOUNTS, costs: null })).toContain('not measured: there is no /proc');
});

test('the lateness beside a crowd stands below that without it, with the lines that the crowd stood in', () => {
  const figures = (p50: number) => ({ p50, p99: 4, max: 4, p99OfEachRound: [4], published: 50, queued: 50 });
  const text = fairnessTable({
    ...{ posts: 50, crowd: 1_000, aheadMs: 1, crowdAheadMs: 1, crowdLeadSeconds: 1 },
    armSeconds: { earliest: 2, latest: 1 },
    ...{ alone: figures(1), asking: figures(3), waiting: figures(2) },
    crowdThen: {
      asking: { forPublish: 120, forContainer: 600 },
      waiting: { forPublish: 400, forContainer: 600 },
    },
  });
  expect(text).toMatch(/alone +1 +4 +4 +50 of 50\n.* ask +3 .*\n.* wait +2 /);
  expect(text).toContain('120 / 600; 400 / 600');
});
