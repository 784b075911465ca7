import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, expect } from '@jest/globals';
import {
  type CollaboratorsView,
  TRACK_COLLABORATORS,
  type TrackCollaboratorsInput,
} from '../../contracts/collaborators.ts';
import { collaboratorsWorkflowId } from '../../contracts/ids.ts';
import { accountId as accountIdOf, mediaId as mediaIdOf, postId as postIdOf } from '../contracts/samples.ts';
import { haveSwept } from '../support/invited.ts';
import { type LiveAccount, LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

let stack: LiveStack;
beforeAll(async () => {
  stack = await LiveStack.start();
  await stack.startWorker();
}, 60_000);
afterAll(() => stack.stop());
const test = together(90_000);

const newName = (): string => `u${randomBytes(5).toString('hex')}`;

/** An account that others can invite. */
async function invitable(): Promise<{ readonly account: LiveAccount; readonly username: string }> {
  const username = newName();
  return { username, account: await stack.addAccount({ username }) };
}

async function sweepBy(account: LiveAccount, otherwise: 'accept' | 'decline') {
  const { invites } = stack.carillon;
  await haveSwept(stack, account.accountId);
  await invites.setRules(account.accountId, { rules: [], otherwise });
  return await invites.sweep(account.accountId);
}

async function published(owner: LiveAccount, collaborators: readonly string[], more: object = {}) {
  const { post } = await stack.carillon.posts.schedule(
    stack.image(3_000, { accountId: owner.accountId, collaborators, ...more }),
  );
  return await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
}

test('one account invites another, whose sweep accepts, and the post of the first shows it', async () => {
  const [owner, guest] = [await invitable(), await invitable()];
  const shy = newName();
  await stack.control('POST', 'unlisted', { usernames: [shy] });
  const post = await published(owner.account, [guest.username.toUpperCase(), shy]);
  expect(post.collaborators.map(({ status, since }) => [status, since])).toEqual([
    ['invited', null],
    ['invited', null],
  ]);

  const before = await stack.carillon.posts.collaborators(post, { lookNow: true });
  expect(before?.collaborators.map(({ status }) => status)).toEqual(['pending', 'not-listed']);
  const report = await sweepBy(guest.account, 'accept');
  expect(report.decisions).toMatchObject([{ mediaId: post.mediaId, owner: owner.username, outcome: 'accepted' }]);
  const after = await stack.carillon.posts.collaborators(post, { lookNow: true });
  expect(after?.looks).toBe(2);
  expect(after?.nextLookAt).not.toBeNull();

  const shown = await stack.carillon.posts.get(post);
  expect(shown).toMatchObject({
    status: 'published',
    collaborators: [
      { username: guest.username.toUpperCase(), status: 'accepted' },
      { username: shy, status: 'not-listed' },
    ],
    warnings: [{ code: 'collaborator-not-listed' }],
  });
  expect(Date.parse(shown.collaborators[0]?.since ?? '')).toBeGreaterThan(Date.parse(post.publishedAt ?? ''));
  const { media } = await stack.carillon.invites.collaborativeMedia(guest.account.accountId);
  expect(media).toMatchObject([{ mediaId: post.mediaId, owner: owner.username, caption: 'A picture' }]);
});

test('a collaborator who declines is told of as a warning on the post, and nobody asks any more when all have answered', async () => {
  const [owner, guest] = [await invitable(), await invitable()];
  const post = await published(owner.account, [guest.username]);
  await sweepBy(guest.account, 'decline');
  const view = await stack.carillon.posts.collaborators(post, { lookNow: true });
  expect(view).toMatchObject({ nextLookAt: null, collaborators: [{ status: 'declined' }] });
  expect((await stack.carillon.posts.get(post)).warnings).toMatchObject([{ code: 'collaborator-declined' }]);
  const run = stack.temporal.workflow.getHandle(collaboratorsWorkflowId(post));
  expect(await run.result()).toMatchObject({ collaborators: [{ status: 'declined' }] });
  // Nobody is there to be told; what is known stays.
  expect(await stack.carillon.posts.collaborators(post, { lookNow: true })).toEqual(view);
});

test('a post without collaborators is watched by nobody', async () => {
  const { account } = await invitable();
  const { post } = await stack.carillon.posts.schedule(stack.image(3_000, { accountId: account.accountId }));
  const end = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
  expect(end.collaborators).toEqual([]);
  expect(await stack.carillon.posts.collaborators(post, { lookNow: true })).toBeNull();
});

test('the media of an account of Instagram Login are watched no more after the first look', async () => {
  const { accountId } = await stack.addAccount({ login: 'instagram' });
  const post = await published({ accountId, igUserId: '', token: '' }, [newName()]);
  const view = await stack.carillon.posts.collaborators(post, { lookNow: true });
  expect(view).toMatchObject({ nextLookAt: null, error: { code: 'collaboration-needs-facebook-login' } });
});

test('counts that the owner hides are unknown', async () => {
  const { account } = await invitable();
  await stack.control('POST', 'invites', { igUserId: account.igUserId, ownerUsername: newName(), hidesCounts: true });
  await sweepBy(account, 'accept');
  const { media, next } = await stack.carillon.invites.collaborativeMedia(account.accountId, { limit: 1 });
  expect(media).toMatchObject([{ likes: null, comments: null, views: null, totalLikes: null }]);
  expect(next).toBeNull();
});

test('who has not answered by the time that the post gives is told of, and after the last look nobody asks', async () => {
  const [owner, guest] = [await invitable(), await invitable()];
  const post = await published(owner.account, [guest.username]);
  const postId = postIdOf(`again-${newName()}`);
  const input: TrackCollaboratorsInput = {
    schemaVersion: 1,
    accountId: accountIdOf(owner.account.accountId),
    postId,
    mediaId: mediaIdOf(post.mediaId ?? ''),
    usernames: [guest.username],
    publishedAt: Date.now(),
    policy: { onDeclined: 'notify', onUnanswered: 'notify', answerWithinSeconds: 8 },
    looksMs: [500, 16_000],
  };
  const run = await stack.temporal.workflow.start(TRACK_COLLABORATORS, {
    workflowId: collaboratorsWorkflowId({ accountId: input.accountId, id: postId }),
    taskQueue: stack.environment['CARILLON_TASK_QUEUE'] ?? '',
    args: [input],
  });
  const view = (await run.result()) as CollaboratorsView;
  expect(view).toMatchObject({ looks: 3, nextLookAt: null, collaborators: [{ status: 'pending' }] });
  expect(view.warnings).toMatchObject([{ code: 'collaborator-unanswered' }]);
});
