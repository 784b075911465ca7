import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { InviteDecision } from '../../client/index.ts';
import { SWEEP_INVITES } from '../../contracts/sweep.ts';
import { haveSwept, invite, type SeenInvite, seenInvites } from '../support/invited.ts';
import { type LiveAccount, LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

// What can happen to an invite between the list and the end of the answer, and to the answer on its way.

const GONE_ANSWERS = ['refused', 'unsuccessful'] as const;

const stacks = new Map<string, LiveStack>();
let mortal: LiveStack;
let lagging: LiveStack;
beforeAll(async () => {
  for (const goneInvite of GONE_ANSWERS) {
    const stack = await LiveStack.start({ simulator: { goneInvite } });
    stacks.set(goneInvite, stack);
    await stack.startWorker();
  }
  mortal = await LiveStack.start();
  lagging = await LiveStack.start({ simulator: { collaborativeMediaLagMs: 5_000 } });
}, 90_000);
afterAll(async () => {
  await Promise.all([...stacks.values(), mortal, lagging].map((stack) => stack.stop()));
});
/** Each has a schedule of its own: of forty that are made while workers start, the server describes the last after its deadline. */
const AT_ONCE = 12;
const test = together(120_000, AT_ONCE);

function stackOf(goneInvite: string): LiveStack {
  const stack = stacks.get(goneInvite);
  if (stack === undefined) throw new Error(`There is no stack of ${goneInvite}.`);
  return stack;
}

interface Ended {
  readonly decision: InviteDecision | undefined;
  readonly seen: SeenInvite | undefined;
}

/** One invite of an account of its own, swept with a fault in the way. */
async function sweepWith(
  stack: LiveStack,
  otherwise: 'accept' | 'decline',
  fault: (account: LiveAccount, mediaId: string) => Promise<unknown>,
): Promise<Ended> {
  const account = await stack.addAccount();
  await haveSwept(stack, account.accountId);
  await stack.carillon.invites.setRules(account.accountId, { rules: [], otherwise });
  const [mediaId = ''] = await invite(stack, account, { ownerUsername: 'katrina' });
  await fault(account, mediaId);
  const { decisions } = await stack.carillon.invites.sweep(account.accountId);
  const [seen] = await seenInvites(stack, account);
  return { decision: decisions[0], seen };
}

const faultOf = (stack: LiveStack, fault: object) => (account: LiveAccount) =>
  stack.control('POST', 'faults', { igUserId: account.igUserId, ...fault });
const NORMAL = { kind: 'normal' };

for (const goneInvite of GONE_ANSWERS)
  describe(`where Instagram answers to a gone invite as if ${goneInvite}, one`, () => {
    for (const otherwise of ['accept', 'decline'] as const) {
      test(`that its owner withdraws before the sweep is not seen (${otherwise})`, async () => {
        const stack = stackOf(goneInvite);
        const withdraw = ({ igUserId }: LiveAccount, mediaId: string) =>
          stack.control('POST', 'invites/withdraw', { mediaId, igUserId });
        const { decision, seen } = await sweepWith(stack, otherwise, withdraw);
        expect(decision).toBeUndefined();
        expect(seen?.status).toBe('withdrawn');
      });

      test(`that its owner withdraws between the list and the answer is gone, and nothing else is said (${otherwise})`, async () => {
        const stack = stackOf(goneInvite);
        const fault = faultOf(stack, { on: 'listInvites', withdraw: 'after', answer: NORMAL });
        const { decision, seen } = await sweepWith(stack, otherwise, fault);
        expect(decision).toMatchObject({ outcome: 'gone', answeredAt: null, error: null });
        expect(seen).toMatchObject({ status: 'withdrawn', effectiveAnswers: 0 });
      });

      test(`that its owner withdraws while the answer is on its way is gone (${otherwise})`, async () => {
        const stack = stackOf(goneInvite);
        const fault = faultOf(stack, { on: 'answerInvite', commit: true, withdraw: 'before', answer: NORMAL });
        const { decision, seen } = await sweepWith(stack, otherwise, fault);
        expect(decision).toMatchObject({ outcome: 'gone', error: null });
        expect(seen).toMatchObject({ status: 'withdrawn', effectiveAnswers: 0 });
      });

      test(`whose answer is lost is answered once, and told as it is (${otherwise})`, async () => {
        const stack = stackOf(goneInvite);
        const fault = faultOf(stack, { on: 'answerInvite', commit: true, answer: { kind: 'reset' } });
        const { decision, seen } = await sweepWith(stack, otherwise, fault);
        const outcome = otherwise === 'accept' ? 'accepted' : 'declined';
        expect(decision).toMatchObject({ outcome, error: null });
        expect(seen).toMatchObject({ status: outcome, effectiveAnswers: 1 });
      });

      test(`whose first answer is refused, and that its owner withdraws then, is gone and was not declined (${otherwise})`, async () => {
        const stack = stackOf(goneInvite);
        const unavailable = { kind: 'error', httpStatus: 400, code: 2, message: 'Service temporarily unavailable' };
        const fault = async (account: LiveAccount) => {
          await faultOf(stack, { on: 'answerInvite', answer: unavailable })(account);
          await faultOf(stack, { on: 'answerInvite', commit: true, withdraw: 'before', answer: NORMAL })(account);
        };
        const { decision, seen } = await sweepWith(stack, otherwise, fault);
        expect(decision).toMatchObject({ outcome: 'gone' });
        expect(seen).toMatchObject({ status: 'withdrawn', effectiveAnswers: 0 });
      });

      test(`is answered although Instagram fails at first (${otherwise})`, async () => {
        const stack = stackOf(goneInvite);
        const fails = { kind: 'error', httpStatus: 500, code: 2, message: 'Please retry your request later.' };
        const faults = async (account: LiveAccount) => {
          await faultOf(stack, { on: 'listInvites', answer: { kind: 'html', httpStatus: 502 } })(account);
          await faultOf(stack, { on: 'answerInvite', answer: fails })(account);
        };
        const { decision, seen } = await sweepWith(stack, otherwise, faults);
        const outcome = otherwise === 'accept' ? 'accepted' : 'declined';
        expect(decision).toMatchObject({ outcome });
        expect(seen).toMatchObject({ status: outcome, effectiveAnswers: 1 });
      });
    }

    test('whose owner removes the account after the acceptance took effect is accepted, and not shown, and the report says so', async () => {
      const stack = stackOf(goneInvite);
      const fault = faultOf(stack, { on: 'answerInvite', commit: true, withdraw: 'after', answer: NORMAL });
      const { decision, seen } = await sweepWith(stack, 'accept', fault);
      expect(decision).toMatchObject({ outcome: 'accepted' });
      expect(decision?.reason).toContain('does not list the media');
      expect(seen).toMatchObject({ status: 'removed', effectiveAnswers: 1 });
    });
  });

test('an acceptance whose answer is lost, and that Instagram shows late, is accepted', async () => {
  await lagging.startWorker();
  const fault = faultOf(lagging, { on: 'answerInvite', commit: true, answer: { kind: 'reset' } });
  const { decision, seen } = await sweepWith(lagging, 'accept', fault);
  expect(decision).toMatchObject({ outcome: 'accepted', error: null });
  expect(seen).toMatchObject({ status: 'accepted', effectiveAnswers: 1 });
});

/** What the server lists as soon as there is something: its lists lag behind. */
async function untilListed<Item>(list: () => Promise<Item[]>): Promise<Item[]> {
  const giveUpAt = Date.now() + 20_000;
  for (;;) {
    const items = await list();
    if (items.length > 0 || Date.now() > giveUpAt) return items;
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}

test('a sweep that is canceled tells what it did, and the next one remembers it', async () => {
  const stack = stackOf('refused');
  const account = await stack.addAccount();
  const { accountId } = account;
  await haveSwept(stack, accountId);
  await stack.carillon.invites.setRules(accountId, { rules: [{ action: 'accept', maxAcceptsPerDay: 3 }] });
  await invite(stack, account, { ownerUsername: 'katrina', count: 5, caption: 'no. {number}' });
  await faultOf(stack, { on: 'answerInvite', commit: true, containing: 'no. 2', delayMs: 6_000, answer: NORMAL })(
    account,
  );
  const sweeping = stack.carillon.invites.sweep(accountId);
  const giveUpAt = Date.now() + 20_000;
  const answered = async () => (await seenInvites(stack, account)).filter(({ answeredAt }) => answeredAt !== null);
  // The answer to the second one is on its way back.
  while ((await answered()).length < 2 && Date.now() < giveUpAt)
    await new Promise((resolve) => setTimeout(resolve, 50));
  const query = `IgAccount = '${accountId}' AND WorkflowType = '${SWEEP_INVITES}' AND ExecutionStatus = 'Running'`;
  const runs = await untilListed(() => Array.fromAsync(stack.temporal.workflow.list({ query })));
  for (const { workflowId } of runs) await stack.temporal.workflow.getHandle(workflowId).cancel();
  const report = await sweeping;
  expect(report).toMatchObject({ isCanceled: true, counts: { accepted: 2, deferred: 3 } });
  const next = await stack.carillon.invites.sweep(accountId);
  // On the next day in UTC the rule may accept three more.
  if (next.startedAt.slice(0, 10) === report.startedAt.slice(0, 10)) expect(next.counts).toMatchObject({ accepted: 1 });
});

test('a sweep of an account whose token was revoked says so, and answers nothing', async () => {
  const stack = stackOf('refused');
  const account = await stack.addAccount();
  await haveSwept(stack, account.accountId);
  await invite(stack, account, { ownerUsername: 'katrina' });
  const revoked = { kind: 'error', httpStatus: 400, code: 190, subcode: 460, message: 'The session is invalid.' };
  await faultOf(stack, { on: 'listInvites', answer: revoked })(account);
  await expect(stack.carillon.invites.sweep(account.accountId)).rejects.toMatchObject({
    code: 'instagram-refused',
    details: { error: { code: 'token-revoked', category: 'token' } },
  });
  const [item] = await untilListed(() => stack.carillon.invites.history(account.accountId));
  expect(item).toMatchObject({ kind: 'sweep', state: 'failed', error: { code: 'token-revoked' } });
});

test('a sweep whose token is revoked in the middle tells what it did, and leaves the rest to the next one', async () => {
  const stack = stackOf('refused');
  const account = await stack.addAccount();
  const { accountId } = account;
  await haveSwept(stack, accountId);
  await stack.carillon.invites.setRules(accountId, { rules: [], otherwise: 'accept' });
  await invite(stack, account, { ownerUsername: 'katrina', count: 4, caption: 'no. {number}' });
  const revoked = { kind: 'error', httpStatus: 400, code: 190, subcode: 460, message: 'The session is invalid.' };
  await faultOf(stack, { on: 'answerInvite', containing: 'no. 3', answer: revoked })(account);
  const report = await stack.carillon.invites.sweep(accountId);
  expect(report.error).toMatchObject({ code: 'token-revoked' });
  expect(report.counts).toMatchObject({ accepted: 2, failed: 1, deferred: 1 });
  expect((await stack.carillon.invites.sweep(accountId)).counts).toMatchObject({ accepted: 2 });
});

test('invites whose answer Instagram refuses keep no other from its answer, and come again in the next sweep', async () => {
  const stack = stackOf('refused');
  const account = await stack.addAccount();
  const { accountId } = account;
  await haveSwept(stack, accountId);
  await stack.carillon.invites.setRules(accountId, { rules: [], otherwise: 'accept' });
  await invite(stack, account, { ownerUsername: 'katrina', count: 5, caption: 'no. {number}' });
  const refused = { kind: 'error', httpStatus: 400, code: 352, message: 'The answer is not supported.' };
  await faultOf(stack, { on: 'answerInvite', times: 3, answer: refused })(account);
  const report = await stack.carillon.invites.sweep(accountId);
  expect(report.counts).toMatchObject({ failed: 3, accepted: 2 });
  for (const { error } of report.decisions.filter(({ outcome }) => outcome === 'failed'))
    expect(error).toMatchObject({ code: 'invite-answer-refused', meta: { code: 352 } });
  expect((await stack.carillon.invites.sweep(accountId)).counts).toMatchObject({ accepted: 3, failed: 0 });
});

test('a worker killed in the middle of a sweep: another goes on, each invite is answered once, the oldest first', async () => {
  const account = await mortal.addAccount();
  const { accountId } = account;
  await haveSwept(mortal, accountId);
  await mortal.carillon.invites.setRules(accountId, { rules: [], otherwise: 'accept' });
  const mediaIds = await invite(mortal, account, { ownerUsername: 'owner{number}', count: 40 });
  await mortal.startWorker();
  const sweeping = mortal.carillon.invites.sweep(accountId);
  const answered = async () => (await seenInvites(mortal, account)).filter(({ answeredAt }) => answeredAt !== null);
  const giveUpAt = Date.now() + 30_000;
  while ((await answered()).length < 10 && Date.now() < giveUpAt)
    await new Promise((resolve) => setTimeout(resolve, 20));
  mortal.killWorkers();
  expect((await answered()).length).toBeLessThan(40);
  await mortal.startWorker();
  const report = await sweeping;
  expect(report.counts).toMatchObject({ accepted: 40 });
  const seen = await seenInvites(mortal, account);
  expect(seen.map(({ effectiveAnswers }) => effectiveAnswers)).toEqual(seen.map(() => 1));
  const inOrder = seen.toSorted((one, other) => (one.answeredAt ?? 0) - (other.answeredAt ?? 0));
  expect(inOrder.map(({ mediaId }) => mediaId)).toEqual(mediaIds);
});
