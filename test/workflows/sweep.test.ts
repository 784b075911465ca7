import { describe, expect, test } from '@jest/globals';
import type { InviteRules } from '../../contracts/invite-rules.ts';
import type { PendingInvite } from '../../contracts/invites.ts';
import {
  INVITE_OUTCOMES,
  type InviteDecision,
  NO_MEMORY,
  type SweepInput,
  type SweepMemory,
} from '../../contracts/sweep.ts';
import { settle, settleDoubt } from '../../workflows/settle-invite.ts';
import { Sweep } from '../../workflows/sweep.ts';
import { ERROR } from '../contracts/samples.ts';
import { HOUR_MS, invite, invites, media, memoryOf, NOW, SWEEP_INPUT, TODAY, YESTERDAY } from './invite-samples.ts';

const MINUTE = 60_000;
const RULES: InviteRules = {
  rules: [
    { name: 'friends', owner: ['friend'], action: 'accept', maxAcceptsPerDay: 3 },
    { name: 'spam', owner: ['spam'], action: 'decline' },
    { owner: ['agency'], action: 'ask' },
  ],
  otherwise: 'leave',
};

function sweepOf(
  pending: readonly PendingInvite[],
  {
    isWhole = true,
    memory = NO_MEMORY,
    ...input
  }: Partial<Omit<SweepInput, 'memory'>> & { isWhole?: boolean; memory?: SweepMemory } = {},
): Sweep {
  const sweep = new Sweep({ ...SWEEP_INPUT, rules: RULES, ...input }, memory, NOW);
  sweep.decide({ invites: pending, isWhole });
  return sweep;
}

const friends = (count: number) => invites(count, { owner: 'friend' }).toReversed();
const take = (sweep: Sweep, decision: InviteDecision) =>
  sweep.settle(settle(decision, { outcome: 'taken', answeredAt: NOW + MINUTE }));
const refuse = (sweep: Sweep, decision: InviteDecision, mayHaveBeenTaken = false) =>
  sweep.settle(settle(decision, { outcome: 'not-taken', mayHaveBeenTaken, error: ERROR }));
/** Instagram takes no answer to it, because somebody has accepted it before. */
function find(sweep: Sweep, decision: InviteDecision): void {
  const { decision: doubted, doubt } = settle(decision, {
    outcome: 'not-taken',
    mayHaveBeenTaken: false,
    error: ERROR,
  });
  if (doubt === null) throw new Error('There is no doubt.');
  sweep.revise(settleDoubt(doubted, doubt, { isPending: false, isCollaborator: true }));
}

function toAnswer(sweep: Sweep, index: number): InviteDecision {
  const decision = sweep.toAnswer[index];
  if (decision === undefined) throw new Error('There is too little to answer.');
  return decision;
}
const first = (sweep: Sweep): InviteDecision => toAnswer(sweep, 0);
const SPENT = { reason: 'quota', freeAt: null } as const;

const noCounts = Object.fromEntries(INVITE_OUTCOMES.map((outcome) => [outcome, 0]));
const outcomesIn = (sweep: Sweep) => sweep.report(NOW).decisions.map(({ outcome }) => outcome);

