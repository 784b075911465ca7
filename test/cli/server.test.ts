import { randomBytes } from 'node:crypto';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { Connection } from '@temporalio/client';
import { EXIT } from '../../cli/exit-codes.ts';
import { setUpServer } from '../../worker/server-setup.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';
import { dataOf, problemOf, type Ran, Shell } from './shell.ts';

/** Nothing listens there: port 1 is reserved and needs root. */
const NOBODY = '127.0.0.1:1';
/** One waits ten seconds for a server that does not answer; the others meanwhile take their turns. */
const AT_ONCE = 2;

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
const test = together(90_000, AT_ONCE);

const refused = (ran: Ran) => ({ status: ran.status, stdout: ran.stdout, code: problemOf(ran).code });

describe('a server', () => {
  test('that does not answer is named with the cure, by every command that needs one, and none waits for it for ever', async () => {
    const env = { TEMPORAL_ADDRESS: NOBODY };
    const commands = [
      ['setup'],
      ['worker'],
      ['dev', '--no-simulator'],
      ['posts', 'list'],
      ['posts', 'get', 'brand', 'x'],
    ];
    const ran = await Promise.all(commands.map((args) => shell.run(args, { env })));
    for (const one of ran) {
      expect(refused(one)).toEqual({ status: EXIT.refused, stdout: '', code: 'unreachable' });
      expect(problemOf(one).message).toBe(`No Temporal server answers at ${NOBODY}.`);
      expect(problemOf(one).nextAction).toContain('set TEMPORAL_ADDRESS');
    }
  });

  test('that nobody named, where no "carillon dev" runs, is asked for', async () => {
    const env = { TEMPORAL_ADDRESS: '' };
    const ran = await Promise.all([['setup'], ['worker'], ['posts', 'list']].map((args) => shell.run(args, { env })));
    const noServer = { status: EXIT.refused, stdout: '', code: 'no-server' };
    expect(ran.map(refused)).toEqual([noServer, noServer, noServer]);
    const [problem] = ran.map(problemOf);
    expect(problem?.message).toContain(`no "carillon dev" runs on ${shell.dataDir}`);
    expect(problem?.nextAction).toBe('Set TEMPORAL_ADDRESS to a Temporal server, or start "carillon dev".');
  });

  test('without our namespace is refused by a worker before it takes work', async () => {
    const ran = await shell.run(['worker'], { env: { TEMPORAL_NAMESPACE: 'nobody-made-it' } });
    expect(refused(ran)).toEqual({ status: EXIT.refused, stdout: '', code: 'not-set-up' });
    expect(problemOf(ran).nextAction).toContain('carillon setup');
  });

  test('that lacks one of our search attributes, as before an upgrade, is refused by a worker too', async () => {
    const connection = await Connection.connect({ address: process.env['TEST_TEMPORAL_ADDRESS'] ?? '' });
    const namespace = `cli-${randomBytes(6).toString('hex')}`;
    await setUpServer(connection, namespace);
    await connection.operatorService.removeSearchAttributes({ namespace, searchAttributes: ['IgInvites'] });
    const ran = await shell.run(['worker'], { env: { TEMPORAL_NAMESPACE: namespace } });
    await connection.close();
    expect(refused(ran)).toEqual({ status: EXIT.refused, stdout: '', code: 'not-set-up' });
    expect(problemOf(ran).message).toContain('IgInvites');
  });
});

test('setup makes a namespace ready, once and again', async () => {
  const env = { TEMPORAL_NAMESPACE: `cli-${randomBytes(6).toString('hex')}` };
  const namespace = env.TEMPORAL_NAMESPACE;
  const first = dataOf(await shell.run(['setup'], { env }));
  expect(first).toMatchObject({ namespace, created: true, retentionDays: 30 });
  expect(first).toMatchObject({ searchAttributesAdded: expect.arrayContaining(['IgAccount', 'IgDueAt']) });
  expect(first).toMatchObject({ inviteSchedulesAdded: 1 });
  const again = dataOf(await shell.run(['setup'], { env }));
  expect(again).toEqual({ ...Object(first), created: false, searchAttributesAdded: [], inviteSchedulesAdded: 0 });
  expect(dataOf(await shell.run(['posts', 'list'], { env }))).toEqual([]);
});

test("settings for Temporal that cannot be used are refused as usage, and the reason is Temporal's own", async () => {
  const broken = await shell.file('broken.toml', 'x = [');
  const environments = [
    { TEMPORAL_ADDRESS: 'http://127.0.0.1:7233' },
    { TEMPORAL_CONFIG_FILE: broken },
    { TEMPORAL_PROFILE: 'nobody' },
    { TEMPORAL_TLS_CLIENT_CERT_PATH: '/none.pem', TEMPORAL_TLS_CLIENT_KEY_PATH: '/none.pem' },
  ];
  const ran = await Promise.all(environments.map((env) => shell.run(['posts', 'list'], { env })));
  const unusable = { status: EXIT.usage, stdout: '', code: 'invalid-temporal-settings' };
  expect(ran.map(refused)).toEqual(environments.map(() => unusable));
  expect(ran.map((one) => problemOf(one).message)).toEqual([
    expect.stringContaining("got 'http://127.0.0.1:7233'"),
    expect.stringContaining('Invalid TOML document'),
    expect.stringContaining("Profile 'nobody' not found"),
    expect.stringContaining("open '/none.pem'"),
  ]);
});

describe('a worker', () => {
  for (const signal of ['SIGTERM', 'SIGINT'] as const) {
    test(`that is asked to stop by ${signal} ends well`, async () => {
      const worker = shell.start(['worker']);
      await worker.says(/"worker started"/);
      worker.kill(signal);
      const { status, stdout, stderr } = await worker.ended;
      expect({ status, stdout }).toEqual({ status: EXIT.ok, stdout: '' });
      expect(stderr).toContain('"worker stopping');
    });
  }

  test('with another key than the accounts were sealed with says so, and takes no work', async () => {
    const env = { CARILLON_SECRET_KEY: randomBytes(32).toString('base64') };
    const ran = await shell.run(['worker'], { env });
    expect(refused(ran)).toEqual({ status: EXIT.general, stdout: '', code: 'wrong-secret-key' });
  });
});
