import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { validationForPeople } from '../../cli/commands/posts-validate.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { LiveStack } from '../support/live-stack.ts';
import { dataOf, problemOf, type Ran, Shell } from './shell.ts';

const NEXT_YEAR = 365 * 86_400_000;

let stack: LiveStack;
let shell: Shell;

beforeAll(async () => {
  stack = await LiveStack.start();
  shell = await Shell.open(stack.environment);
});
afterAll(async () => {
  await shell.close();
  await stack.stop();
});

const give = (verb: string, request: unknown, ...more: readonly string[]): Promise<Ran> =>
  shell.run(['posts', verb, '--file', '-', ...more], { input: JSON.stringify(request) });

test('a post that may be queued passes with exit 0, and nothing is queued', async () => {
  const request = stack.image(NEXT_YEAR, { id: 'valid' });
  const ran = await give('validate', request);
  expect({ status: ran.status, stderr: ran.stderr }).toEqual({ status: EXIT.ok, stderr: '' });
  expect(dataOf(ran)).toEqual({ ok: true, issues: [], warnings: [] });
  const read = await shell.run(['posts', 'get', stack.account.accountId, 'valid']);
  expect(problemOf(read).code).toBe('not-found');
});

test('no server is needed for it', async () => {
  const { scheduledAt, media } = stack.image(NEXT_YEAR);
  const alone = await Shell.open();
  const input = JSON.stringify({ accountId: 'brand', kind: 'image', scheduledAt, media });
  const ran = await alone.run(['posts', 'validate', '--file', '-'], { input });
  await alone.close();
  expect(dataOf(ran)).toMatchObject({ ok: true });
});

test('all that is wrong is told at once, with exit 5, an unknown account too', async () => {
  const { accountId } = stack.account;
  const request = { ...stack.image(NEXT_YEAR), accountId: `${accountId}x`, captoin: 'x', publishWithinSeconds: 0 };
  const ran = await give('validate', request);
  expect(ran.status).toBe(EXIT.invalidPost);
  const { ok, issues } = dataOf(ran) as { ok: boolean; issues: { pointer: string }[] };
  expect(ok).toBe(false);
  expect(issues.map(({ pointer }) => pointer).sort()).toEqual(['/accountId', '/captoin', '/publishWithinSeconds']);
  expect(problemOf(ran)).toMatchObject({
    code: 'invalid-post',
    message: expect.stringMatching(/^3 things are wrong with the post in standard input; the first: /),
  });
});

test('what is validated as wrong is what creating it refuses', async () => {
  const request = { ...stack.image(NEXT_YEAR), captoin: 'x', kind: 'album', collaborators: ['a', 'b', 'c', 'd'] };
  const [validated, created] = await Promise.all([give('validate', request), give('create', request)]);
  expect(created.status).toBe(EXIT.invalidPost);
  expect(problemOf(created).details).toEqual(problemOf(validated).details);
});

test('with --probe the picture itself is looked at, at private addresses only with --allow-private', async () => {
  const request = stack.image(NEXT_YEAR);
  const [blind, refused, probed] = await Promise.all([
    give('validate', request),
    give('validate', request, '--probe'),
    give('validate', request, '--probe', '--allow-private'),
  ]);
  expect([blind.status, refused.status, probed.status]).toEqual([EXIT.ok, EXIT.invalidPost, EXIT.ok]);
  expect(dataOf(refused)).toMatchObject({ issues: [{ pointer: '/media/0/url' }] });
});

test('a local file of an account with Instagram Login is refused when it is queued', async () => {
  const file = await shell.file('clip.mp4', 'no video, but that is not what it is refused for');
  await shell.run(
    ['accounts', 'add', 'igl', '--ig-user-id', '17840000000000020', '--token-file', '-', '--login', 'instagram'],
    { input: 'IGAA-token' },
  );
  const ran = await give('create', {
    ...stack.image(NEXT_YEAR),
    accountId: 'igl',
    kind: 'reel',
    media: [{ kind: 'video', file }],
  });
  expect(ran.status).toBe(EXIT.invalidPost);
  expect(problemOf(ran).message).toContain('Instagram Login');
});

test.each([
  [{ ok: true, issues: [], warnings: [] }, 'The post may be queued.'],
  [
    {
      ok: false,
      issues: [{ pointer: '/kind', message: 'kind is missing.' }],
      warnings: [{ pointer: '/media/0', message: 'media[0] is wide.' }],
    },
    'wrong    kind is missing.\nwarning  media[0] is wide.\nThe post cannot be queued.',
  ],
])('the report for people of %j', (report, text) => {
  expect(validationForPeople(report)).toBe(text);
});