describe('the report', () => {
  test('of a sweep that found nothing is complete', () => {
    expect(sweepOf([]).report(NOW + MINUTE)).toEqual({
      accountId: 'brand',
      isDryRun: false,
      startedAt: '2026-12-01T09:00:00.000Z',
      endedAt: '2026-12-01T09:01:00.000Z',
      seen: 0,
      isWhole: true,
      counts: noCounts,
      decisions: [],
      nextAnswerAt: null,
      error: null,
      isCanceled: false,
      memory: { seen: {}, failed: [], accepted: { day: TODAY, byRule: {} } },
    });
  });

  test('before the list was read claims no whole list', () => {
    expect(new Sweep(SWEEP_INPUT, NO_MEMORY, NOW).report(NOW)).toMatchObject({ seen: 0, isWhole: false });
  });

  test('counts each decision once, however often it was revised', () => {
    const owners = ['friend', 'friend', 'spam', 'agency', 'other', 'other'];
    const sweep = sweepOf(owners.map((owner, index) => invite(index, { owner })));
    for (const decision of sweep.toAnswer) {
      sweep.revise({ ...decision, outcome: 'failed' });
      take(sweep, decision);
    }
    const { seen, counts } = sweep.report(NOW);
    expect(seen).toBe(6);
    expect(counts).toEqual({ ...noCounts, accepted: 2, declined: 1, asked: 1, left: 2 });
  });

  test('has the oldest first, also after revisions', () => {
    const sweep = sweepOf(friends(3));
    for (const decision of sweep.toAnswer.toReversed()) take(sweep, decision);
    expect(sweep.report(NOW).decisions.map(({ mediaId }) => mediaId)).toEqual([media(1), media(2), media(3)]);
  });

  test('is plain JSON, so that a schedule hands it on', () => {
    const sweep = sweepOf(friends(5), { memory: memoryOf({ accepted: { day: TODAY, byRule: { spam: 1 } } }) });
    take(sweep, first(sweep));
    const report = sweep.report(NOW);
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
  });

  test('of one sweep does not change that of another', () => {
    const one = sweepOf(friends(1));
    take(one, first(one));
    one.report(NOW);
    expect(sweepOf([]).report(NOW).counts).toEqual(noCounts);
  });
});

test('each call of a sweep that is counted knows when the sweep began', () => {
  expect(sweepOf(friends(1)).counted).toEqual({ accountId: 'brand', begunAt: NOW });
});

test('a dry run answers nothing, and says what it would', () => {
  const sweep = sweepOf([invite(2, { owner: 'spam' }), invite(1, { owner: 'friend' })], { isDryRun: true });
  expect(sweep.toAnswer).toEqual([]);
  expect(outcomesIn(sweep)).toEqual(['would-accept', 'would-decline']);
  expect(sweep.report(NOW)).toMatchObject({ isDryRun: true, counts: { 'would-accept': 1, 'would-decline': 1 } });
});

describe('the next sweep is told since when an invite is pending', () => {
  const seen = { [media(1)]: NOW - 5 * HOUR_MS, [media(9)]: NOW - 9 * HOUR_MS };
  const memory = memoryOf({ seen });

  test('for what was known before, and for what is new', () => {
    const sweep = sweepOf([invite(2), invite(1)], { memory });
    expect(sweep.report(NOW).memory.seen).toEqual({ [media(1)]: NOW - 5 * HOUR_MS, [media(2)]: NOW });
  });

  test('and forgets what a whole list no longer has', () => {
    expect(sweepOf([invite(1)], { memory }).report(NOW).memory.seen).toEqual({ [media(1)]: NOW - 5 * HOUR_MS });
    expect(sweepOf([], { memory }).report(NOW).memory.seen).toEqual({});
  });

  test('and keeps what may be in the hole of a list', () => {
    const sweep = sweepOf([invite(2), invite(1)], { memory, isWhole: false });
    expect(sweep.report(NOW).memory.seen).toEqual({ ...seen, [media(2)]: NOW });
  });

  test('unless the invite was answered, or is gone', () => {
    const owners = ['friend', 'friend', 'spam', 'spam', 'agency', 'other'];
    const sweep = sweepOf(owners.map((owner, index) => invite(index, { owner })).toReversed());
    take(sweep, toAnswer(sweep, 0));
    sweep.revise({ ...toAnswer(sweep, 1), outcome: 'gone' });
    take(sweep, toAnswer(sweep, 2));
    refuse(sweep, toAnswer(sweep, 3));
    expect(Object.keys(sweep.report(NOW).memory.seen)).toEqual([media(3), media(4), media(5)]);
  });

  test('unless it was answered, or is gone, also where the list had a hole', () => {
    const known = memoryOf({ seen: { ...seen, [media(2)]: NOW - HOUR_MS, [media(3)]: NOW - HOUR_MS } });
    const sweep = sweepOf(friends(3), { memory: known, isWhole: false });
    take(sweep, first(sweep));
    sweep.revise({ ...toAnswer(sweep, 1), outcome: 'gone' });
    expect(Object.keys(sweep.report(NOW).memory.seen)).toEqual([media(3), media(9)]);
  });

  test('also when it was put off', () => {
    const sweep = sweepOf(friends(5));
    sweep.stop(SPENT);
    expect(Object.keys(sweep.report(NOW).memory.seen)).toHaveLength(5);
  });

  test('also in a dry run', () => {
    const sweep = sweepOf([invite(2, { owner: 'spam' }), invite(1, { owner: 'friend' })], { isDryRun: true });
    expect(Object.keys(sweep.report(NOW).memory.seen)).toEqual([media(1), media(2)]);
  });
});

