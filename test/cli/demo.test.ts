import { mkdir, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { EXIT } from '../../cli/exit-codes.ts';
import type { PostView } from '../../client/index.ts';
import { processesWith } from './processes.ts';
import { dataOf, type Ran, Shell } from './shell.ts';

const STOPS_WITHIN_MS = 15_000;

let shell: Shell;

beforeAll(async () => {
  shell = await Shell.open();
});
afterAll(() => shell.close());

/** A demonstration whose temporary directory is its own: its path is in the command line of all that it starts. */
async function startDemo(name: string, env: Readonly<Record<string, string>> = {}) {
  const temporary = join(shell.dir, name);
  await mkdir(temporary);
  return { demo: shell.start(['demo'], { env: { TMPDIR: temporary, ...env } }), temporary };
}

/** What is left of it when it has ended. */
async function leftOf(temporary: string): Promise<unknown[]> {
  return [...(await processesWith(temporary)), ...(await readdir(temporary))];
}

async function published(): Promise<void> {
  // The settings of a real installation, which a demonstration must not touch.
  const { demo, temporary } = await startDemo('whole', {
    CARILLON_TASK_QUEUE: 'elsewhere',
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    TEMPORAL_NAMESPACE: 'production',
    TEMPORAL_API_KEY: 'key',
  });
  const ran = await demo.ended;
  expect(ran.status).toBe(EXIT.ok);
  const post = dataOf(ran) as PostView & { temporalUrl: string };
  expect(post).toMatchObject({
    status: 'published',
    mediaId: expect.stringMatching(/^\d+$/),
    permalink: expect.stringContaining('https://www.instagram.com/p/'),
    latenessMs: expect.any(Number),
  });
  const told = ran.stderr.split('\n').map((line) => line.slice(0, 13).trim());
  const stages = ['Temporal', 'account', 'queued', 'scheduled', 'preparing', 'ready', 'publishing', 'published'];
  expect(
    told.filter((stage) => stages.includes(stage)).filter((stage, index, all) => stage !== all[index - 1]),
  ).toEqual(stages);
  expect(ran.stderr).toContain(`\n             ${post.temporalUrl}\n`);
  expect(post.temporalUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/namespaces\/default\/workflows\/post\.demo\./);
  expect(await leftOf(temporary)).toEqual([]);
}

async function interruptedAfter(ms: number, signal: NodeJS.Signals): Promise<Ran> {
  const { demo, temporary } = await startDemo(`interrupted-after-${ms}-ms`);
  await sleep(ms);
  const askedAt = Date.now();
  demo.kill(signal);
  // As npm does, which passes on a Ctrl-C that the terminal has sent to everybody.
  demo.kill(signal);
  const ran = await demo.ended;
  expect(Date.now() - askedAt).toBeLessThan(STOPS_WITHIN_MS);
  expect(await leftOf(temporary)).toEqual([]);
  expect(ran.stdout).toBe('');
  expect(ran.stderr).not.toMatch(/^ +at .*:\d+:\d+/m);
  return ran;
}

test('the demonstration publishes a post, tells of every stage, and stops at any moment without leaving a trace', async () => {
  const interruptions = async (...moments: readonly number[]) => {
    for (const ms of moments) expect((await interruptedAfter(ms, 'SIGINT')).status).toBe(EXIT.interrupted);
  };
  await Promise.all([published(), interruptions(10_000), interruptions(100, 1_000, 3_000)]);
}, 180_000);
