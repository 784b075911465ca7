import { randomBytes } from 'node:crypto';
import { mkdir, readdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import { together } from '../support/together.ts';
import { dataOf, problemOf, type Ran, type RunOptions, Shell } from './shell.ts';

const TOKEN = 'EAAsecret0123456789';
const KEY = randomBytes(32).toString('base64');

/** Each of them runs commands, which keep a processor busy for as long as they take to start. */
const AT_ONCE = 3;
const inTurn = together(60_000, AT_ONCE);

/** Where one test runs its commands. */
interface Place {
  readonly shell: Shell;
  run(args: readonly string[], options?: RunOptions): Promise<Ran>;
  add(accountId: string, more?: readonly string[], options?: RunOptions): Promise<Ran>;
}

/** A test in a place of its own, in which no command may ever write the token. */
function test(name: string, body: (place: Place) => Promise<void>): void {
  inTurn(name, async () => {
    const shell = await Shell.open();
    let written = '';
    const run: Place['run'] = async (args, options) => {
      const ran = await shell.run(args, options);
      written += ran.stdout + ran.stderr;
      return ran;
    };
    const add: Place['add'] = (accountId, more = [], options = { input: `${TOKEN}\n` }) =>
      run(['accounts', 'add', accountId, '--ig-user-id', '17841400000000001', '--token-file', '-', ...more], options);
    try {
      await body({ shell, run, add });
    } finally {
      await shell.close();
    }
    expect(written).not.toContain(TOKEN.slice(0, 10));
  });
}

test('an account is added from a file or standard input, replaced, listed without its token, and removed once', async ({
  shell,
  run,
  add,
}) => {
  const file = await shell.file('token.txt', `${TOKEN}\n`);
  const brand = {
    accountId: 'brand',
    igUserId: '17841400000000001',
    login: 'facebook',
    onUnconfirmed: 'wait',
    credentialsRevision: 1,
  };
  const fromFile = await run(['accounts', 'add', 'brand', '--ig-user-id', brand.igUserId, '--token-file', file]);
  expect({ ...fromFile, stdout: dataOf(fromFile) }).toEqual({
    status: 0,
    stdout: { ...brand, outcome: 'added', sweeps: 'when-a-worker-starts' },
    stderr: '',
  });
  const again = await add('brand', ['--login', 'instagram'], { input: `${TOKEN}2` });
  const replaced = { ...brand, login: 'instagram', credentialsRevision: 2 };
  expect(dataOf(again)).toEqual({ ...replaced, outcome: 'replaced', sweeps: 'not-with-this-login' });
  expect(dataOf(await run(['accounts', 'list']))).toEqual([replaced]);
  expect(dataOf(await run(['accounts', 'remove', 'brand']))).toEqual({
    accountId: 'brand',
    outcome: 'removed',
    sweeps: 'not-reached',
  });
  const twice = await run(['accounts', 'remove', 'brand']);
  expect(twice.status).toBe(EXIT.general);
  expect(problemOf(twice)).toMatchObject({ code: 'unknown-account', message: expect.stringContaining('"brand"') });
});

test('an unknown account is refused with the nearest name', async ({ run, add }) => {
  await add('brand');
  const attempts = [
    await run(['accounts', 'remove', 'brnad']),
    await run(['accounts', 'set', 'brnad', '--on-unconfirmed', 'wait']),
  ];
  for (const ran of attempts) {
    expect(ran.status).toBe(EXIT.general);
    expect(problemOf(ran).message).toContain('Did you mean "brand"?');
  }
});

test('what is to happen to unconfirmed posts is given when an account is added or later, without its token, and kept', async ({
  run,
  add,
}) => {
  const again = { onUnconfirmed: 'publish-again-same-container' };
  const listed = async () => dataOf(await run(['accounts', 'list']));
  expect(dataOf(await add('brand', ['--on-unconfirmed', again.onUnconfirmed]))).toMatchObject(again);
  await add('brand');
  expect(await listed()).toMatchObject([{ ...again, credentialsRevision: 2 }]);
  expect(dataOf(await run(['accounts', 'set', 'brand', '--on-unconfirmed', 'wait']))).toMatchObject({
    accountId: 'brand',
    onUnconfirmed: 'wait',
    credentialsRevision: 2,
  });
  expect(await listed()).toMatchObject([{ onUnconfirmed: 'wait', credentialsRevision: 2 }]);
});

describe('what cannot be an account is refused, and nothing is made:', () => {
  const igUser = ['--ig-user-id', '17841400000000001'];
  const file = ['--token-file', '-'];
  for (const [what, args, status, message] of [
    ['a bad name', ['Brand!', ...igUser, ...file], EXIT.usage, '"Brand!" cannot name an account'],
    [
      'a bad Instagram user',
      ['brand', '--ig-user-id', '@brand', ...file],
      EXIT.usage,
      '--ig-user-id must be digits only',
    ],
    ['a missing token file', ['brand', ...igUser, '--token-file', 'none.txt'], EXIT.usage, 'none.txt does not exist.'],
    ['a directory as token file', ['brand', ...igUser, '--token-file', '.'], EXIT.usage, '. is a directory.'],
    [
      'an unknown policy',
      ['brand', ...igUser, ...file, '--on-unconfirmed', 'publish-again'],
      EXIT.usage,
      'It must be one of wait, publish-again-same-container.',
    ],
    ['an unknown login', ['brand', ...igUser, ...file, '--login', 'facebok'], EXIT.usage, 'Did you mean facebook?'],
  ] as const) {
    test(what, async ({ shell, run }) => {
      const ran = await run(['accounts', 'add', ...args], { input: TOKEN });
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status, stdout: '' });
      expect(problemOf(ran).message).toContain(message);
      expect(await readdir(shell.dir)).toEqual([]);
    });
  }
});

