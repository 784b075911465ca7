import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { createPublishGrantActivities } from '../../activities/publish-grant.ts';
import type { Reservations } from '../../activities/reservations.ts';
import type { ReserveArgs, ReserveResult } from '../../contracts/account.ts';
import type { AccountId } from '../../contracts/ids.ts';
import type { GrantOrder } from '../../contracts/publish-grant.ts';
import { WAITS_FOR_QUOTA } from '../../contracts/staging-failures.ts';
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

const GRANTED: ReserveResult = { outcome: 'granted', at: 1, sendBefore: 2 };

/** A ledger that notes what it is told. */
function ledger(answer: (told: ReserveArgs['told']) => ReserveResult = () => GRANTED) {
  const told: ReserveArgs['told'][] = [];
  const reservations: Reservations = {
    reserve: async (_id, args) => {
      told.push(args.told);
      return answer(args.told);
    },
    release: async () => undefined,
  };
  return { told, activities: createPublishGrantActivities({ ...bed, graph: bed.graph, reservations }) };
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

  test('waits for its time without a call', async () => {
    const { told, activities } = ledger();
    const failure = failureOf(
      await attempt(activities.reservePublish, orderFor(account.id, { askAt: Date.now() + 60_000 })),
    );
    expect(failure).toMatchObject({ type: WAITS_FOR_QUOTA, category: 'BENIGN', nonRetryable: false });
    expect(Number(failure.nextRetryDelay)).toBeGreaterThan(55_000);
    expect(failure.message).toContain('asks its account for a publish at');
    expect(told).toEqual([]);
  });

  test('without any publish allowed comes back later', async () => {
    const { activities } = ledger(() => ({ outcome: 'impossible', limit: 0 }));
    expect(resultOf(await attempt(activities.reservePublish, orderFor(account.id)))).toMatchObject({
      outcome: 'deferred',
    });
  });
});
