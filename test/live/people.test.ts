import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { openAccountStore } from '../../accounts/account-store.ts';
import type { PostView } from '../../client/index.ts';
import { isAccountId, postWorkflowId } from '../../contracts/ids.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

// What waits for a person, and what a person does about it.

let stack: LiveStack;

beforeAll(async () => {
  stack = await LiveStack.start();
  await stack.startWorker();
});
afterAll(() => stack.stop());
const test = together(90_000);

const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const queue = async (dueInMs: number, more = {}) =>
  (await stack.carillon.posts.schedule(stack.image(dueInMs, more))).post;
const ended = (post: PostView) => stack.carillon.posts.wait(post, { timeoutMs: 40_000 });
const until = (post: PostView, status: PostView['status']) =>
  stack.until(post, `the post to be ${status}`, (view) => view.status === status, 30_000);
let posts = 0;
/** A caption that no other post of this file has, for a fault to be aimed at. */
const mark = (): string => `Post ${String(posts++).padStart(3, '0')}`;
const refuse = (caption: string, on: string, code: number, subcode?: number) =>
  stack.control('POST', 'faults', {
    on,
    containing: caption,
    answer: { kind: 'error', httpStatus: 400, code, ...(subcode !== undefined && { subcode }), message: 'No' },
  });
/** A post whose publish is cut off before Instagram acts on it. */
async function doubtfulPost(accountId = stack.account.accountId): Promise<PostView> {
  const caption = mark();
  await stack.control('POST', 'faults', { on: 'publish', containing: caption, answer: { kind: 'reset' } });
  return await queue(3_000, { caption, accountId });
}

describe('a post that only a person can help', () => {
  test('is blocked with the reason and keeps its container; a new token for the account is enough', async () => {
    // Its own account: every blocked post of an account goes on with a new token.
    const account = await stack.addAccount();
    const caption = mark();
    await refuse(caption, 'readContainer', 190, 463);
    const post = await queue(9_000, { caption, accountId: account.accountId });
    const blocked = await until(post, 'blocked');
    expect(blocked).toMatchObject({ error: { code: 'token-expired', category: 'token', meta: { code: 190 } } });
    await stack.renewToken(account);
    const end = await until(post, 'published');
    expect(end).toMatchObject({ error: null, containers: [{ outcome: 'published' }] });
    expect(end.containers[0]?.id).toBe(blocked.containers[0]?.id);
  });

  test('goes on after `retry`, from the container that it has', async () => {
    const caption = mark();
    await refuse(caption, 'readContainer', 10);
    const post = await queue(9_000, { caption });
    const blocked = await until(post, 'blocked');
    expect(blocked.error).toMatchObject({ code: 'permission-missing' });
    expect(await stack.carillon.posts.retry(post)).toMatchObject({ status: 'preparing' });
    const end = await ended(post);
    expect(end).toMatchObject({ status: 'published', containers: [{ id: blocked.containers[0]?.id }] });
  });

  test('ends a wait, because nothing more happens by itself', async () => {
    const caption = mark();
    await refuse(caption, 'createContainer', 200);
    const post = await queue(20_000, { caption, publishWithinSeconds: 60 });
    await stack.carillon.posts.reschedule(post, inMs(5_000));
    expect(await ended(post)).toMatchObject({ status: 'blocked' });
    await stack.carillon.posts.cancel(post);
    expect(await ended(post)).toMatchObject({ status: 'canceled' });
  });

  test('is missed when its time is over, with what stood in the way', async () => {
    const caption = mark();
    await refuse(caption, 'createContainer', 368);
    const post = await queue(1_000, { caption, publishWithinSeconds: 15 });
    await until(post, 'blocked');
    const end = await until(post, 'missed');
    expect(end.error?.message).toContain('blocked this action for breaking its policies');
  });

  test('gets more time when it is moved', async () => {
    const caption = mark();
    await refuse(caption, 'createContainer', 368);
    const post = await queue(1_000, { caption, publishWithinSeconds: 15 });
    await until(post, 'blocked');
    const moved = inMs(20_000);
    expect(await stack.carillon.posts.reschedule(post, moved)).toMatchObject({ status: 'blocked', dueAt: moved });
    await stack.carillon.posts.retry(post);
    expect(await ended(post)).toMatchObject({ status: 'published', dueAt: moved });
  });

  test('waits for its account, and goes on when it is added', async () => {
    const accountId = `late-${Date.now()}`;
    const { post } = await stack.carillon.posts.schedule(stack.image(9_000, { accountId }));
    const blocked = await until(post, 'blocked');
    expect(blocked.error).toMatchObject({ code: 'account-unknown', category: 'carillon' });
    const { igUserId, token } = (await stack.control('POST', 'accounts', { username: accountId })) as {
      igUserId: string;
      token: string;
    };
    const store = openAccountStore({ dataDir: stack.dataDir });
    if (!isAccountId(accountId)) throw new TypeError('The test made a bad account.');
    store.add({ accountId, igUserId: igUserId as never, login: 'facebook', token });
    store.close();
    await until(post, 'published');
  });

  test('refuses `retry` and `settle` while there is nothing to retry or to settle', async () => {
    const post = await queue(3_600_000);
    await expect(stack.carillon.posts.retry(post)).rejects.toMatchObject({ code: 'wrong-state' });
    await expect(stack.carillon.posts.settle(post, { outcome: 'published' })).rejects.toMatchObject({
      code: 'wrong-state',
    });
    await stack.carillon.posts.cancel(post);
  });
});

