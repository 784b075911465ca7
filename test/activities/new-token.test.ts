import { expect, test } from '@jest/globals';
import type { Account } from '../../accounts/account.ts';
import { createNewTokenActivities } from '../../activities/new-token.ts';
import { accountId } from '../contracts/samples.ts';
import { IG_USER_ID } from '../graph/graph-stand-in.ts';
import { attempt, failureOf, resultOf } from './activity-bed.ts';

const BRAND = accountId('brand');

function awaitNewToken(credentialsRevision: number | undefined) {
  const account: Account | undefined =
    credentialsRevision === undefined
      ? undefined
      : { accountId: BRAND, igUserId: IG_USER_ID, login: 'facebook', onUnconfirmed: 'wait', credentialsRevision };
  return createNewTokenActivities({ accounts: { get: () => account, tokenOf: () => '' } }).awaitNewToken;
}

test.each<[string, number | null, number]>([
  ['the account has been added again', 3, 4],
  ['the account has been removed and added', 3, 1],
  ['the account, which was not there, has been added', null, 1],
])('the waiting is over when %s', async (_case, revision, now) => {
  expect(resultOf(await attempt(awaitNewToken(now), { accountId: BRAND, revision }))).toBeUndefined();
});

test.each<[string, number | null, number | undefined, string]>([
  ['the token is the same', 3, 3, 'still has the token'],
  ['the account is not there', null, undefined, 'There is no account "brand"'],
  ['the account was removed', 3, undefined, 'There is no account "brand"'],
])('it goes on while %s, without looking like a failure', async (_case, revision, now, words) => {
  const failure = failureOf(await attempt(awaitNewToken(now), { accountId: BRAND, revision }));
  expect(failure).toMatchObject({ type: 'SameToken', category: 'BENIGN', nonRetryable: false });
  expect(failure.message).toContain(words);
});

test('it looks every five seconds for a minute, then twice a minute', async () => {
  const waitAt = async (attemptNumber: number) =>
    failureOf(await attempt(awaitNewToken(3), { accountId: BRAND, revision: 3 }, { attempt: attemptNumber }))
      .nextRetryDelay;
  expect([await waitAt(1), await waitAt(12), await waitAt(13), await waitAt(500)]).toEqual([
    5_000, 5_000, 30_000, 30_000,
  ]);
});
