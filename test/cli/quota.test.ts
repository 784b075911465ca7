import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { WorkflowNotFoundError } from '@temporalio/client';
import { EXIT } from '../../cli/exit-codes.ts';
import type { Problem } from '../../cli/problems.ts';
import type { AccountQuota, PostListItem, PostRequest } from '../../client/index.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { ledgerRules } from '../../contracts/ledger-rules.ts';
import { type LiveAccount, LiveStack } from '../support/live-stack.ts';
import { dataOf, problemOf, type Ran, Shell } from './shell.ts';

const WINDOW_SECONDS = 7200;
const RULES = ledgerRules({ ...INSTAGRAM_LIMITS, publish: 2 }, WINDOW_SECONDS * 1000);
/** How far apart the ledger keeps publishes that would be one too many. */
const SPAN_MS = RULES.windowMs + RULES.sendWithinMs + RULES.clockSkewMs;
/** No post begins before the tests are over. */
const DUE_AT = Date.now() + 365 * 86_400_000;
const AFTER_THE_WINDOW = new Date(DUE_AT + SPAN_MS).toISOString();

let stack: LiveStack;
let shell: Shell;

beforeAll(async () => {
  stack = await LiveStack.start({
    environment: { CARILLON_LIMITS: 'publish=2,container=10', CARILLON_WINDOW_SECONDS: `${WINDOW_SECONDS}` },
  });
  shell = await Shell.open(stack.environment);
  await stack.startWorker();
}, 60_000);
afterAll(async () => {
  await shell.close();
  await stack.stop();
});

const request = ({ accountId }: LiveAccount, id: string, more: Partial<PostRequest> = {}): object => ({
  ...stack.image(0),
  accountId,
  id,
  scheduledAt: new Date(DUE_AT).toISOString(),
  ...more,
});

const queueing = (verb: 'create' | 'import', requests: readonly object[], ...more: readonly string[]): Promise<Ran> =>
  shell.run(['posts', verb, '--file', '-', '--check-quota', ...more], {
    input: requests.map((one) => JSON.stringify(one)).join('\n'),
  });

const linesOf = ({ stdout }: Ran): unknown[] =>
  stdout
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));

/** The posts of an account, once they are listed as they should be. */
async function listedOnce(
  { accountId }: LiveAccount,
  isSo: (posts: readonly PostListItem[]) => boolean,
): Promise<PostListItem[]> {
  const giveUpAt = Date.now() + 15_000;
  for (;;) {
    const posts: PostListItem[] = await Array.fromAsync(stack.carillon.posts.list({ accountId }));
    if (isSo(posts) || Date.now() > giveUpAt) return posts;
    await sleep(50);
  }
}

/** The names of the posts of an account, once there are so many. */
const listed = async (account: LiveAccount, count: number): Promise<string[]> =>
  (await listedOnce(account, ({ length }) => length >= count)).map(({ id }) => id).sort();

describe('the quota of an account', () => {
  test('is shown with the limits of the configuration', async () => {
    const { accountId } = stack.account;
    const ran = await shell.run(['quota', accountId]);
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: EXIT.ok, stderr: '' });
    const quota = dataOf(ran) as AccountQuota;
    expect(quota).toMatchObject({ accountId, publish: { used: 0, foreign: 0, reserved: 0, waiting: 0, limit: 2 } });
    expect(quota.container.limit).toBe(10);
  });

  test('that is unknown is refused before anything is started', async () => {
    const { accountId } = stack.account;
    const [unknown, none] = await Promise.all([shell.run(['quota', `${accountId}x`]), shell.run(['quota', 'Brand!'])]);
    expect([unknown.status, none.status]).toEqual([EXIT.general, EXIT.usage]);
    expect(problemOf(unknown)).toMatchObject({
      code: 'unknown-account',
      message: expect.stringContaining(`Did you mean "${accountId}"?`),
    });
    expect(problemOf(none)).toMatchObject({ code: 'invalid-request' });
    const run = stack.temporal.workflow.getHandle(`account.${accountId}x`);
    await expect(run.describe()).rejects.toBeInstanceOf(WorkflowNotFoundError);
  });
});

