import { afterAll, beforeAll, expect } from '@jest/globals';
import { invite, seenInvites, statusesOf } from '../support/invited.ts';
import { type LiveAccount, LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

let stack: LiveStack;
beforeAll(async () => {
  stack = await LiveStack.start();
  await stack.startWorker();
}, 60_000);
afterAll(() => stack.stop());
const test = together(60_000);

/** An account that is swept, as `carillon accounts add` makes it. */
async function sweptAccount(): Promise<LiveAccount> {
  const account = await stack.addAccount();
  await stack.carillon.invites.enable(account.accountId);
  return account;
}

test('a sweep without rules answers nothing, and tells of each invite', async () => {
  const account = await sweptAccount();
  await invite(stack, account, { ownerUsername: 'katrina', count: 3 });
  const report = await stack.carillon.invites.sweep(account.accountId);
  expect(report).toMatchObject({ seen: 3, isWhole: true, isDryRun: false, error: null });
  expect(report.counts).toMatchObject({ left: 3, accepted: 0, declined: 0 });
  expect((await seenInvites(stack, account)).map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
});

test('a sweep accepts, declines, leaves and asks as the first rule that fits says', async () => {
  const account = await sweptAccount();
  const { accountId } = account;
  const [friend = ''] = await invite(stack, account, { ownerUsername: 'friend_anna' });
  const [spam = ''] = await invite(stack, account, { ownerUsername: 'shop1', caption: 'A GIVEAWAY for all!' });
  const [both = ''] = await invite(stack, account, { ownerUsername: 'friend_ben', caption: '#giveaway' });
  const [unsure = ''] = await invite(stack, account, { ownerUsername: 'agency', caption: 'Party' });
  const [other = ''] = await invite(stack, account, { ownerUsername: 'someone' });
  await stack.carillon.invites.setRules(accountId, {
    rules: [
      { name: 'spam', captionWords: ['giveaway'], action: 'decline' },
      { name: 'friends', owner: 'friend_*', action: 'accept' },
      { owner: ['agency'], action: 'ask' },
    ],
  });
  const report = await stack.carillon.invites.sweep(accountId);
  const told = Object.fromEntries(report.decisions.map(({ mediaId, outcome, rule }) => [mediaId, [outcome, rule]]));
  expect(told).toEqual({
    [friend]: ['accepted', 'friends'],
    [spam]: ['declined', 'spam'],
    [both]: ['declined', 'spam'],
    [unsure]: ['asked', 'rule 3'],
    [other]: ['left', null],
  });
  expect(statusesOf(await seenInvites(stack, account))).toEqual({
    [friend]: 'accepted',
    [spam]: 'declined',
    [both]: 'declined',
    [unsure]: 'pending',
    [other]: 'pending',
  });
});
