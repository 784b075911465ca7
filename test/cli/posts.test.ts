import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import type { PostListItem, PostView } from '../../client/index.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';
import { dataOf, problemOf, type Ran, Shell } from './shell.ts';

const NEXT_YEAR = 365 * 86_400_000;
/** Each of them runs commands, which keep a processor busy for as long as they take to start. */
const AT_ONCE = 3;

let stack: LiveStack;
let shell: Shell;

beforeAll(async () => {
  stack = await LiveStack.start();
  shell = await Shell.open({ ...stack.environment, CARILLON_LEAD_SECONDS: '10', CARILLON_ARM_SECONDS: '2..1' });
  await stack.startWorker();
});
afterAll(async () => {
  await shell.close();
  await stack.stop();
});
const test = together(90_000, AT_ONCE);

const posts = (...args: readonly string[]): Promise<Ran> => shell.run(['posts', ...args]);

const create = (request: unknown, ...more: readonly string[]): Promise<Ran> =>
  shell.run(['posts', 'create', '--file', '-', ...more], { input: JSON.stringify(request) });

const failing = (ran: Ran) => ({ status: ran.status, stdout: ran.stdout, code: problemOf(ran).code });

/** Resolves when the command that queues the post has gone on to wait for it. */
async function queued(id: string): Promise<void> {
  const giveUpAt = Date.now() + 20_000;
  while (!(await stack.carillon.posts.get({ accountId: stack.account.accountId, id }).catch(() => undefined))) {
    if (Date.now() > giveUpAt) throw new Error(`Waited in vain for ${id} to be queued.`);
    await sleep(50);
  }
  await sleep(300);
}

async function refusalOf(request: unknown): Promise<{ status: number; message: string; nextAction: string }> {
  const ran = await create(request);
  expect(ran.stdout).toBe('');
  const { message, nextAction } = problemOf(ran);
  return { status: ran.status, message, nextAction };
}

describe('a post that is waited for', () => {
  const now = () => ({ ...stack.image(0), scheduledAt: undefined, publishNow: true });

  test('is published: exit 0, and everything about it on standard output', async () => {
    const ran = await create(now(), '--wait');
    expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: EXIT.ok, stderr: '' });
    expect(dataOf(ran)).toMatchObject({
      created: true,
      status: 'published',
      mediaId: expect.stringMatching(/^\d+$/),
      permalink: expect.stringContaining('https://www.instagram.com/p/'),
      latenessMs: expect.any(Number),
      error: null,
    });
  });

  test('and is blocked for its token ends with exit 4, and one that fails for its picture with exit 3', async () => {
    await shell.run(['accounts', 'add', 'expired', '--ig-user-id', '17840000000000000', '--token-file', '-'], {
      input: 'EAAunknown-to-the-simulator',
    });
    const noPicture = [{ kind: 'image', url: `${stack.simulator.url}/_control/nothing.jpg` }];
    const ran = await Promise.all([
      create({ ...now(), accountId: 'expired' }, '--wait', '40'),
      create({ ...now(), media: noPicture }, '--wait', '40'),
    ]);
    expect(ran.map(({ status }) => status)).toEqual([EXIT.token, EXIT.refused]);
    expect(ran.map((one) => (dataOf(one) as PostView).status)).toEqual(['blocked', 'failed']);
    for (const one of ran) {
      const { error } = dataOf(one) as PostView;
      expect(problemOf(one)).toMatchObject({
        code: error?.code,
        nextAction: expect.stringContaining(error?.nextAction ?? 'none'),
      });
    }
    expect(JSON.stringify(ran)).not.toContain('EAAunknown');
  });

  test('and does not end in time goes on: exit 6, with the post as it was last seen', async () => {
    const ran = await create(stack.image(NEXT_YEAR, { id: 'patience' }), '--wait', '1');
    expect(ran.status).toBe(EXIT.waitTimedOut);
    expect(dataOf(ran)).toMatchObject({ created: true, id: 'patience', status: 'scheduled' });
    expect(problemOf(ran).code).toBe('wait-timed-out');
  });

  test('goes on when the wait is interrupted: exit 130, with the post as it was last seen', async () => {
    const input = JSON.stringify(stack.image(NEXT_YEAR, { id: 'interrupted' }));
    const waiting = shell.start(['posts', 'create', '--file', '-', '--wait'], { input });
    await queued('interrupted');
    waiting.kill('SIGINT');
    const ran = await waiting.ended;
    expect(ran.status).toBe(EXIT.interrupted);
    expect(dataOf(ran)).toMatchObject({ id: 'interrupted', status: 'scheduled' });
    expect(problemOf(ran).code).toBe('interrupted');
  });
});