describe('a post of which nobody knows whether it is live', () => {
  test('is unconfirmed when reading cannot settle it, is never sent again, and stays until a person has looked', async () => {
    const post = await doubtfulPost();
    const open = await ended(post);
    expect(open).toMatchObject({ status: 'unconfirmed', mediaId: null, attempts: [{ outcome: 'unconfirmed' }] });
    expect(open.error?.nextAction).toContain('posts settle');
    expect((await stack.temporal.workflow.getHandle(postWorkflowId(post)).describe()).status.name).toBe('RUNNING');
    for (const command of [
      () => stack.carillon.posts.cancel(post),
      () => stack.carillon.posts.reschedule(post, inMs(60_000)),
      () => stack.carillon.posts.edit(post, { caption: 'Another' }),
    ]) {
      await expect(command()).rejects.toMatchObject({ code: 'too-late' });
    }
    expect(await stack.carillon.posts.settle(post, { outcome: 'not-published' })).toMatchObject({ status: 'blocked' });
    await stack.carillon.posts.retry(post);
    const end = await until(post, 'published');
    expect(end.containers).toHaveLength(1);
    expect(await stack.publishesOf(end)).toMatchObject([{ committed: false }, { committed: true }]);
    expect(await stack.mediaOf(end)).toHaveLength(1);
  });

  test('is published when a person says so, with the media that they name', async () => {
    const post = await doubtfulPost();
    await until(post, 'unconfirmed');
    const settled = await stack.carillon.posts.settle(post, { outcome: 'published', mediaId: '17900000000000099' });
    expect(settled).toMatchObject({ status: 'published' });
    expect(await ended(post)).toMatchObject({ status: 'published', mediaId: '17900000000000099' });
  });

  test('can be ended unsent after a person has looked', async () => {
    const post = await doubtfulPost();
    await until(post, 'unconfirmed');
    await stack.carillon.posts.settle(post, { outcome: 'not-published' });
    await stack.carillon.posts.cancel(post);
    const end = await ended(post);
    expect(end.status).toBe('canceled');
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });

  test('ends as unconfirmed, and not as canceled, when its run is cancelled on the server', async () => {
    const post = await doubtfulPost();
    await until(post, 'unconfirmed');
    await stack.temporal.workflow.getHandle(postWorkflowId(post)).cancel();
    const run = stack.temporal.workflow.getHandle(postWorkflowId(post));
    await expect(run.result()).rejects.toMatchObject({ cause: { type: 'unconfirmed' } });
    expect(await stack.carillon.posts.get(post)).toMatchObject({ status: 'unconfirmed' });
  });

  test('is published again with the same container where the account wants that, and only once', async () => {
    const { accountId } = await stack.addAccount({ onUnconfirmed: 'publish-again-same-container' });
    const post = await doubtfulPost(accountId);
    const end = await ended(post);
    expect(end).toMatchObject({
      status: 'published',
      attempts: [{ outcome: 'unconfirmed' }, { outcome: 'published' }],
    });
    expect(end.containers).toHaveLength(1);
    expect(await stack.mediaOf(end)).toHaveLength(1);
  });
});
