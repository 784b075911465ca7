import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import { INVITE_ACTIONS, type InviteAction, type InviteRules } from '../../contracts/invite-rules.ts';
import type { PendingInvite } from '../../contracts/invites.ts';
import { type InviteOutcome, NO_MEMORY } from '../../contracts/sweep.ts';
import { type DecidingBy, dayOf, decideInvites } from '../../workflows/decide-invites.ts';
import { HOUR_MS, invite, invites, media, memoryOf, NOW, TODAY, YESTERDAY } from './invite-samples.ts';

const all = (action: InviteAction): InviteRules => ({ rules: [], otherwise: action });
const decide = (pending: readonly PendingInvite[], more: Partial<DecidingBy> = {}) =>
  decideInvites(pending, { rules: all('accept'), memory: NO_MEMORY, now: NOW, isDryRun: false, ...more });
const idsOf = (decisions: readonly { readonly mediaId: string }[]) => decisions.map(({ mediaId }) => mediaId);

describe('the order', () => {
  test('is that of the list from its end, because Instagram lists the newest first', () => {
    const { decisions, toAnswer } = decide([invite(3), invite(2), invite(1)]);
    expect(idsOf(decisions)).toEqual([media(1), media(2), media(3)]);
    expect(toAnswer).toEqual(decisions);
  });

  test('has first what a sweep saw first, wherever it is listed', () => {
    const seen = { [media(3)]: NOW - HOUR_MS, [media(1)]: NOW - 3 * HOUR_MS, [media(5)]: NOW - 3 * HOUR_MS };
    const { decisions } = decide(
      [1, 2, 3, 4, 5].map((number) => invite(number)),
      { memory: memoryOf({ seen }) },
    );
    expect(idsOf(decisions)).toEqual([media(5), media(1), media(3), media(4), media(2)]);
  });

  test('has last what Instagram took no answer to, by its age too', () => {
    const seen = { [media(1)]: NOW - 3 * HOUR_MS, [media(2)]: NOW - 2 * HOUR_MS, [media(3)]: NOW - HOUR_MS };
    const failed = [media(2), media(1), media(9)];
    const { decisions, toAnswer } = decide(
      [1, 2, 3, 4].map((number) => invite(number)),
      { memory: memoryOf({ seen, failed }) },
    );
    expect(idsOf(decisions)).toEqual([media(3), media(4), media(1), media(2)]);
    expect(toAnswer).toEqual(decisions);
  });

  test('leaves the list that was read as it was', () => {
    const pending = Object.freeze([invite(2), invite(1)]);
    decide(pending);
    expect(idsOf(pending)).toEqual([media(2), media(1)]);
  });
});

test('an invite is known since the sweep that first saw it, and a new one since now', () => {
  const memory = memoryOf({ seen: { [media(1)]: NOW - HOUR_MS } });
  const { decisions } = decide([invite(2), invite(1)], { memory });
  expect(decisions.map(({ firstSeenAt }) => firstSeenAt)).toEqual([
    '2026-12-01T08:00:00.000Z',
    '2026-12-01T09:00:00.000Z',
  ]);
});

test('an invite is old enough by what the sweeps before remember', () => {
  const rules: InviteRules = { rules: [{ minAgeHours: 24, action: 'decline' }], otherwise: 'leave' };
  const memory = memoryOf({ seen: { [media(1)]: NOW - 24 * HOUR_MS, [media(2)]: NOW - 24 * HOUR_MS + 1 } });
  const { decisions } = decide([invite(3), invite(2), invite(1)], { rules, memory });
  expect(decisions.map(({ action }) => action)).toEqual(['decline', 'leave', 'leave']);
});

describe('what becomes of an invite', () => {
  test.each<[InviteAction, boolean, InviteOutcome, boolean]>([
    ['accept', false, 'deferred', true],
    ['decline', false, 'deferred', true],
    ['leave', false, 'left', false],
    ['ask', false, 'asked', false],
    ['accept', true, 'would-accept', false],
    ['decline', true, 'would-decline', false],
    ['leave', true, 'left', false],
    ['ask', true, 'asked', false],
  ])('that is to "%s" (dry run: %s) is "%s", and is to be answered: %s', (action, isDryRun, outcome, isAnswered) => {
    const { decisions, toAnswer } = decide([invite(1)], { rules: all(action), isDryRun });
    expect(decisions).toEqual([
      {
        mediaId: media(1),
        owner: 'katrina',
        caption: 'A picture',
        firstSeenAt: '2026-12-01T09:00:00.000Z',
        action,
        rule: null,
        outcome,
        reason: 'No rule fits.',
        answeredAt: null,
        error: null,
      },
    ]);
    expect(toAnswer).toEqual(isAnswered ? decisions : []);
  });
});