describe('a queued post', () => {
  test('is queued once, read, moved and canceled', async () => {
    const { accountId } = stack.account;
    const request = stack.image(NEXT_YEAR, { id: 'order-1' });
    const file = await shell.file('post.json', JSON.stringify(request, null, 2));
    const first = await posts('create', '--file', file);
    const { created, ...post } = dataOf(first) as PostView & { created: boolean };
    expect(created).toBe(true);
    const [again, otherwise, read] = await Promise.all([
      posts('create', '--file', file),
      create({ ...request, caption: 'Another' }),
      posts('get', accountId, 'order-1'),
    ]);
    expect(dataOf(again)).toEqual({ created: false, ...post });
    expect(failing(otherwise)).toEqual({ status: EXIT.invalidPost, stdout: '', code: 'conflict' });
    expect(problemOf(otherwise)).toMatchObject({ details: { differs: ['/caption'] } });
    expect(dataOf(read)).toEqual(post);

    const moved = await posts('reschedule', accountId, 'order-1', '2030-07-01T09:00', '--time-zone', 'Europe/Berlin');
    expect(dataOf(moved)).toEqual({ accountId, id: 'order-1', status: 'scheduled', dueAt: '2030-07-01T07:00:00.000Z' });
    const back = await posts('reschedule', accountId, 'order-1', '2030-07-01T09:00:00-05:00');
    expect(dataOf(back)).toMatchObject({ dueAt: '2030-07-01T14:00:00.000Z' });

    const canceled = { accountId, id: 'order-1', status: 'canceled', dueAt: '2030-07-01T14:00:00.000Z' };
    expect(dataOf(await posts('cancel', accountId, 'order-1', '--reason', 'sold out'))).toEqual(canceled);
    expect(dataOf(await posts('cancel', accountId, 'order-1'))).toEqual(canceled);
    const tooLate = await posts('reschedule', accountId, 'order-1', '2030-08-01T09:00:00Z');
    expect(failing(tooLate)).toEqual({ status: EXIT.general, stdout: '', code: 'too-late' });
  });

  test('is found by account, status and limit', async () => {
    const other = await LiveStack.start();
    const { accountId } = other.account;
    const key = { accountId, id: 'listed-1' };
    try {
      for (const id of ['listed-1', 'listed-2']) await other.carillon.posts.schedule(other.image(NEXT_YEAR, { id }));
      const list = async (...args: readonly string[]) =>
        dataOf(await posts('list', '--account', accountId, ...args)) as PostListItem[];
      const giveUpAt = Date.now() + 10_000;
      while ((await list()).length < 2 && Date.now() < giveUpAt) await sleep(100);
      const [scheduled, one, published] = await Promise.all([
        list('--status', 'scheduled'),
        list('--limit', '1'),
        list('--status', 'published'),
      ]);
      expect(scheduled.map(({ id }) => id).sort()).toEqual(['listed-1', 'listed-2']);
      expect(scheduled).toMatchObject([{ accountId, kind: 'image', errorCode: null }, {}]);
      expect([one.length, published.length]).toEqual([1, 0]);
      expect(failing(await posts('list', '--account', 'Brand!'))).toMatchObject({ status: EXIT.usage });
    } finally {
      await other.temporal.workflow.getHandle(`post.${key.accountId}.listed-1`).terminate();
      await other.temporal.workflow.getHandle(`post.${key.accountId}.listed-2`).terminate();
      await other.stop();
    }
  });

  test('that is not there is named', async () => {
    const { accountId } = stack.account;
    const ran = await Promise.all([
      posts('get', accountId, 'nothing'),
      posts('cancel', accountId, 'nothing'),
      posts('reschedule', accountId, 'nothing', '2030-01-01T00:00:00Z'),
    ]);
    const notFound = { status: EXIT.general, stdout: '', code: 'not-found' };
    expect(ran.map(failing)).toEqual([notFound, notFound, notFound]);
    expect(problemOf(ran[0]).message).toContain('"nothing"');
  });

  test('is not moved to a time that is none, ambiguous or past', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(NEXT_YEAR));
    const moved = await Promise.all(
      ['soon', '2030-01-01T00:00', '2020-01-01T00:00:00Z'].map((when) =>
        posts('reschedule', post.accountId, post.id, when),
      ),
    );
    expect(moved.map(({ status }) => status)).toEqual([EXIT.usage, EXIT.usage, EXIT.invalidPost]);
    expect(moved.map((ran) => problemOf(ran).code)).toEqual(['invalid-request', 'invalid-request', 'past-due']);
  });
});

