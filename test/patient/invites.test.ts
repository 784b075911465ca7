import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { InviteDecision, SweepReport } from '../../client/index.ts';
import { inviteScheduleId } from '../../contracts/ids.ts';
import { accountId as accountIdOf } from '../contracts/samples.ts';
import { haveSwept, invite, seenInvites, statusesOf } from '../support/invited.ts';
import { type LiveAccount, LiveStack } from '../support/live-stack.ts';
import { seenWindows } from '../support/seen-windows.ts';
import { together } from '../support/together.ts';

let stack: LiveStack;
beforeAll(async () => {
  stack = await LiveStack.start();
  await stack.startWorker();
}, 60_000);
afterAll(() => stack.stop());
const test = together(90_000);

const ACCEPT_ALL = { rules: [], otherwise: 'accept' } as const;
const DECLINE_ALL = { rules: [], otherwise: 'decline' } as const;

/** An account that is swept, as `carillon accounts add` makes it. */
async function sweptAccount(more: Parameters<LiveStack['addAccount']>[0] = {}): Promise<LiveAccount> {
  const account = await stack.addAccount(more);
  await haveSwept(stack, account.accountId);
  return account;
}

const outcomesOf = ({ decisions }: SweepReport): Record<string, InviteDecision['outcome']> =>
  Object.fromEntries(decisions.map(({ mediaId, outcome }) => [mediaId, outcome]));
const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

describe('a sweep', () => {
  test('answers nothing where nobody has written rules, and tells of each invite', async () => {
    const account = await sweptAccount();
    await invite(stack, account, { ownerUsername: 'katrina', count: 3 });
    const report = await stack.carillon.invites.sweep(account.accountId);
    expect(report).toMatchObject({ seen: 3, isWhole: true, isDryRun: false, error: null, nextAnswerAt: null });
    expect(report.counts).toMatchObject({ left: 3, accepted: 0, declined: 0 });
    expect((await seenInvites(stack, account)).map(({ status }) => status)).toEqual(['pending', 'pending', 'pending']);
  });

  test('accepts, declines, leaves and asks as the first rule that fits says', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    const [friend = ''] = await invite(stack, account, { ownerUsername: 'friend_anna' });
    const [spam = ''] = await invite(stack, account, { ownerUsername: 'shop1', caption: 'A GIVEAWAY for all!' });
    const [both = ''] = await invite(stack, account, { ownerUsername: 'friend_ben', caption: '#giveaway' });
    const [unsure = ''] = await invite(stack, account, { ownerUsername: 'agency', caption: 'Party' });
    const [other = ''] = await invite(stack, account, { ownerUsername: 'someone' });
    await stack.carillon.invites.setRules(accountId, {
      rules: [
        { name: 'spam', captionWords: 'giveaway', action: 'decline' },
        { name: 'friends', owner: ['friend_*', 'katrina'], action: 'accept' },
        { owner: 'agency', action: 'ask' },
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

  test('lets a rule wait until an invite has been pending for long enough, counted from the sweep that saw it first', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    const [old = ''] = await invite(stack, account, { ownerUsername: 'katrina' });
    await stack.carillon.invites.setRules(accountId, { rules: [{ minAgeHours: 1 / 3_600, action: 'decline' }] });
    expect(outcomesOf(await stack.carillon.invites.sweep(accountId))).toEqual({ [old]: 'left' });
    await pause(1_100);
    const [young = ''] = await invite(stack, account, { ownerUsername: 'katrina' });
    expect(outcomesOf(await stack.carillon.invites.list(accountId))).toEqual({
      [old]: 'would-decline',
      [young]: 'left',
    });
    expect(outcomesOf(await stack.carillon.invites.sweep(accountId))).toEqual({ [old]: 'declined', [young]: 'left' });
  });

  test('accepts the oldest first, and no more in a day than a rule allows', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    const [first = '', second = '', third = ''] = await invite(stack, account, {
      ownerUsername: 'a{number}',
      count: 3,
    });
    await stack.carillon.invites.setRules(accountId, { rules: [{ action: 'accept', maxAcceptsPerDay: 2 }] });
    const report = await stack.carillon.invites.sweep(accountId);
    const isNextDay = () => report.startedAt.slice(0, 10) !== new Date().toISOString().slice(0, 10);
    expect(outcomesOf(report)).toEqual({ [first]: 'accepted', [second]: 'accepted', [third]: 'deferred' });
    const again = await stack.carillon.invites.sweep(accountId);
    // A sweep on the next day in UTC may accept it.
    if (!isNextDay()) expect(outcomesOf(again)).toEqual({ [third]: 'deferred' });
  });

  test('reads a list of many pages to its end', async () => {
    const account = await sweptAccount();
    const mediaIds = await invite(stack, account, { ownerUsername: 'owner{number}', count: 120 });
    const report = await stack.carillon.invites.sweep(account.accountId);
    expect(report).toMatchObject({ seen: 120, isWhole: true });
    expect(report.decisions.map(({ mediaId }) => mediaId)).toEqual(mediaIds);
  });

  test('can be found in the Temporal UI by what it did', async () => {
    const account = await sweptAccount();
    await invite(stack, account, { ownerUsername: 'katrina' });
    await stack.carillon.invites.setRules(account.accountId, DECLINE_ALL);
    await stack.carillon.invites.sweep(account.accountId);
    const query = `WorkflowType = 'sweepInvites' AND IgAccount = '${account.accountId}' AND IgInvites = 'declined'`;
    const giveUpAt = Date.now() + 10_000;
    const found: string[] = [];
    while (found.length === 0 && Date.now() < giveUpAt) {
      for await (const { workflowId } of stack.temporal.workflow.list({ query })) found.push(workflowId);
    }
    expect(found).toEqual([expect.stringContaining(`sweep.${account.accountId}`)]);
  });

  test('that is asked for twice at once is made once', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    await invite(stack, account, { ownerUsername: 'katrina', count: 5 });
    await stack.carillon.invites.setRules(accountId, ACCEPT_ALL);
    const [one, other] = await Promise.all([1, 2].map(() => stack.carillon.invites.sweep(accountId)));
    expect(other).toEqual(one);
    expect(one?.counts.accepted).toBe(5);
    expect((await seenWindows(stack, account)).inviteAnswer.worst).toBe(5);
  });
});

describe('a dry run', () => {
  test('says what would be answered, and answers nothing', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    await invite(stack, account, { ownerUsername: 'katrina', count: 2 });
    await stack.carillon.invites.setRules(accountId, ACCEPT_ALL);
    const report = await stack.carillon.invites.sweep(accountId, { dryRun: true });
    expect(report).toMatchObject({ isDryRun: true, counts: { 'would-accept': 2, accepted: 0 } });
    expect((await seenInvites(stack, account)).map(({ status }) => status)).toEqual(['pending', 'pending']);
    expect(await stack.carillon.invites.history(accountId)).toEqual([]);
  });

  test('of other rules leaves those of the account as they are', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    await invite(stack, account, { ownerUsername: 'katrina' });
    const report = await stack.carillon.invites.testRules(accountId, DECLINE_ALL);
    expect(report.counts).toMatchObject({ 'would-decline': 1 });
    expect(await stack.carillon.invites.rules(accountId)).toEqual({ rules: [], otherwise: 'leave' });
  });
});