describe('a rule that may accept so many a day', () => {
  const capped: InviteRules = {
    rules: [
      { name: 'friends', owner: ['friend*'], action: 'accept', maxAcceptsPerDay: 2 },
      { name: 'shops', owner: ['shop*'], action: 'accept', maxAcceptsPerDay: 1 },
      { name: 'spam', owner: ['spam*'], action: 'decline' },
    ],
    otherwise: 'accept',
  };
  const friends = (count: number) => invites(count, { owner: 'friend' }).toReversed();

  test('accepts what has failed before only after the others', () => {
    const { toAnswer } = decide(friends(3), { rules: capped, memory: memoryOf({ failed: [media(1)] }) });
    expect(idsOf(toAnswer)).toEqual([media(2), media(3)]);
  });

  test('accepts the oldest, and puts the others off', () => {
    const { decisions, toAnswer } = decide(friends(4), { rules: capped });
    expect(idsOf(toAnswer)).toEqual([media(1), media(2)]);
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['deferred', 'deferred', 'deferred', 'deferred']);
    expect(decisions.map(({ reason }) => reason)).toEqual([
      'The owner fits "friend*".',
      'The owner fits "friend*".',
      'The rule accepts 2 a day, and on 2026-12-01 (UTC) others come before it.',
      'The rule accepts 2 a day, and on 2026-12-01 (UTC) others come before it.',
    ]);
  });

  test.each<[string, string, Record<string, number>, number]>([
    ['of today', TODAY, { friends: 1 }, 1],
    ['of today that is all of it', TODAY, { friends: 2 }, 0],
    ['of today under a higher limit', TODAY, { friends: 9 }, 0],
    ['of today by another rule', TODAY, { shops: 1 }, 2],
    ['of yesterday', YESTERDAY, { friends: 2 }, 2],
    ['of no day', '', {}, 2],
  ])('counts what it has accepted %s', (_case, day, byRule, count) => {
    const { toAnswer } = decide(friends(4), { rules: capped, memory: memoryOf({ accepted: { day, byRule } }) });
    expect(toAnswer).toHaveLength(count);
  });

  test('begins anew with the calendar day in UTC', () => {
    const memory = memoryOf({ accepted: { day: TODAY, byRule: { friends: 2 } } });
    const midnight = Date.parse('2026-12-02T00:00:00.000Z');
    expect(decide(friends(1), { rules: capped, memory, now: midnight - 1 }).toAnswer).toEqual([]);
    expect(decide(friends(1), { rules: capped, memory, now: midnight }).toAnswer).toHaveLength(1);
  });

  test('counts for itself, and neither for other rules nor for declines', () => {
    const owners = ['friend', 'shop', 'friend', 'shop', 'spam', 'friend', 'spam', 'other', 'other'];
    const pending = owners.map((owner, index) => invite(index + 1, { owner })).toReversed();
    const { decisions, toAnswer } = decide(pending, { rules: capped });
    expect(idsOf(toAnswer)).toEqual([1, 2, 3, 5, 7, 8, 9].map(media));
    expect(idsOf(decisions)).toEqual(owners.map((_owner, index) => media(index + 1)));
  });

  test('counts in a dry run too, so that people see what would be put off', () => {
    const { decisions, toAnswer } = decide(friends(3), { rules: capped, isDryRun: true });
    expect(decisions.map(({ outcome }) => outcome)).toEqual(['would-accept', 'would-accept', 'deferred']);
    expect(toAnswer).toEqual([]);
  });
});

describe('the caption in a decision', () => {
  const captionOf = (caption: string): string => decide([invite(1, { caption })]).decisions[0]?.caption ?? '?';

  test.each([
    ['', ''],
    ['  A \n\n picture\t ', 'A picture'],
    ['one\u0000two\u001b[31mthree\u2028four\u0085five', 'one two [31mthree four five'],
    ['\u202efdp.exe\u2066 a\u200f', 'fdp.exe a'],
    ['x'.repeat(80), 'x'.repeat(80)],
    ['x'.repeat(81), `${'x'.repeat(79)}…`],
    ['🎁'.repeat(80), '🎁'.repeat(80)],
    ['🎁'.repeat(500), `${'🎁'.repeat(79)}…`],
  ])('of %j is %j', (caption, excerpt) => {
    expect(captionOf(caption)).toBe(excerpt);
  });

  test('is on one line, short and whole characters, whatever somebody wrote', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary', maxLength: 400 }), (caption) => {
        const excerpt = captionOf(caption);
        expect([...excerpt].length).toBeLessThanOrEqual(80);
        expect(excerpt).not.toMatch(/[\r\n\t\p{Cc}\u2028\u2029\u200e\u200f\u202a-\u202e\u2066-\u2069]/u);
        expect(excerpt.isWellFormed()).toBe(true);
      }),
    );
  });

  test('is short for people, and whole for the rules', () => {
    const rules: InviteRules = { rules: [{ captionWords: ['giveaway'], action: 'decline' }], otherwise: 'leave' };
    const { decisions } = decide([invite(1, { caption: `${'long '.repeat(200)}giveaway` })], { rules });
    expect(decisions[0]).toMatchObject({ action: 'decline' });
  });
});