for (const [what, input] of [
  ['an empty token', ' \n'],
  ['a token with a space in it', `${TOKEN} ${TOKEN}`],
] as const) {
  test(`${what} is refused as a matter of the token`, async ({ run, add }) => {
    const ran = await add('brand', [], { input });
    expect(ran.status).toBe(EXIT.token);
    expect(problemOf(ran)).toMatchObject({ code: 'malformed-token', nextAction: expect.any(String) });
    expect(dataOf(await run(['accounts', 'list']))).toEqual([]);
  });
}

test('a wrong CARILLON_SECRET_KEY is named, and changes nothing', async ({ run, add }) => {
  const env = { CARILLON_SECRET_KEY: KEY };
  await add('brand', [], { input: TOKEN, env });
  const wrong = { CARILLON_SECRET_KEY: randomBytes(32).toString('base64') };
  const attempts = [
    await add('other', [], { input: TOKEN, env: wrong }),
    await run(['accounts', 'remove', 'brand'], { env: wrong }),
    await run(['accounts', 'list']),
  ];
  const problems = attempts.map((ran) => [ran.status, ran.stdout, problemOf(ran).code]);
  expect(problems).toEqual([
    [EXIT.general, '', 'wrong-secret-key'],
    [EXIT.general, '', 'wrong-secret-key'],
    [EXIT.general, '', 'unusable-secret-key'],
  ]);
  expect(dataOf(await run(['accounts', 'list'], { env }))).toMatchObject([{ accountId: 'brand' }]);
});

test('looking at the accounts makes neither a database nor a key', async ({ shell, run }) => {
  expect(await run(['accounts', 'list'])).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
  expect(await readdir(shell.dir)).toEqual([]);
});

test('a data directory that is a file is named', async ({ shell, add }) => {
  await writeFile(shell.dataDir, '');
  const ran = await add('brand');
  expect(ran.status).toBe(EXIT.general);
  expect(problemOf(ran).message).toContain(shell.dataDir);
});

test('a damaged database is named', async ({ shell, run }) => {
  await mkdir(shell.dataDir);
  await writeFile(
    join(shell.dataDir, 'accounts.db'),
    'no database at all, but long enough to be looked at as one'.repeat(20),
  );
  const ran = await run(['accounts', 'list']);
  expect(ran.status).toBe(EXIT.general);
  expect(problemOf(ran)).toMatchObject({
    code: 'unusable-accounts-database',
    message: expect.stringContaining('damaged'),
  });
});