describe('an answer that a person orders', () => {
  test('is given, and may be ordered again', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    const [good = '', bad = ''] = await invite(stack, account, { ownerUsername: 'katrina', count: 2 });
    for (const _ of [1, 2]) {
      const accepted = await stack.carillon.invites.answer({ accountId, mediaId: good }, 'accept');
      expect(accepted).toMatchObject({ action: 'accept', outcome: 'accepted', error: null });
    }
    for (const _ of [1, 2]) {
      const declined = await stack.carillon.invites.answer({ accountId, mediaId: bad }, 'decline');
      expect(declined).toMatchObject({ action: 'decline', outcome: 'declined', error: null });
    }
    // The repeats cost no answer.
    expect((await seenWindows(stack, account)).inviteAnswer.worst).toBe(2);
    expect(statusesOf(await seenInvites(stack, account))).toEqual({ [good]: 'accepted', [bad]: 'declined' });
    const history = await stack.carillon.invites.history(accountId);
    expect(history.map(({ kind, answer }) => [kind, answer?.outcome])).toEqual(
      expect.arrayContaining([
        ['answer', 'accepted'],
        ['answer', 'declined'],
      ]),
    );
  });

  test('cannot take an acceptance back, and says so', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    const [mediaId = ''] = await invite(stack, account, { ownerUsername: 'katrina' });
    await stack.carillon.invites.answer({ accountId, mediaId }, 'accept');
    const answer = await stack.carillon.invites.answer({ accountId, mediaId }, 'decline');
    expect(answer).toMatchObject({ action: 'decline', outcome: 'gone' });
    expect(answer.reason).toContain('cannot take that back');
    expect(statusesOf(await seenInvites(stack, account))).toEqual({ [mediaId]: 'accepted' });
  });

  test('to an invite that is not there is told to be gone', async () => {
    const { accountId } = await sweptAccount();
    const answer = await stack.carillon.invites.answer({ accountId, mediaId: '17900000000000001' }, 'accept');
    expect(answer).toMatchObject({ outcome: 'gone', error: null });
  });

  test('ends what a sweep had asked for', async () => {
    const account = await sweptAccount();
    const { accountId } = account;
    const [mediaId = ''] = await invite(stack, account, { ownerUsername: 'agency' });
    await stack.carillon.invites.setRules(accountId, { rules: [{ owner: 'agency', action: 'ask' }] });
    expect(outcomesOf(await stack.carillon.invites.sweep(accountId))).toEqual({ [mediaId]: 'asked' });
    await stack.carillon.invites.answer({ accountId, mediaId }, 'accept');
    expect(outcomesOf(await stack.carillon.invites.sweep(accountId))).toEqual({});
  });
});