describe('the next sweep is told which invites Instagram took no answer to', () => {
  test('and those come last in it', () => {
    const sweep = sweepOf(friends(3));
    refuse(sweep, toAnswer(sweep, 0));
    take(sweep, toAnswer(sweep, 1));
    const { memory } = sweep.report(NOW);
    expect(memory.failed).toEqual([media(1)]);
    const next = sweepOf([invite(4, { owner: 'friend' }), invite(1, { owner: 'friend' })], { memory });
    expect(next.toAnswer.map(({ mediaId }) => mediaId)).toEqual([media(4), media(1)]);
  });

  test.each<[string, Partial<InviteDecision>]>([
    ['was answered', { outcome: 'accepted' }],
    ['is gone', { outcome: 'gone' }],
  ])('and no longer of one that %s', (_case, changes) => {
    const sweep = sweepOf(friends(1), { memory: memoryOf({ failed: [media(1)] }) });
    refuse(sweep, first(sweep));
    sweep.revise({ ...first(sweep), ...changes });
    expect(sweep.report(NOW).memory.failed).toEqual([]);
  });

  test('and no longer of one that a whole list does not have', () => {
    expect(sweepOf([], { memory: memoryOf({ failed: [media(1)] }) }).report(NOW).memory.failed).toEqual([]);
  });
});

describe('the next sweep is told what each rule has accepted today', () => {
  const memoryAfter = (pending: readonly PendingInvite[], memory: SweepMemory, answered: number) => {
    const sweep = sweepOf(pending, { memory });
    for (const decision of sweep.toAnswer.slice(0, answered)) take(sweep, decision);
    return sweep.report(NOW).memory.accepted;
  };

  test('on top of the sweeps before', () => {
    const memory = memoryOf({ accepted: { day: TODAY, byRule: { friends: 1, other: 7 } } });
    expect(memoryAfter(friends(5), memory, 9)).toEqual({ day: TODAY, byRule: { friends: 3, other: 7 } });
  });

  test('and nothing of yesterday', () => {
    const memory = memoryOf({ accepted: { day: YESTERDAY, byRule: { friends: 3, other: 7 } } });
    expect(memoryAfter(friends(5), memory, 2)).toEqual({ day: TODAY, byRule: { friends: 2 } });
    expect(memoryAfter([], memory, 0)).toEqual({ day: TODAY, byRule: {} });
  });

  test('without what was decided and not answered', () => {
    expect(memoryAfter(friends(5), NO_MEMORY, 1)).toEqual({ day: TODAY, byRule: { friends: 1 } });
  });

  test('without declines, and without what no rule decided', () => {
    const pending = [invite(2, { owner: 'spam' }), invite(1, { owner: 'other' })];
    const sweep = sweepOf(pending, { rules: { ...RULES, otherwise: 'accept' } });
    for (const decision of sweep.toAnswer) take(sweep, decision);
    expect(sweep.report(NOW).memory.accepted).toEqual({ day: TODAY, byRule: {} });
  });

  test('with what had been accepted already, at whatever time', () => {
    const sweep = sweepOf(friends(2));
    find(sweep, toAnswer(sweep, 0));
    take(sweep, toAnswer(sweep, 1));
    expect(outcomesIn(sweep)).toEqual(['accepted', 'accepted']);
    expect(sweep.report(NOW).decisions.map(({ answeredAt }) => answeredAt === null)).toEqual([true, false]);
    expect(sweep.report(NOW).memory.accepted.byRule).toEqual({ friends: 2 });
  });

  test('once for each report, however often there is one', () => {
    const sweep = sweepOf(friends(1));
    take(sweep, first(sweep));
    sweep.report(NOW);
    expect(sweep.report(NOW).memory.accepted.byRule).toEqual({ friends: 1 });
  });

  test('so that sweeps of one day accept together what one may', () => {
    let memory = NO_MEMORY;
    let accepted = 0;
    for (const from of [0, 10, 20, 30]) {
      const pending = [from + 1, from + 2].map((number) => invite(number, { owner: 'friend' }));
      const sweep = sweepOf(pending, { memory });
      for (const decision of sweep.toAnswer) take(sweep, decision);
      const report = sweep.report(NOW);
      accepted += report.counts.accepted;
      memory = report.memory;
    }
    expect(accepted).toBe(3);
    expect(memory.accepted).toEqual({ day: TODAY, byRule: { friends: 3 } });
  });

  test('under names that every object has, too', () => {
    const rules: InviteRules = { rules: [{ name: '__proto__', action: 'accept' }], otherwise: 'leave' };
    const sweep = sweepOf([invite(1)], { rules });
    take(sweep, first(sweep));
    expect(Object.entries(sweep.report(NOW).memory.accepted.byRule)).toEqual([['__proto__', 1]]);
  });
});

