import { afterAll, beforeAll, describe, expect, jest, test } from '@jest/globals';
import { ApplicationFailure } from '@temporalio/common';
import { createPublishGrantActivities } from '../../activities/publish-grant.ts';
import type { Reservations } from '../../activities/reservations.ts';
import type { ReserveArgs, ReserveResult } from '../../contracts/account.ts';
import type { AccountId } from '../../contracts/ids.ts';
import type { GrantOrder } from '../../contracts/publish-grant.ts';
import { ASKS_LATER, WAITS_FOR_QUOTA } from '../../contracts/staging-failures.ts';
import { accountId } from '../contracts/samples.ts';
import type { TestAccount } from '../simulator/test-bed.ts';
import { ActivityBed, attempt, failureOf, resultOf } from './activity-bed.ts';

let bed: ActivityBed;
let account: TestAccount & { readonly id: AccountId };
beforeAll(async () => {
  bed = await ActivityBed.start();
});
afterAll(() => bed.stop());

const orderFor = (id: AccountId, more: Partial<GrantOrder> = {}): GrantOrder => ({
  accountId: id,
  holder: 'p/publish',
  ticket: 't',
  from: Date.now(),
  dueAt: Date.now(),
  askAt: 0,
  isRefused: false,
  ...more,
});

const NO_ANSWER = { kind: 'unreachable', sent: 'maybe', code: 'ETIMEDOUT', message: 'no answer' } as const;
const GRANTED: ReserveResult = { outcome: 'granted', at: 1, sendBefore: 2 };

/** A ledger that notes what it is told. */
function ledger(answer: (told: ReserveArgs['told']) => ReserveResult | Error = () => GRANTED) {
  const told: ReserveArgs['told'][] = [];
  const reservations: Reservations = {
    reserve: async (_id, args) => {
      told.push(args.told);
      const answered = answer(args.told);
      if (answered instanceof Error) throw answered;
      return answered;
    },
    release: async () => undefined,
  };
  const readPublishingLimit = jest.fn(bed.graph.readPublishingLimit);
  const graph = { ...bed.graph, readPublishingLimit };
  return { told, readPublishingLimit, activities: createPublishGrantActivities({ ...bed, graph, reservations }) };
}

