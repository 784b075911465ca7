import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import type { PostView } from '../../client/index.ts';
import { isAccountId, isPostId, type PostKey } from '../../contracts/ids.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';
import { dataOf, problemOf, type Ran, Shell } from './shell.ts';

const NEXT_YEAR = 365 * 86_400_000;
/** Each of them runs commands, which keep a processor busy for as long as they take to start. */
const AT_ONCE = 3;

let stack: LiveStack;
let shell: Shell;

beforeAll(async () => {
  // Posts that are due soon are staged as soon as they are queued.
  stack = await LiveStack.start({ leadSeconds: 30 });
  shell = await Shell.open({ ...stack.environment, CARILLON_LEAD_SECONDS: '10', CARILLON_ARM_SECONDS: '2..1' });
  await stack.startWorker();
});
afterAll(async () => {
  await shell.close();
  await stack.stop();
});
const test = together(90_000, AT_ONCE);

const posts = (...args: readonly string[]): Promise<Ran> => shell.run(['posts', ...args]);
const to = (verb: string, id: string, ...more: readonly string[]): Promise<Ran> =>
  posts(verb, stack.account.accountId, id, ...more);
const edit = (id: string, changes: unknown, ...more: readonly string[]): Promise<Ran> =>
  shell.run(['posts', 'edit', stack.account.accountId, id, '--file', '-', ...more], { input: JSON.stringify(changes) });
/** `on` strikes only what is about the post of this name. */
const addFault = (id: string, on: string, fault: object) =>
  stack.control('POST', 'faults', { on, containing: id, ...fault });
const createAndWait = (request: unknown): Promise<Ran> =>
  shell.run(['posts', 'create', '--file', '-', '--wait', '40'], { input: JSON.stringify(request) });

const failing = (ran: Ran) => ({ status: ran.status, stdout: ran.stdout, code: problemOf(ran).code });

function keyOf(accountId: string, id: string): PostKey {
  if (!isAccountId(accountId) || !isPostId(id)) throw new TypeError(`${accountId} ${id} is no post.`);
  return { accountId, id };
}

const until = (id: string, status: PostView['status'], accountId = stack.account.accountId): Promise<PostView> =>
  stack.until(keyOf(accountId, id), status, (post) => post.status === status);

describe('an edit', () => {
  test('changes what a post holds, tells when it goes out, and null removes', async () => {
    const { accountId } = stack.account;
    const request = stack.image(NEXT_YEAR, { id: 'edited', caption: 'Before' });
    await stack.carillon.posts.schedule(request);
    const edited = { accountId, id: 'edited', status: 'scheduled', dueAt: request.scheduledAt };
    expect(dataOf(await edit('edited', { caption: 'After' }))).toEqual({
      ...edited,
      revision: 1,
      expectedAt: request.scheduledAt,
    });
    expect(dataOf(await edit('edited', { caption: null }))).toMatchObject({ ...edited, revision: 2 });
    await to('cancel', 'edited');
    expect(failing(await edit('edited', { caption: 'Late' }))).toMatchObject({
      status: EXIT.general,
      code: 'too-late',
    });
  });

  test('that makes no sense is refused as an invalid post, and one of no post is named', async () => {
    await stack.carillon.posts.schedule(stack.image(NEXT_YEAR, { id: 'kept' }));
    const ran = await Promise.all([
      edit('kept', { captoin: 'x' }),
      edit('kept', []),
      edit('nothing', { caption: 'x' }),
    ]);
    expect(ran.map(({ status }) => status)).toEqual([EXIT.invalidPost, EXIT.invalidPost, EXIT.general]);
    expect(problemOf(ran[0]).message).toContain('did you mean "caption"?');
    await to('cancel', 'kept');
  });

  test('that would make the post late changes nothing, unless that is allowed', async () => {
    // What staging a video again may take is more than is left, however fast these commands are.
    await stack.carillon.posts.schedule(stack.reel(28_000, { id: 'late' }));
    await until('late', 'ready');
    const caption = 'Another';
    const refused = await edit('late', { caption });
    expect(failing(refused)).toEqual({ status: EXIT.general, stdout: '', code: 'would-be-late' });
    const { dueAt, expectedAt } = problemOf(refused).details as { dueAt: string; expectedAt: string };
    expect(expectedAt > dueAt).toBe(true);
    expect(dataOf(await edit('late', { caption }, '--allow-late'))).toMatchObject({ revision: 1 });
    await to('cancel', 'late');
  });
});

