import { afterAll, beforeAll, expect, test } from '@jest/globals';
import type { SweepReport } from '../../client/index.ts';
import { haveSwept, invite, seenInvites } from '../support/invited.ts';
import { LiveStack } from '../support/live-stack.ts';
import { seenWindows } from '../support/seen-windows.ts';

const PENDING = 500;
/** A day of Instagram's. */
const WINDOW_SECONDS = 6;
/** For the pages of 500 invites, and what ends a sweep. */
const EVENTS_OF_ALL = 150;
/** An activity, and the workflow task that follows it. */
const EVENTS_OF_AN_ANSWER = 6;

let stack: LiveStack;
beforeAll(async () => {
  stack = await LiveStack.start({
    simulator: { quotaDurationSeconds: WINDOW_SECONDS },
    environment: { CARILLON_WINDOW_SECONDS: `${WINDOW_SECONDS}` },
  });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack.stop());

test('500 invites are answered over several days, each once and the oldest first, within what Instagram allows in any window', async () => {
  const { account, carillon } = stack;
  const { accountId } = account;
  const mediaIds = await invite(stack, account, { ownerUsername: 'owner{number}', count: PENDING });
  await haveSwept(stack, accountId);
  await carillon.invites.setRules(accountId, {
    rules: [{ owner: '*7', action: 'decline' }],
    otherwise: 'accept',
  });

  const reports: SweepReport[] = [];
  const giveUpAt = Date.now() + 300_000;
  do {
    const report = await carillon.invites.sweep(accountId);
    reports.push(report);
    const waitMs = Date.parse(report.nextAnswerAt ?? '') - Date.now();
    if (waitMs > 0) await new Promise((resolve) => setTimeout(resolve, waitMs));
  } while ((reports.at(-1)?.counts.deferred ?? 0) > 0 && Date.now() < giveUpAt);

  const seen = await seenInvites(stack, account);
  expect(seen.filter(({ effectiveAnswers }) => effectiveAnswers !== 1)).toEqual([]);
  const inOrder = seen.toSorted((one, other) => (one.answeredAt ?? 0) - (other.answeredAt ?? 0));
  expect(inOrder.map(({ mediaId }) => mediaId)).toEqual(mediaIds);
  expect(seen.filter(({ status }) => status === 'declined')).toHaveLength(PENDING / 10);

  const { inviteAnswer, inviteRead } = await seenWindows(stack, account);
  expect(inviteAnswer.refused).toBe(0);
  expect(inviteRead.refused).toBe(0);

  // What was deferred on one day came first on the next: it was known since the first.
  const [first] = reports;
  expect(first).toMatchObject({ seen: PENDING, isWhole: true });
  for (const { decisions, startedAt } of reports.slice(1))
    for (const { firstSeenAt } of decisions) expect(Date.parse(firstSeenAt)).toBeLessThan(Date.parse(startedAt));
  const answered = reports.map(({ counts }) => counts.accepted + counts.declined);
  expect(answered.reduce((sum, count) => sum + count, 0)).toBe(PENDING);
}, 330_000);

test('a sweep of 500 invites leaves six events for an answer in its history, and few beside them', async () => {
  const sweeps = await stack.carillon.invites.history(stack.account.accountId, { limit: 100 });
  expect(sweeps.length).toBeGreaterThan(1);
  for (const { workflowId, report } of sweeps) {
    const { historyLength } = await stack.temporal.workflow.getHandle(workflowId).describe();
    const answers = (report?.counts.accepted ?? 0) + (report?.counts.declined ?? 0);
    expect(historyLength).toBeLessThan(EVENTS_OF_ALL + EVENTS_OF_AN_ANSWER * answers);
  }
});
