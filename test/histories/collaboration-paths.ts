import type { InviteRulesRequest, SweepReport } from '../../client/index.ts';
import { TRACK_COLLABORATORS, type TrackCollaboratorsInput } from '../../contracts/collaborators.ts';
import { collaboratorsWorkflowId, inviteAnswerWorkflowId, inviteScheduleId } from '../../contracts/ids.ts';
import { accountId as accountIdOf, mediaId as mediaIdOf, postId as postIdOf } from '../contracts/samples.ts';
import { invite } from '../support/invited.ts';
import type { LiveAccount, LiveStack } from '../support/live-stack.ts';

const ACCEPT_ALL = { rules: [], otherwise: 'accept' } as const;
const DECLINE_ALL = { rules: [], otherwise: 'decline' } as const;
const NORMAL = { kind: 'normal' };
const REVOKED = { kind: 'error', httpStatus: 400, code: 190, subcode: 460, message: 'The session is invalid.' };

/** With one answer in a window. */
export const WITH_ONE_ANSWER: ReadonlySet<string> = new Set(['sweep-put-off-for-the-quota', 'invite-put-off']);

/** Each takes a run of a workflow of collaboration to its end in its own way, and gives its id. */
export const COLLABORATION_PATHS: Readonly<Record<string, (stack: LiveStack) => Promise<string>>> = {
  'sweep-without-rules': async (stack) => await swept(stack, { rules: [] }, 2),
  'sweep-that-answers': async (stack) => {
    const { account } = stack;
    await invite(stack, account, { ownerUsername: 'friend' });
    await invite(stack, account, { ownerUsername: 'spammer', caption: 'giveaway' });
    await invite(stack, account, { ownerUsername: 'agency' });
    const rules = [
      { captionWords: 'giveaway', action: 'decline' },
      { owner: 'friend', action: 'accept' },
      { owner: 'agency', action: 'ask' },
    ] as const;
    return await swept(stack, { rules }, 1);
  },
  'sweep-of-two-pages': async (stack) => await swept(stack, { rules: [] }, 60),
  'sweep-that-remembers': async (stack) => {
    await swept(stack, { rules: [{ minAgeHours: 1 / 3_600, action: 'decline' }] }, 2);
    await pause(1_100);
    await stack.carillon.invites.sweep(stack.account.accountId);
    return await latestSweep(stack);
  },
  'sweep-in-a-dry-run': async (stack) => {
    const { accountId } = stack.account;
    await stack.carillon.invites.enable(accountId);
    await invite(stack, stack.account, { ownerUsername: 'friend' });
    await stack.carillon.invites.testRules(accountId, ACCEPT_ALL);
    return await dryRunOf(stack);
  },
  'sweep-whose-answer-was-lost': async (stack) => {
    await fault(stack, { on: 'answerInvite', commit: true, answer: { kind: 'reset' } });
    return await swept(stack, ACCEPT_ALL, 1);
  },
  'sweep-of-what-was-withdrawn': async (stack) => {
    await fault(stack, { on: 'listInvites', withdraw: 'after', answer: NORMAL });
    return await swept(stack, DECLINE_ALL, 2);
  },
  'sweep-whose-acceptance-does-not-show': async (stack) => {
    await stack.control('POST', 'settings', { collaborativeMediaLagMs: 60_000 });
    return await swept(stack, ACCEPT_ALL, 1);
  },
  'sweep-put-off-for-the-quota': async (stack) => await swept(stack, ACCEPT_ALL, 2),
  'sweep-stopped-by-its-token': async (stack) => {
    await fault(stack, { on: 'answerInvite', answer: REVOKED });
    return await swept(stack, ACCEPT_ALL, 2);
  },
  'sweep-that-could-not-list': async (stack) => {
    await fault(stack, { on: 'listInvites', answer: REVOKED });
    return await swept(stack, ACCEPT_ALL, 1).catch(async () => await latestSweep(stack));
  },
  'sweep-that-was-canceled': async (stack) => {
    await fault(stack, { on: 'listInvites', delayMs: 5_000, answer: NORMAL });
    const sweeping = swept(stack, ACCEPT_ALL, 1).catch(() => undefined);
    await pause(2_000);
    const workflowId = await latestSweep(stack);
    await stack.temporal.workflow.getHandle(workflowId).cancel();
    await sweeping;
    return workflowId;
  },
  'sweep-canceled-while-it-answers': async (stack) => {
    await fault(stack, { on: 'answerInvite', commit: true, delayMs: 3_000, answer: NORMAL });
    const sweeping = swept(stack, ACCEPT_ALL, 3);
    await pause(2_000);
    await stack.temporal.workflow.getHandle(await latestSweep(stack)).cancel();
    return await sweeping;
  },
  'invite-declined-by-a-person-again': async (stack) => {
    const { accountId } = stack.account;
    const [mediaId = ''] = await invite(stack, stack.account, { ownerUsername: 'owner' });
    for (const _ of [1, 2]) await stack.carillon.invites.answer({ accountId, mediaId }, 'decline');
    return inviteAnswerWorkflowId({ accountId: accountIdOf(accountId), mediaId: mediaIdOf(mediaId) });
  },
  'invite-that-is-not-there': async (stack) => {
    const { accountId } = stack.account;
    const mediaId = mediaIdOf('17900000000000001');
    await stack.carillon.invites.answer({ accountId, mediaId }, 'accept');
    return inviteAnswerWorkflowId({ accountId: accountIdOf(accountId), mediaId });
  },
  'invite-of-an-account-without-token': async (stack) => {
    const { accountId } = stack.account;
    const mediaId = mediaIdOf('17900000000000001');
    await fault(stack, { on: 'listInvites', answer: REVOKED });
    await stack.carillon.invites.answer({ accountId, mediaId }, 'accept').catch(() => undefined);
    return inviteAnswerWorkflowId({ accountId: accountIdOf(accountId), mediaId });
  },
  'invite-accepted-by-a-person': async (stack) => await answered(stack, 'accept'),
  'invite-declined-by-a-person': async (stack) => await answered(stack, 'decline'),
  'invite-that-is-gone': async (stack) => {
    await fault(stack, { on: 'answerInvite', commit: true, withdraw: 'before', answer: NORMAL });
    return await answered(stack, 'accept');
  },
  'invite-put-off': async (stack) => {
    await answered(stack, 'accept');
    return await answered(stack, 'accept');
  },
  'collaborators-who-answered': async (stack) => {
    const { username, account } = await invitable(stack);
    const post = await published(stack, [username]);
    await stack.carillon.posts.collaborators(post, { lookNow: true });
    await stack.carillon.invites.enable(account.accountId);
    await stack.carillon.invites.setRules(account.accountId, ACCEPT_ALL);
    await stack.carillon.invites.sweep(account.accountId);
    await stack.carillon.posts.collaborators(post, { lookNow: true });
    return collaboratorsWorkflowId(post);
  },
  'collaborators-who-did-not-answer': async (stack) => await tracked(stack, stack.account),
  'collaborators-of-another-login': async (stack) =>
    await tracked(stack, await stack.addAccount({ login: 'instagram' })),
  'collaborative-media': async (stack) => {
    await stack.carillon.invites.collaborativeMedia(stack.account.accountId);
    return await latestOf(stack, 'listCollaborativeMedia', stack.account.accountId);
  },
  'collaborative-media-refused': async (stack) => {
    await fault(stack, { on: 'listCollaborativeMedia', answer: REVOKED });
    await stack.carillon.invites.collaborativeMedia(stack.account.accountId).catch(() => undefined);
    return await latestOf(stack, 'listCollaborativeMedia', stack.account.accountId);
  },
};

