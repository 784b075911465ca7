import { randomUUID } from 'node:crypto';
import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import type { PostView } from '../../client/index.ts';
import { type Simulator, startSimulator } from '../../simulator/simulator.ts';
import { type MediaHost, startMediaHost } from '../media/media-host.ts';
import { sampleVideo } from '../media/sample-video.ts';
import { together } from '../support/together.ts';
import { processesWith, untilNoneWith } from './processes.ts';
import { dataOf, problemOf, type Running, Shell } from './shell.ts';

const PREFERRED_PORTS = [7233, 8233, 8300];
const GONE_WITHIN_MS = 20_000;
/** Staged and armed soon, so that no test waits long. */
const SOON = { CARILLON_LEAD_SECONDS: '8', CARILLON_ARM_SECONDS: '2..1' };

interface Places {
  readonly address: string;
  readonly uiUrl: string;
  readonly simulatorUrl: string | null;
  readonly graphUrl: string;
  readonly dataDir: string;
}

/** Serves the pictures, and outlives the stacks. */
let pictures: Simulator;
let videos: MediaHost;
let holders: Server[];

beforeAll(async () => {
  pictures = await startSimulator();
  videos = await startMediaHost();
  holders = await Promise.all(PREFERRED_PORTS.map(hold));
});
afterAll(async () => {
  for (const holder of holders) holder.close();
  await pictures.close();
  await videos.close();
});

/** Whole stacks: two keep two processors busy while they start. */
const AT_ONCE = 2;
const inTurn = together(90_000, AT_ONCE);

/** A test with a data directory of its own, of which no process is left when it is over. */
function test(name: string, body: (shell: Shell) => Promise<void>): void {
  inTurn(name, async () => {
    const shell = await Shell.open(SOON);
    try {
      await body(shell);
    } finally {
      await shell.close();
      await untilNoneWith(shell.dataDir, GONE_WITHIN_MS);
    }
  });
}

/** Takes a port, unless somebody else on this machine has it: then it is taken as well. */
async function hold(port: number): Promise<Server> {
  const server = createServer();
  await Promise.race([once(server, 'error'), once(server.listen(port, '127.0.0.1'), 'listening')]);
  return server;
}

async function startDev(shell: Shell): Promise<{ readonly dev: Running; readonly places: Places }> {
  const dev = shell.start(['dev']);
  await dev.says(/"uiUrl":.*\n/);
  return { dev, places: JSON.parse(dev.stdout()) as Places };
}

async function addAccount(shell: Shell, accountId: string, number: number): Promise<void> {
  const args = ['accounts', 'add', accountId, '--ig-user-id', `1784140000000000${number}`, '--token-file', '-'];
  expect((await shell.run(args, { input: `EAAtoken-of-${accountId}` })).status).toBe(EXIT.ok);
}

const imageOf = (accountId: string, more: object) => ({
  accountId,
  kind: 'image',
  media: [{ kind: 'image', url: `${pictures.url}/_control/pictures/x.jpg` }],
  ...more,
});

/** A worker brings it to the simulator, from this machine. */
const reelOf = (accountId: string, more: object) => {
  const url = videos.serve('/clip.mp4', { body: sampleVideo() });
  return { accountId, kind: 'reel', media: [{ kind: 'video', url, upload: 'bytes' }], ...more };
};

async function create(
  shell: Shell,
  request: object,
  ...more: readonly string[]
): Promise<PostView & { temporalUrl: string }> {
  const ran = await shell.run(['posts', 'create', '--file', '-', ...more], { input: JSON.stringify(request) });
  // How far an upload is, where who waits has seen it under way.
  const stderr = ran.stderr.replace(/^uploading .*\n/gm, '');
  expect({ status: ran.status, stderr }).toEqual({ status: EXIT.ok, stderr: '' });
  return dataOf(ran) as PostView & { temporalUrl: string };
}