describe('the schedule of an account', () => {
  test('sweeps daily at a minute that follows from the name, and is made once', async () => {
    const { accountId } = await stack.addAccount();
    expect(await stack.carillon.invites.enable(accountId)).toBe(true);
    await stack.carillon.invites.setRules(accountId, DECLINE_ALL);
    expect(await stack.carillon.invites.enable(accountId)).toBe(false);
    const settings = await stack.carillon.invites.settings(accountId);
    expect(settings).toMatchObject({ isPaused: false, rules: DECLINE_ALL, time: { timeZone: 'UTC' } });
    expect(settings.nextSweepAt?.slice(11, 16)).toBe(settings.time?.at);
    const described = await stack.temporal.schedule.getHandle(inviteScheduleId(accountIdOf(accountId))).describe();
    expect(described.policies).toMatchObject({ overlap: 'SKIP', catchupWindow: 7_200_000, pauseOnFailure: false });
  });

  test('is moved to a local time, paused and resumed, and keeps its rules', async () => {
    const { accountId } = await sweptAccount();
    const { invites } = stack.carillon;
    await invites.setRules(accountId, DECLINE_ALL);
    const berlin = { at: '09:30', timeZone: 'Europe/Berlin' };
    expect(await invites.setTime(accountId, berlin)).toMatchObject({ time: berlin, rules: DECLINE_ALL });
    expect(await invites.setTime(accountId, { at: '10:00' })).toMatchObject({ time: { ...berlin, at: '10:00' } });
    await invites.setTime(accountId, berlin);
    await invites.pause(accountId, 'on holiday');
    expect(await invites.settings(accountId)).toMatchObject({ isPaused: true, note: 'on holiday', nextSweepAt: null });
    await invites.resume(accountId);
    expect(await invites.settings(accountId)).toMatchObject({ isPaused: false, time: berlin, rules: DECLINE_ALL });
  });

  test('sweeps by itself when it is time', async () => {
    const account = await sweptAccount();
    const [mediaId = ''] = await invite(stack, account, { ownerUsername: 'katrina' });
    const { invites } = stack.carillon;
    await invites.setRules(account.accountId, DECLINE_ALL);
    const handle = stack.temporal.schedule.getHandle(inviteScheduleId(accountIdOf(account.accountId)));
    await handle.update(({ spec: _, ...rest }) => ({ ...rest, spec: { intervals: [{ every: '2 seconds' }] } }));
    const giveUpAt = Date.now() + 30_000;
    const isDeclined = async () => (await seenInvites(stack, account)).every(({ status }) => status === 'declined');
    while (!(await isDeclined()) && Date.now() < giveUpAt) await pause(200);
    await handle.pause();
    expect(statusesOf(await seenInvites(stack, account))).toEqual({ [mediaId]: 'declined' });
    expect((await invites.settings(account.accountId)).time).toBeNull();
  });

  test('is gone with its account, and everybody is told so', async () => {
    const { accountId } = await sweptAccount();
    expect(await stack.carillon.invites.disable(accountId)).toBe(true);
    expect(await stack.carillon.invites.disable(accountId)).toBe(false);
    await expect(stack.carillon.invites.sweep(accountId)).rejects.toMatchObject({ code: 'not-swept' });
    await expect(stack.carillon.invites.setRules(accountId, ACCEPT_ALL)).rejects.toMatchObject({ code: 'not-swept' });
    await expect(stack.carillon.invites.pause(accountId)).rejects.toMatchObject({ code: 'not-swept' });
  });
});

describe('an account without invites', () => {
  test('because of its login is told so at once', async () => {
    const { accountId } = await sweptAccount({ login: 'instagram' });
    await expect(stack.carillon.invites.sweep(accountId)).rejects.toMatchObject({
      code: 'instagram-refused',
      details: { error: { code: 'collaboration-needs-facebook-login' } },
    });
  });

  test('because no worker knows it is told so', async () => {
    const name = accountIdOf('nobody-knows-me');
    await stack.carillon.invites.enable(name);
    await expect(stack.carillon.invites.list(name)).rejects.toMatchObject({
      details: { error: { code: 'account-unknown' } },
    });
    await stack.carillon.invites.disable(name);
  });
});