test('what is to be answered follows the decisions, and no rule accepts more than it may', () => {
  const owner = fc.constantFrom('a', 'b', 'c', 'd');
  const rule = fc.record(
    {
      owner: fc.uniqueArray(owner, { minLength: 1, maxLength: 2 }),
      action: fc.constantFrom(...INVITE_ACTIONS),
      maxAcceptsPerDay: fc.integer({ min: 1, max: 3 }),
    },
    { requiredKeys: ['action'] },
  );
  const pending = fc
    .array(owner, { maxLength: 20 })
    .map((owners) => owners.map((each, index) => invite(index, { owner: each })));
  const memory = fc.record({
    seen: fc.dictionary(
      fc.nat(20).map((number) => media(number)),
      fc.integer({ min: 1, max: NOW }),
    ),
    failed: fc.array(fc.nat(20).map((number) => media(number))),
    accepted: fc.record({
      day: fc.constantFrom(TODAY, YESTERDAY),
      byRule: fc.dictionary(fc.constantFrom('rule 1', 'rule 2', 'rule 3'), fc.nat(4)),
    }),
  });
  fc.assert(
    fc.property(
      pending,
      fc.array(rule, { maxLength: 4 }),
      memory,
      fc.boolean(),
      (list, rules, remembered, isDryRun) => {
        const by = { rules: { rules, otherwise: 'accept' }, memory: remembered, now: NOW, isDryRun } as const;
        const { decisions, toAnswer } = decideInvites(list, by);
        expect(idsOf(decisions).toSorted()).toEqual(idsOf(list).toSorted());
        expect(decisions.filter((decision) => toAnswer.includes(decision))).toEqual(toAnswer);
        const [first, last] = [false, true].map((hasFailed) =>
          decisions.filter(({ mediaId }) => remembered.failed.includes(mediaId) === hasFailed),
        );
        expect([...(first ?? []), ...(last ?? [])]).toEqual(decisions);
        for (const group of [first ?? [], last ?? []]) {
          const seen = group.map(({ firstSeenAt }) => Date.parse(firstSeenAt));
          expect(seen).toEqual(seen.toSorted((one, other) => one - other));
        }
        if (isDryRun) expect(toAnswer).toEqual([]);
        for (const [index, { maxAcceptsPerDay }] of rules.entries()) {
          const name = `rule ${index + 1}`;
          const before = remembered.accepted.day === TODAY ? (remembered.accepted.byRule[name] ?? 0) : 0;
          const accepts = toAnswer.filter(({ rule: by, action }) => by === name && action === 'accept').length;
          const most =
            maxAcceptsPerDay === undefined ? Number.POSITIVE_INFINITY : Math.max(0, maxAcceptsPerDay - before);
          expect(accepts).toBeLessThanOrEqual(most);
        }
      },
    ),
    { numRuns: 1_000 },
  );
});

test.each([
  ['2026-12-01T00:00:00.000Z', '2026-12-01'],
  ['2026-12-01T23:59:59.999Z', '2026-12-01'],
  ['2026-12-31T23:30:00.000-01:00', '2027-01-01'],
])('the day of %s is %s', (instant, day) => {
  expect(dayOf(Date.parse(instant))).toBe(day);
});

test('a dry run says that no more than Instagram takes in a day would be answered, the oldest first', () => {
  const sixty = invites(60);
  const { decisions } = decide(sixty, { rules: all('decline'), isDryRun: true });
  const outcomes = decisions.map(({ outcome }) => outcome);
  expect(outcomes).toEqual([...Array(50).fill('would-decline'), ...Array(10).fill('deferred')]);
  expect(decisions.at(-1)?.reason).toContain('50 answers a day');
  expect(decide(sixty).toAnswer).toHaveLength(60);
});
