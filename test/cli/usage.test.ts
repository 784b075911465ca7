import { readFile } from 'node:fs/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { atMost } from '../../activities/work-queue.ts';
import { EXIT } from '../../cli/exit-codes.ts';
import { together } from '../support/together.ts';
import { problemOf, Shell } from './shell.ts';

let shell: Shell;

beforeAll(async () => {
  shell = await Shell.open();
});
afterAll(() => shell.close());
/** Each of them runs a command, which keeps a processor busy for as long as it takes to start. */
const AT_ONCE = 3;
const test = together(60_000, AT_ONCE);

const VERBS = [
  'demo',
  'dev',
  'worker',
  'setup',
  'simulator',
  'accounts',
  'accounts add',
  'accounts set',
  'accounts list',
  'accounts remove',
  'posts',
  'posts create',
  'posts import',
  'posts validate',
  'posts get',
  'posts list',
  'posts reschedule',
  'posts edit',
  'posts cancel',
  'posts retry',
  'posts settle',
  'quota',
];

test('the help of the program has an example, every verb and every exit code', async () => {
  const { status, stdout, stderr } = await shell.run(['--help']);
  expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
  expect(stdout).toContain('Example:\n  carillon demo');
  for (const verb of VERBS.filter((name) => !name.includes(' ')))
    expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'));
  for (const code of Object.values(EXIT)) expect(stdout).toMatch(new RegExp(`^ +${code}  \\w`, 'm'));
});

test('the help of every verb has an example of that verb', async () => {
  const inTurn = atMost(AT_ONCE);
  const helps = await Promise.all(VERBS.map((verb) => inTurn(() => shell.run([...verb.split(' '), '--help']))));
  for (const [index, { status, stdout, stderr }] of helps.entries()) {
    expect({ status, stderr }).toEqual({ status: 0, stderr: '' });
    expect(stdout).toMatch(new RegExp(`Example:\n  .*carillon ${VERBS[index]}`));
  }
});

test('--version tells the version of the package', async () => {
  const { version } = JSON.parse(await readFile(new URL('../../package.json', import.meta.url), 'utf8')) as {
    version: string;
  };
  expect(await shell.run(['--version'])).toEqual({ status: 0, stdout: `${version}\n`, stderr: '' });
});

describe('what cannot be a command is refused as usage:', () => {
  for (const [what, args, message] of [
    ['no command', [], /^There is a command missing\.$/],
    ['no verb', ['posts'], /^There is a command missing\.$/],
    ['a mistyped command', ['demmo'], /'demmo'\. Did you mean demo\?$/],
    ['a mistyped verb', ['posts', 'crate'], /'crate'\. Did you mean create\?$/],
    ['a mistyped option', ['posts', 'list', '--acount', 'x'], /'--acount'\. Did you mean --account\?$/],
    ['a missing option', ['posts', 'create'], /'--file <file>' not specified\.$/],
    ['a settlement that is none', ['posts', 'settle', 'brand', 'a', 'publised'], /Did you mean published\?$/],
    ['a setting that is missing', ['accounts', 'set', 'brand'], /'--on-unconfirmed <.*>' not specified\.$/],
    ['a missing argument', ['posts', 'get', 'brand'], /'id'\.$/],
    ['one argument too many', ['posts', 'get', 'brand', 'a', 'b'], /Expected 2 arguments but got 3\.$/],
    ['a limit that is no number', ['posts', 'list', '--limit', 'abc'], /It must be a whole number from 1 to /],
    ['a wait that is no number', ['posts', 'create', '--file', '-', '--wait', '1.5'], /It must be a whole number/],
    ['a port that is no number', ['simulator', '--port', 'x'], /It must be a whole number from 0 to 65535\.$/],
    ['a mistyped status', ['posts', 'list', '--status', 'sheduled'], /Did you mean scheduled\?$/],
    ['an account that is missing', ['quota'], /'accountId'\.$/],
    ['an unknown status', ['posts', 'list', '--status', 'zzz'], /It must be one of scheduled, preparing, /],
  ] as const) {
    test(what, async () => {
      const ran = await shell.run(args);
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: EXIT.usage, stdout: '' });
      expect(problemOf(ran)).toEqual({
        code: 'usage',
        message: expect.stringMatching(message),
        nextAction: 'See carillon --help, or --help after the command.',
      });
    });
  }
});

describe('an environment that is wrong is refused before anything is done:', () => {
  for (const [what, env, message] of [
    ['an unknown variable', { CARILLON_GRAF_URL: 'x' }, 'did you mean CARILLON_GRAPH_URL?'],
    ['a secret key that is none', { CARILLON_SECRET_KEY: 'abc' }, 'CARILLON_SECRET_KEY must be 32 bytes in base64'],
  ] as const) {
    test(what, async () => {
      const ran = await shell.run(['accounts', 'list'], { env });
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: EXIT.usage, stdout: '' });
      expect(problemOf(ran)).toMatchObject({
        code: 'invalid-configuration',
        message: expect.stringContaining(message),
      });
    });
  }
});

test('a variable that only workers read is no news for a command that programs run', async () => {
  const ran = await shell.run(['accounts', 'list'], { env: { CARILLON_LIMITS: 'publish=5' } });
  expect(ran).toEqual({ status: 0, stdout: '[]\n', stderr: '' });
});
