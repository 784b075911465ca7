import { expect, test } from '@jest/globals';
import { quotaForPeople } from '../../cli/quota-for-people.ts';
import { type AccountQuota, INSTAGRAM_LIMITS, type Quota, type QuotaKind } from '../../client/index.ts';
import { ACCOUNT_ID, POST_ID } from './samples.ts';

const NOW = Date.parse('2026-12-01T08:00:00.000Z');
const AT = '2026-12-01T08:00:01.000Z';

const idle = (kind: QuotaKind): Quota => ({
  ...{ used: 0, foreign: 0, reserved: 0, waiting: 0, plan: [] },
  limit: INSTAGRAM_LIMITS[kind],
  nextFreeAt: '2026-12-01T08:00:00.000Z',
});
const IDLE: AccountQuota = {
  accountId: ACCOUNT_ID,
  publish: idle('publish'),
  container: idle('container'),
  inviteRead: idle('inviteRead'),
  inviteAnswer: idle('inviteAnswer'),
};

/** Without the padding of columns. */
const linesOf = (quota: AccountQuota): string[] =>
  quotaForPeople(quota, NOW)
    .split('\n')
    .map((line) => line.replaceAll(/ {2,}/g, '  ').trim());

test('people read the four windows of an account', () => {
  expect(linesOf(IDLE)).toEqual([
    'in the rolling window  used  by others  reserved  waiting  limit  next free',
    'posts published  0  0  0  0  100  now',
    'containers made  0  0  0  0  400  now',
    'reads of invites  0  0  0  0  300  now',
    'answers to invites  0  0  0  0  50  now',
  ]);
});

test('and what comes next in them, whatever it is for', () => {
  const publish: Quota = {
    ...{ used: 98, foreign: 1, reserved: 1, waiting: 1, limit: 100, nextFreeAt: AT },
    plan: [
      { at: AT, postId: POST_ID, isGranted: true },
      { at: null, postId: null, isGranted: false },
    ],
  };
  const container: Quota = {
    ...idle('container'),
    plan: [{ at: '2026-12-01T08:00:00.500Z', postId: null, isGranted: false }],
  };
  expect(linesOf({ ...IDLE, publish, container })).toEqual([
    'in the rolling window  used  by others  reserved  waiting  limit  next free',
    `posts published  98  1  1  1  100  ${AT}`,
    'containers made  0  0  0  0  400  now',
    'reads of invites  0  0  0  0  300  now',
    'answers to invites  0  0  0  0  50  now',
    '',
    'planned  for  post',
    '2026-12-01T08:00:00.500Z  containers made  waits',
    `${AT}  posts published  ${POST_ID}  reserved`,
    'never  posts published  waits',
  ]);
});

test('a plan that is long is cut, and says how much', () => {
  const plan = Array.from({ length: 23 }, () => ({ at: AT, postId: null, isGranted: true }));
  expect(linesOf({ ...IDLE, container: { ...idle('container'), plan } }).slice(-2)).toEqual([
    `${AT}  containers made  reserved`,
    '… and 3 more',
  ]);
});