const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));
const fault = (stack: LiveStack, given: object) => stack.control('POST', 'faults', given);

/** Sweeps so many invites of the stack's account by these rules. */
async function swept(stack: LiveStack, rules: InviteRulesRequest, count: number): Promise<string> {
  const { accountId } = stack.account;
  await invite(stack, stack.account, { ownerUsername: 'owner{number}', count });
  await stack.carillon.invites.enable(accountId);
  await stack.carillon.invites.setRules(accountId, rules);
  const report: SweepReport = await stack.carillon.invites.sweep(accountId);
  if (report.seen < count) throw new Error(`Only ${report.seen} invites were seen.`);
  return await latestSweep(stack);
}

async function latestSweep({ temporal, account }: LiveStack): Promise<string> {
  const schedule = await temporal.schedule.getHandle(inviteScheduleId(accountIdOf(account.accountId))).describe();
  const latest = schedule.info.recentActions.at(-1);
  if (latest === undefined) throw new Error('The schedule has started nothing.');
  return latest.action.workflow.workflowId;
}

const dryRunOf = (stack: LiveStack): Promise<string> => latestOf(stack, 'sweepInvites', stack.account.accountId);

async function latestOf({ temporal }: LiveStack, type: string, accountId: string): Promise<string> {
  const query = `WorkflowType = '${type}' AND IgAccount = '${accountId}'`;
  for (let look = 0; look < 50; look += 1) {
    for await (const { workflowId } of temporal.workflow.list({ query })) return workflowId;
    await pause(200);
  }
  throw new Error(`There is no run of ${type}.`);
}

async function answered(stack: LiveStack, action: 'accept' | 'decline'): Promise<string> {
  const { accountId } = stack.account;
  const [mediaId = ''] = await invite(stack, stack.account, { ownerUsername: 'owner' });
  await stack.carillon.invites.answer({ accountId, mediaId }, action);
  return inviteAnswerWorkflowId({ accountId: accountIdOf(accountId), mediaId: mediaIdOf(mediaId) });
}

async function invitable(stack: LiveStack): Promise<{ readonly username: string; readonly account: LiveAccount }> {
  const username = `guest${Date.now()}`;
  return { username, account: await stack.addAccount({ username }) };
}

async function published(stack: LiveStack, collaborators: readonly string[]) {
  const { post } = await stack.carillon.posts.schedule(stack.image(3_000, { collaborators }));
  return await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
}

async function tracked(stack: LiveStack, { accountId }: LiveAccount): Promise<string> {
  const { mediaId } = await published(stack, ['nobody.who.answers']);
  const id = postIdOf('tracked');
  const input: TrackCollaboratorsInput = {
    schemaVersion: 1,
    accountId: accountIdOf(accountId),
    postId: id,
    mediaId: mediaIdOf(mediaId ?? ''),
    usernames: ['nobody.who.answers'],
    publishedAt: Date.now(),
    policy: { onDeclined: 'notify', onUnanswered: 'notify', answerWithinSeconds: 1 },
    looksMs: [500, 2_000],
  };
  const workflowId = collaboratorsWorkflowId({ accountId: input.accountId, id });
  const taskQueue = stack.environment['CARILLON_TASK_QUEUE'] ?? '';
  const run = await stack.temporal.workflow.start(TRACK_COLLABORATORS, { workflowId, taskQueue, args: [input] });
  await run.result();
  return workflowId;
}