describe('a sweep for which Instagram takes no more answers', () => {
  const PUT_OFF = 'Instagram takes no more answers of the account today: it comes first in the next sweep.';

  test('defers what it has not answered, and says until when', () => {
    const sweep = sweepOf([invite(4), ...friends(3)]);
    take(sweep, first(sweep));
    sweep.stop({ reason: 'quota', freeAt: NOW + HOUR_MS });
    const { decisions, nextAnswerAt, counts } = sweep.report(NOW);
    expect(nextAnswerAt).toBe('2026-12-01T10:00:00.000Z');
    expect(counts).toEqual({ ...noCounts, accepted: 1, deferred: 2, left: 1 });
    expect(decisions.map(({ reason }) => reason)).toEqual([
      'The owner fits "friend".',
      PUT_OFF,
      PUT_OFF,
      'No rule fits.',
    ]);
  });

  test('does not say until when where nobody knows', () => {
    const sweep = sweepOf(friends(1));
    sweep.stop(SPENT);
    expect(sweep.report(NOW)).toMatchObject({ nextAnswerAt: null, error: null, counts: { deferred: 1 } });
  });

  test('leaves what failed, and what its rule may not accept any more, with their own reasons', () => {
    const sweep = sweepOf(friends(4));
    refuse(sweep, first(sweep));
    sweep.stop(SPENT);
    expect(sweep.report(NOW).decisions.map(({ reason }) => reason)).toEqual([
      'Instagram did not take the answer.',
      PUT_OFF,
      PUT_OFF,
      'The rule accepts 3 a day, and on 2026-12-01 (UTC) others come before it.',
    ]);
  });
});

test('a sweep that an error ends says so, also of each invite that it did not come to', () => {
  const sweep = sweepOf(friends(3));
  take(sweep, first(sweep));
  sweep.stop({ reason: 'error', error: ERROR });
  const { decisions, error, counts } = sweep.report(NOW);
  expect(error).toEqual(ERROR);
  expect(counts).toEqual({ ...noCounts, accepted: 1, deferred: 2 });
  expect(decisions.slice(1).map(({ reason }) => reason)).toEqual([
    'The sweep was ended by an error.',
    'The sweep was ended by an error.',
  ]);
});