describe('a post that cannot be queued is refused with exit 5, and the thing and the cure are named:', () => {
  test('an unknown key, at any depth', async () => {
    const [top, deep] = await Promise.all([
      refusalOf({ ...stack.image(NEXT_YEAR), captoin: 'x' }),
      refusalOf({
        ...stack.image(NEXT_YEAR),
        media: [{ kind: 'image', url: 'https://example.org/a.jpg', alttext: 'x' }],
      }),
    ]);
    expect(top).toMatchObject({ status: 5, message: 'captoin is not a known key: did you mean "caption"?' });
    expect(deep.message).toBe('media[0].alttext is not a known key: did you mean "altText"?');
  });

  test('a due time in the past, with the way to publish at once', async () => {
    const { status, message, nextAction } = await refusalOf(stack.image(-60_000));
    expect({ status, message }).toEqual({ status: 5, message: expect.stringMatching(/^scheduledAt was .* ago/) });
    expect(nextAction).toContain('"publishNow": true');
  });

  test('a kind that there is not, and a bare local time', async () => {
    const [kind, time] = await Promise.all([
      refusalOf({ ...stack.image(NEXT_YEAR), kind: 'album' }),
      refusalOf({ ...stack.image(NEXT_YEAR), scheduledAt: '2030-01-01T09:00' }),
    ]);
    expect(kind).toMatchObject({ status: 5, message: expect.stringMatching(/kind .*"album"/) });
    expect(time).toMatchObject({ status: 5, message: expect.stringMatching(/scheduledAt .*"timeZone"/) });
  });

  test('an unknown account, with the nearest that there is', async () => {
    const { accountId } = stack.account;
    const { status, message } = await refusalOf({ ...stack.image(NEXT_YEAR), accountId: `${accountId}x` });
    expect({ status, message }).toEqual({
      status: 5,
      message: expect.stringContaining(`Did you mean "${accountId}"?`),
    });
  });

  test('JSON that is none, with the place', async () => {
    const file = await shell.file('broken.json', '{\n  "accountId": "brand",\n  "kind": image\n}');
    const ran = await posts('create', '--file', file);
    expect(failing(ran)).toEqual({ status: 5, stdout: '', code: 'malformed-json' });
    expect(problemOf(ran).message).toContain('broken.json is not JSON at line 3, column 11');
  });

  test('no JSON object', async () => {
    expect(await refusalOf([1])).toMatchObject({ status: 5, message: expect.stringContaining('The post must be') });
  });
});

test('a file that is missing or no text is refused as usage, and named', async () => {
  const latin1 = await shell.file('latin1.json', Buffer.from('{"caption":"\u00e4"}', 'latin1'));
  const ran = await Promise.all([posts('create', '--file', 'none.json'), posts('create', '--file', latin1)]);
  expect(ran.map(({ status }) => status)).toEqual([EXIT.usage, EXIT.usage]);
  expect(ran.map((one) => problemOf(one).message)).toEqual([
    'The file none.json does not exist.',
    `${latin1} is not UTF-8 text.`,
  ]);
});

test('a reader that goes away early does no harm', async () => {
  const reading = shell.start(['posts', 'list', '--account', stack.account.accountId]);
  reading.closeOutput();
  const { status, stderr } = await reading.ended;
  expect({ status, stderr }).toEqual({ status: EXIT.ok, stderr: '' });
});
