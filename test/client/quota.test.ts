import { expect, test } from '@jest/globals';
import { accountQuota } from '../../client/quota.ts';
import type { QuotaView } from '../../contracts/ledger.ts';
import { accountId } from '../contracts/samples.ts';

const NINE = Date.parse('2026-12-01T09:00:00Z');
const IDLE: QuotaView = { used: 1, foreign: 2, reserved: 3, waiting: 4, limit: 50, nextFreeAt: NINE, plan: [] };

const quotaOf = (publish: Partial<QuotaView>) =>
  accountQuota(accountId('brand'), {
    publish: { ...IDLE, ...publish },
    container: IDLE,
    inviteRead: IDLE,
    inviteAnswer: IDLE,
  });

test('the quota of an account has the numbers of each limit, and its instants in UTC', () => {
  const idle = { ...IDLE, nextFreeAt: '2026-12-01T09:00:00.000Z' };
  expect(quotaOf({})).toEqual({
    accountId: 'brand',
    publish: idle,
    container: idle,
    inviteRead: idle,
    inviteAnswer: idle,
  });
});

test('its plan is in the order of the instants, and names the posts that are published then', () => {
  const plan = [
    { holder: 'post.brand.b/publish', at: NINE + 2, isGranted: true },
    { holder: 'post.brand.c/container/0', at: NINE + 1, isGranted: true },
    { holder: '', at: NINE + 1, isGranted: true },
    { holder: 'post.brand.a/publish', at: NINE, isGranted: false },
  ];
  expect(quotaOf({ plan }).publish.plan).toEqual([
    { at: '2026-12-01T09:00:00.000Z', postId: 'a', isGranted: false },
    { at: '2026-12-01T09:00:00.001Z', postId: null, isGranted: true },
    { at: '2026-12-01T09:00:00.001Z', postId: null, isGranted: true },
    { at: '2026-12-01T09:00:00.002Z', postId: 'b', isGranted: true },
  ]);
});

test('what never comes because the limit is too low for it arrives as null, and stays it, at the end', () => {
  const never = JSON.parse('{"at":null}');
  const plan = [
    { holder: 'post.brand.a/publish', at: never.at, isGranted: false },
    { holder: 'post.brand.b/publish', at: NINE, isGranted: true },
  ];
  expect(quotaOf({ plan }).publish).toMatchObject({
    plan: [{ postId: 'b' }, { at: null, postId: 'a' }],
  });
});