describe('the stack of "carillon dev"', () => {
  test('takes other ports for those that are taken, is found by its data directory, alone on it, and outlives a kill', async (shell) => {
    await addAccount(shell, 'stored', 1);
    const first = await startDev(shell);
    const { places } = first;
    expect(places).toMatchObject({ dataDir: shell.dataDir, graphUrl: places.simulatorUrl });
    for (const port of PREFERRED_PORTS) {
      expect(JSON.stringify(places)).not.toContain(`:${port}`);
      expect(first.dev.stderr()).toMatch(new RegExp(`^Port ${port} is taken: .* is on \\d+\\.$`, 'm'));
    }
    expect((await fetch(places.uiUrl)).status).toBe(200);

    const second = await shell.run(['dev']);
    expect({ status: second.status, stdout: second.stdout }).toEqual({ status: EXIT.general, stdout: '' });
    expect(problemOf(second).message).toBe(
      `Process ${first.dev.pid} runs "carillon dev" on ${shell.dataDir}, with its server on ${places.address}.`,
    );

    await addAccount(shell, 'later', 2);
    const posts = [imageOf('stored', { publishNow: true }), imageOf('later', { publishNow: true })];
    const published = await Promise.all(
      [...posts, reelOf('later', { publishNow: true })].map((post) => create(shell, post, '--wait', '40')),
    );
    expect(published.map(({ status }) => status)).toEqual(['published', 'published', 'published']);
    expect(published[0]?.temporalUrl).toContain(`${places.uiUrl}/namespaces/default/workflows/post.stored.`);

    const scheduledAt = new Date(Date.now() + 15_000).toISOString();
    await create(shell, imageOf('stored', { id: 'outlives', scheduledAt }));
    first.dev.kill('SIGKILL');
    await untilNoneWith(shell.dataDir, GONE_WITHIN_MS);
    const alone = await shell.run(['posts', 'list']);
    expect(problemOf(alone).code).toBe('no-server');

    const again = await startDev(shell);
    const giveUpAt = Date.now() + 40_000;
    let post: PostView | undefined;
    while (post?.status !== 'published' && Date.now() < giveUpAt) {
      await sleep(500);
      post = dataOf(await shell.run(['posts', 'get', 'stored', 'outlives'])) as PostView;
    }
    expect(post).toMatchObject({ status: 'published', error: null, attempts: [{ outcome: 'published' }] });

    again.dev.kill('SIGINT');
    const { status, stderr } = await again.dev.ended;
    expect(status).toBe(EXIT.ok);
    expect(stderr).toMatch(/^stopping$/m);
    expect(await processesWith(shell.dataDir)).toEqual([]);
  });

  test('stops with a sentence when its server is lost, and leaves nothing behind', async (shell) => {
    const { dev } = await startDev(shell);
    const server = (await processesWith(shell.dataDir)).find(({ command }) => command.includes('start-dev --ip'));
    for (const { pid, command } of await processesWith(shell.dataDir))
      if (!command.startsWith('sh ')) process.kill(pid, 'SIGKILL');
    expect(server).toBeDefined();
    const { status, stderr } = await dev.ended;
    expect(status).toBe(EXIT.refused);
    const problem = JSON.parse(stderr.trimEnd().split('\n').at(-1) ?? '') as { error: object };
    expect(problem.error).toMatchObject({
      code: 'embedded-server',
      message: expect.stringContaining('The embedded Temporal server ended with code 137'),
    });
    expect(stderr).not.toMatch(/^ +at .*:\d+:\d+/m);
    await untilNoneWith(shell.dataDir, GONE_WITHIN_MS);
  });
});

test('"carillon dev --no-simulator" publishes through whatever answers at CARILLON_GRAPH_URL, on a server that is named', async (shell) => {
  const instagram = shell.start(['simulator', '--port', '0']);
  await instagram.says(/"url":.*\n/);
  const { url } = JSON.parse(instagram.stdout()) as { url: string };
  const env = {
    TEMPORAL_ADDRESS: process.env['TEST_TEMPORAL_ADDRESS'] ?? '',
    CARILLON_TASK_QUEUE: `test-${randomUUID()}`,
    CARILLON_GRAPH_URL: url,
    CARILLON_INSTAGRAM_URL: url,
    CARILLON_DATA_DIR: `${shell.dir}/apart`,
  };
  const accountId = `apart-${randomUUID()}`;
  const token = 'EAAapart';
  const args = ['accounts', 'add', accountId, '--ig-user-id', '17841400000000009', '--token-file', '-'];
  const dev = shell.start(['dev', '--no-simulator'], { env });
  const account = { igUserId: '17841400000000009', username: 'apart', token };
  await Promise.all([
    shell.run(args, { input: token, env }),
    fetch(`${url}/_control/accounts`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(account),
    }),
    dev.says(/"graphUrl":.*\n/),
  ]);
  expect(JSON.parse(dev.stdout())).toMatchObject({ address: env.TEMPORAL_ADDRESS, simulatorUrl: null, graphUrl: url });
  const input = JSON.stringify(imageOf(accountId, { publishNow: true }));
  const ran = await shell.run(['posts', 'create', '--file', '-', '--wait', '40'], { input, env });
  expect({ status: ran.status, post: dataOf(ran) }).toMatchObject({ status: EXIT.ok, post: { status: 'published' } });
  const publishes = (await (await fetch(`${url}/_control/publishes`)).json()) as object[];
  expect(publishes).toMatchObject([{ igUserId: '17841400000000009', committed: true }]);
  for (const running of [dev, instagram]) running.kill('SIGTERM');
  expect((await Promise.all([dev.ended, instagram.ended])).map(({ status }) => status)).toEqual([EXIT.ok, EXIT.ok]);
});

describe('"carillon dev" is refused', () => {
  for (const [name, nextAction] of [
    ['CARILLON_GRAPH_URL', 'Add --no-simulator to talk to that URL, or unset CARILLON_GRAPH_URL.'],
    ['CARILLON_INSTAGRAM_URL', 'Add --no-simulator to talk to that URL, or unset CARILLON_INSTAGRAM_URL.'],
  ] as const) {
    test(`with the simulator and ${name} together`, async (shell) => {
      const ran = await shell.run(['dev'], { env: { [name]: 'http://127.0.0.1:9' } });
      expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: EXIT.usage, stdout: '' });
      expect(problemOf(ran)).toMatchObject({ code: 'two-instagrams', nextAction });
    });
  }

  test('on a data directory that is a file, or whose lock is damaged', async (shell) => {
    const file = await shell.file('file', '');
    const damaged = join(shell.dir, 'damaged');
    await mkdir(damaged);
    await shell.file('damaged/dev.lock', 'no database at all, but long enough to be looked at as one'.repeat(20));
    const ran = await Promise.all(
      [file, damaged].map((dataDir) => shell.run(['dev'], { env: { CARILLON_DATA_DIR: dataDir } })),
    );
    expect(ran.map(({ status }) => status)).toEqual([EXIT.general, EXIT.general]);
    expect(ran.map((one) => problemOf(one).code)).toEqual(['system-error', 'unusable-data-dir']);
    expect(ran.map((one) => problemOf(one).message)).toEqual(
      [file, damaged].map((path) => expect.stringContaining(path)),
    );
  });
});