describe('asking for a publish', () => {
  beforeAll(async () => {
    account = await bed.addAccount();
  });

  test('tells the ledger what Instagram counts, and then not again for a while', async () => {
    const { told, activities } = ledger();
    for (let count = 0; count < 3; count += 1)
      expect(resultOf(await attempt(activities.reservePublish, orderFor(account.id)))).toEqual(GRANTED);
    expect(told).toEqual([{ usage: 0, limit: 100 }, null, null]);
  });

  test('reads it again after a refusal for the limit', async () => {
    const { told, activities } = ledger();
    await attempt(activities.reservePublish, orderFor(account.id));
    await bed.instagram.control('/media', { igUserId: account.igUserId, through: 'api' });
    await attempt(activities.reservePublish, orderFor(account.id, { isRefused: true }));
    expect(told).toEqual([
      { usage: 0, limit: 100 },
      { usage: 1, limit: 100 },
    ]);
  });

  test('tells all who ask at the same time what one of them has read', async () => {
    const rushed = await bed.addAccount();
    const { told, readPublishingLimit, activities } = ledger();
    const asked = Array.from({ length: 5 }, () => attempt(activities.reservePublish, orderFor(rushed.id)));
    for (const ended of await Promise.all(asked)) expect(resultOf(ended)).toEqual(GRANTED);
    expect(told).toEqual(asked.map(() => ({ usage: 0, limit: 100 })));
    expect(readPublishingLimit).toHaveBeenCalledTimes(1);
  });

  test('tells it again when the ledger did not answer', async () => {
    const unheard = await bed.addAccount();
    const silence = ApplicationFailure.create({ type: WAITS_FOR_QUOTA, message: 'no answer' });
    const answers: (ReserveResult | Error)[] = [silence, GRANTED];
    const { told, readPublishingLimit, activities } = ledger(() => answers.shift() ?? GRANTED);
    failureOf(await attempt(activities.reservePublish, orderFor(unheard.id)));
    for (const _ of [1, 2]) await attempt(activities.reservePublish, orderFor(unheard.id));
    expect(told).toEqual([{ usage: 0, limit: 100 }, { usage: 0, limit: 100 }, null]);
    expect(readPublishingLimit).toHaveBeenCalledTimes(1);
  });

  test('says no more than that the window is full after a refusal whose reason cannot be read', async () => {
    const { told, activities } = ledger();
    await attempt(activities.reservePublish, orderFor(accountId('nobody'), { isRefused: true }));
    expect(told).toEqual(['full']);
  });

  test('reads it again for a ledger that has begun anew', async () => {
    const { told, activities } = ledger((usage) => (usage === null ? { outcome: 'usage-needed' } : GRANTED));
    await attempt(activities.reservePublish, orderFor(account.id));
    expect(resultOf(await attempt(activities.reservePublish, orderFor(account.id)))).toEqual(GRANTED);
    expect(told.map((usage) => usage !== null)).toEqual([true, false, true]);
  });

  test('goes on without it when it cannot be read, because a refusal harms nothing', async () => {
    const { told, activities } = ledger((usage) => (usage === null ? { outcome: 'usage-needed' } : GRANTED));
    const nobody = orderFor(accountId('nobody'));
    expect(resultOf(await attempt(activities.reservePublish, nobody))).toEqual(GRANTED);
    expect(told).toEqual([null, 'unknown']);
  });

  test('does not read in vain once more what it could not read a moment ago', async () => {
    const lost = await bed.addAccount();
    const { told, readPublishingLimit, activities } = ledger((usage) =>
      usage === null ? { outcome: 'usage-needed' } : GRANTED,
    );
    readPublishingLimit.mockResolvedValue(NO_ANSWER);
    for (const _ of [1, 2, 3])
      expect(resultOf(await attempt(activities.reservePublish, orderFor(lost.id)))).toEqual(GRANTED);
    expect(told).toEqual([null, 'unknown', null, 'unknown', null, 'unknown']);
    expect(readPublishingLimit).toHaveBeenCalledTimes(1);
  });

  test('waits for its time without a call', async () => {
    const { told, activities } = ledger();
    const failure = failureOf(
      await attempt(activities.reservePublish, orderFor(account.id, { askAt: Date.now() + 60_000 })),
    );
    expect(failure).toMatchObject({ type: ASKS_LATER, category: 'BENIGN', nonRetryable: false });
    expect(Number(failure.nextRetryDelay)).toBeGreaterThan(55_000);
    expect(failure.message).toContain('asks its account for a publish at');
    expect(told).toEqual([]);
  });

  describe('of a post that is in the line', () => {
    const plannedAt = Date.now() + 7_200_000;
    const inLine = { plannedAt, position: 1 };
    const order = () => orderFor(account.id, { askAt: plannedAt - 130_000, inLine });
    const answering = (answer: ReserveResult) => ledger(() => answer);

    test('is not repeated right after the answer', async () => {
      const { told, activities } = answering(GRANTED);
      const failure = failureOf(await attempt(activities.reservePublish, order()));
      expect(failure).toMatchObject({ type: ASKS_LATER, category: 'BENIGN' });
      expect(failure.message).toContain(`this one may go out at ${new Date(plannedAt).toISOString()}`);
      expect(Number(failure.nextRetryDelay)).toBe(120_000);
      expect(told).toEqual([]);
    });

    test('is no wait for others when it keeps its due time', async () => {
      const { activities } = answering(GRANTED);
      const putOff = orderFor(account.id, { dueAt: plannedAt, askAt: plannedAt - 130_000, inLine });
      const failure = failureOf(await attempt(activities.reservePublish, putOff));
      expect(failure.message).toContain('asks its account for a publish at');
    });

    test('looks now and then whether others have left it, at no cost to the history of the post', async () => {
      const { told, activities } = answering({ outcome: 'deferred', plannedAt, askAgainAt: plannedAt, position: 0 });
      const failure = failureOf(await attempt(activities.reservePublish, order(), { attempt: 2 }));
      expect(failure).toMatchObject({ type: ASKS_LATER, category: 'BENIGN' });
      expect(failure.message).toContain(`this one may go out at ${new Date(plannedAt).toISOString()}`);
      expect(Number(failure.nextRetryDelay)).toBe(60_000);
      expect(told).toHaveLength(1);
    });

    test.each<[string, ReserveResult]>([
      ['granted earlier', GRANTED],
      ['planned for another instant', { outcome: 'deferred', plannedAt: 5, askAgainAt: 4, position: 0 }],
    ])('tells the post that it is %s', async (_, answer) => {
      const { activities } = answering(answer);
      expect(resultOf(await attempt(activities.reservePublish, order(), { attempt: 2 }))).toEqual(answer);
    });

    test('asks at its time, whatever the answer was before', async () => {
      const answer: ReserveResult = { outcome: 'deferred', plannedAt, askAgainAt: plannedAt, position: 1 };
      const { activities } = answering(answer);
      expect(resultOf(await attempt(activities.reservePublish, orderFor(account.id, { inLine })))).toEqual(answer);
    });
  });
});