test('a sweep that runs out of time does not say that Instagram takes no more answers', () => {
  const sweep = sweepOf(friends(2));
  take(sweep, first(sweep));
  sweep.runOutOfTime();
  const { decisions, error, isCanceled, nextAnswerAt, counts } = sweep.report(NOW);
  expect({ error, isCanceled, nextAnswerAt }).toEqual({ error: null, isCanceled: false, nextAnswerAt: null });
  expect(counts).toEqual({ ...noCounts, accepted: 1, deferred: 1 });
  expect(decisions[1]?.reason).toBe('The sweep had no more time for it: it comes first in the next one.');
});

test('a sweep that somebody cancels says so, also of each invite that it did not come to', () => {
  const sweep = sweepOf([invite(4), ...friends(3)]);
  take(sweep, first(sweep));
  sweep.cancel();
  const { decisions, error, counts, isCanceled } = sweep.report(NOW);
  expect([isCanceled, error]).toEqual([true, null]);
  expect(counts).toEqual({ ...noCounts, accepted: 1, deferred: 2, left: 1 });
  expect(decisions.map(({ reason }) => reason)).toEqual([
    'The owner fits "friend".',
    'The sweep was canceled.',
    'The sweep was canceled.',
    'No rule fits.',
  ]);
});

describe('to be looked up afterwards', () => {
  const idsIn = (sweep: Sweep) => ({
    accepted: sweep.unverified.accepted.map(({ mediaId }) => mediaId),
    doubts: sweep.unverified.doubts.map(({ doubt }) => doubt),
  });

  test('is each acceptance that this sweep made, and no other', () => {
    const sweep = sweepOf([invite(4, { owner: 'spam' }), ...friends(3)]);
    take(sweep, toAnswer(sweep, 0));
    find(sweep, toAnswer(sweep, 1));
    take(sweep, toAnswer(sweep, 3));
    expect(idsIn(sweep)).toEqual({ accepted: [media(1)], doubts: [] });
  });

  test('is what Instagram took no answer to, as it was decided last', () => {
    const sweep = sweepOf(friends(3));
    take(sweep, toAnswer(sweep, 0));
    refuse(sweep, toAnswer(sweep, 1), false);
    refuse(sweep, toAnswer(sweep, 2), true);
    expect(sweep.unverified.doubts).toEqual([
      {
        decision: expect.objectContaining({ mediaId: media(2), outcome: 'failed', error: ERROR }),
        doubt: { mediaId: media(2), mayHaveBeenTaken: false },
      },
      {
        decision: expect.objectContaining({ mediaId: media(3), outcome: 'failed', error: ERROR }),
        doubt: { mediaId: media(3), mayHaveBeenTaken: true },
      },
    ]);
  });

  test('is what may have been taken before the sweep was ended, which is put off', () => {
    const sweep = sweepOf(friends(2));
    sweep.doubt({ mediaId: media(1), mayHaveBeenTaken: true });
    sweep.stop(SPENT);
    expect(idsIn(sweep).doubts).toEqual([{ mediaId: media(1), mayHaveBeenTaken: true }]);
    expect(sweep.unverified.doubts[0]?.decision).toMatchObject({ outcome: 'deferred', reason: expect.any(String) });
    expect(outcomesIn(sweep)).toEqual(['deferred', 'deferred']);
  });

  test('is not what failed although nothing can have been taken', () => {
    const sweep = sweepOf(friends(1));
    sweep.settle(settle(first(sweep), { outcome: 'failed', mayHaveBeenTaken: false, error: ERROR }));
    expect(idsIn(sweep)).toEqual({ accepted: [], doubts: [] });
    expect(outcomesIn(sweep)).toEqual(['failed']);
  });

  test('is no doubt of an invite that the list does not have', () => {
    const sweep = sweepOf(friends(1));
    sweep.doubt({ mediaId: media(7), mayHaveBeenTaken: true });
    expect(idsIn(sweep)).toEqual({ accepted: [], doubts: [] });
  });

  test('is nothing where nothing was answered', () => {
    const sweep = sweepOf([invite(1)]);
    expect(idsIn(sweep)).toEqual({ accepted: [], doubts: [] });
    expect(sweep.toAnswer).toEqual([]);
  });
});