describe('a post that a person is needed for', () => {
  const now = (id: string) => ({ ...stack.image(0, { id, caption: id }), scheduledAt: undefined, publishNow: true });

  test('is blocked for its token, ends the wait with exit 4, and goes on when the account is added with another token', async () => {
    const igUserId = '17840000000000010';
    const token = 'EAAnew-token';
    const add = (input: string) =>
      shell.run(['accounts', 'add', 'renewed', '--ig-user-id', igUserId, '--token-file', '-'], { input });
    await add('EAArevoked-token');
    const waited = await createAndWait({ ...now('waits'), accountId: 'renewed' });
    expect(waited.status).toBe(EXIT.token);
    expect(dataOf(waited)).toMatchObject({ status: 'blocked', error: { category: 'token' } });
    expect(problemOf(waited).nextAction).toContain('carillon accounts add renewed');
    await stack.control('POST', 'accounts', { igUserId, username: 'renewed', token });
    await add(token);
    expect(await until('waits', 'published', 'renewed')).toMatchObject({ error: null });
  });

  test('is blocked for a permission, ends the wait with exit 3, and goes on by a retry', async () => {
    await addFault('retried', 'createContainer', {
      answer: {
        kind: 'error',
        httpStatus: 403,
        code: 10,
        message: 'Application does not have permission for this action',
      },
    });
    const waited = await createAndWait(now('retried'));
    expect(waited.status).toBe(EXIT.refused);
    expect(dataOf(waited)).toMatchObject({ status: 'blocked', error: { category: 'permission', meta: { code: 10 } } });
    expect(problemOf(waited).nextAction).toContain('carillon posts retry');
    expect(dataOf(await to('retry', 'retried'))).toMatchObject({ id: 'retried', status: 'preparing' });
    await until('retried', 'published');
    expect(failing(await to('retry', 'retried'))).toMatchObject({ status: EXIT.general });
  });

  test('is unconfirmed, ends the wait with exit 3, and is settled as not published, then published by a retry', async () => {
    await addFault('settled', 'publish', { commit: false, answer: { kind: 'reset' } });
    const waited = await createAndWait(now('settled'));
    expect(waited.status).toBe(EXIT.refused);
    expect(dataOf(waited)).toMatchObject({ status: 'unconfirmed' });
    expect(problemOf(waited).nextAction).toContain('carillon posts settle');
    expect(failing(await to('retry', 'settled'))).toEqual({ status: EXIT.general, stdout: '', code: 'wrong-state' });
    expect(dataOf(await to('settle', 'settled', 'not-published'))).toMatchObject({ status: 'blocked' });
    expect(failing(await to('settle', 'settled', 'published'))).toMatchObject({ code: 'wrong-state' });
    await to('retry', 'settled');
    await until('settled', 'published');
  });

  test('is unconfirmed, and settled as published with the media that a person found', async () => {
    await addFault('found', 'publish', { commit: false, answer: { kind: 'reset' } });
    await createAndWait(now('found'));
    const settled = await to('settle', 'found', 'published', '--media-id', '17900000000000001');
    expect(dataOf(settled)).toMatchObject({ id: 'found', status: 'published' });
    expect(await until('found', 'published')).toMatchObject({ mediaId: '17900000000000001' });
  });
});

for (const [what, args, message] of [
  ['a media id that is none', ['published', '--media-id', 'abc'], '--media-id must be digits only'],
  ['a media id of nothing', ['not-published', '--media-id', '17900'], '--media-id is of a published post'],
] as const) {
  test(`${what} is refused as usage`, async () => {
    const ran = await to('settle', 'any', ...args);
    expect(failing(ran)).toEqual({ status: EXIT.usage, stdout: '', code: 'usage' });
    expect(problemOf(ran).message).toContain(message);
  });
}