describe('with --check-quota', () => {
  test('a post that would not go out in time is not queued, and one that is queued already stays it', async () => {
    const account = await stack.addAccount();
    for (const id of ['one', 'two'])
      expect(await queueing('create', [request(account, id)])).toMatchObject({ status: EXIT.ok, stderr: '' });
    expect(await listed(account, 2)).toEqual(['one', 'two']);
    const [refused, again, patient] = await Promise.all([
      queueing('create', [request(account, 'three')]),
      queueing('create', [request(account, 'two')]),
      queueing('create', [request(account, 'four', { publishWithinSeconds: 7300 })]),
    ]);
    expect(refused).toMatchObject({ status: EXIT.invalidPost, stdout: '' });
    const dueAt = new Date(DUE_AT).toISOString();
    expect(problemOf(refused)).toMatchObject({
      code: 'would-not-fit',
      message: expect.stringContaining(`is due at ${dueAt} and would go out at ${AFTER_THE_WINDOW}`),
      details: { accountId: account.accountId, id: 'three', dueAt, expectedAt: AFTER_THE_WINDOW },
    });
    expect(again.status).toBe(EXIT.ok);
    expect(dataOf(again)).toMatchObject({ created: false });
    expect(patient.status).toBe(EXIT.ok);
    expect(await listed(account, 3)).toEqual(['four', 'one', 'two']);
  });

  test('nothing of an import is queued when one post would not go out in time, and each such line is named', async () => {
    const [one, other] = [await stack.addAccount(), await stack.addAccount()];
    const requests = [
      request(one, 'a'),
      request(one, 'b'),
      request(other, 'a'),
      request(one, 'invalid', { caption: '#'.repeat(3000) }),
      request(one, 'a'),
      request(one, 'c'),
    ];
    const ran = await queueing('import', requests);
    expect(ran.status).toBe(EXIT.invalidPost);
    expect(dataOf(ran)).toMatchObject({ line: 6, error: { code: 'would-not-fit' } });
    expect(problemOf(ran)).toMatchObject({
      code: 'would-not-fit',
      message: expect.stringMatching(
        /^1 of the 6 posts in standard input would not go out in time; the first: line 6: /,
      ),
      details: { posts: [{ line: 6, accountId: one.accountId, id: 'c', expectedAt: AFTER_THE_WINDOW }] },
    });
    const nothing = { code: 'not-found' };
    for (const { accountId } of [one, other])
      await expect(stack.carillon.posts.get({ accountId, id: 'a' })).rejects.toMatchObject(nothing);
  });

  test('an import whose posts all go out in time goes on as without it', async () => {
    const account = await stack.addAccount();
    const ran = await queueing('import', [
      request(account, 'a'),
      request(account, 'invalid', { caption: '#'.repeat(3000) }),
      request(account, 'b'),
    ]);
    expect(problemOf(ran)).toMatchObject({ code: 'incomplete-import' });
    expect(linesOf(ran)).toMatchObject([
      { line: 1, id: 'a', created: true },
      { line: 2, error: { code: 'invalid-post' } },
      { line: 3, id: 'b', created: true },
    ]);
  });

  test('a line whose post exists keeps no other from its place, whatever the post has become', async () => {
    const account = await stack.addAccount();
    const { accountId } = account;
    const before = [request(account, 'canceled'), request(account, 'moved')];
    expect((await queueing('import', before)).status).toBe(EXIT.ok);
    const moved = new Date(DUE_AT + 10 * 86_400_000).toISOString();
    await stack.carillon.posts.cancel({ accountId, id: 'canceled' });
    await stack.carillon.posts.reschedule({ accountId, id: 'moved' }, moved);
    const asTheyAre = ({ status, dueAt }: PostListItem) => status === 'canceled' || dueAt === moved;
    await listedOnce(account, (posts) => posts.filter(asTheyAre).length === 2);
    const ran = await queueing('import', [...before, request(account, 'new'), request(account, 'other')]);
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: EXIT.ok, stderr: '' });
    expect(linesOf(ran)).toMatchObject([
      { id: 'canceled', created: false, status: 'canceled' },
      { id: 'moved', created: false, dueAt: moved },
      { id: 'new', created: true },
      { id: 'other', created: true },
    ]);
    const late = await queueing('import', [...before, request(account, 'late')]);
    expect(dataOf(late)).toMatchObject({ line: 3, error: { code: 'would-not-fit' } });
  });

  test('a carousel needs its containers at once, and is told from one that can never have them', async () => {
    const account = await stack.addAccount();
    const carousel = (id: string, count: number) =>
      request(account, id, { kind: 'carousel', media: Array(count).fill(stack.image(0).media[0]) });
    const ran = await queueing('import', [carousel('five', 4), carousel('ten', 9), carousel('eleven', 10)]);
    expect(ran.status).toBe(EXIT.invalidPost);
    const dueAt = new Date(DUE_AT).toISOString();
    const [late, never] = linesOf(ran) as { readonly error: Problem }[];
    expect(late).toMatchObject({ line: 2, error: { code: 'would-not-fit', details: { id: 'ten', dueAt } } });
    expect(late?.error.message).toMatch(/and would go out at .*Z: until then a window of the account is full/);
    expect(late?.error.nextAction).toContain('another due time');
    expect(never).toMatchObject({
      line: 3,
      error: { code: 'would-not-fit', details: { id: 'eleven', expectedAt: null } },
    });
    expect(never?.error.message).toContain('would never go out');
    expect(never?.error.nextAction).toContain('fewer media');
    expect((await queueing('create', [carousel('ten', 9)])).status).toBe(EXIT.ok);
  });
});
