import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { findTemporalCli } from '../../cli/embedded/temporal-cli.ts';
import { startEmbeddedServer } from '../../cli/embedded/temporal-server.ts';
import type { PostView } from '../../client/index.ts';
import { LiveStack } from '../support/live-stack.ts';

// Records one history for every path of a post through its workflow. Run by `npm run histories`, after a change that the
// recorded histories cannot follow; say why in the commit.

const WAIT_MS = 60_000;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();

/** Each takes a post to its end in its own way, and returns it. */
const PATHS: Readonly<Record<string, (stack: LiveStack) => Promise<PostView>>> = {
  published: async (stack) => await queue(stack, 3_000),
  'published-after-processing': async (stack) => {
    await stack.control('POST', 'settings', { imageProcessingMs: 1_000 });
    return await queue(stack, 6_000);
  },
  'published-with-a-second-container': async (stack) => {
    await stack.control('POST', 'faults', { on: 'processing', outcome: { kind: 'error', subcode: 2207076 } });
    return await queue(stack, 9_000);
  },
  'canceled-before-its-first-task': async (stack) => {
    const post = await queue(stack, 3_600_000);
    await stack.carillon.posts.cancel(post);
    return post;
  },
  'canceled-while-held': async (stack) => {
    const post = await held(stack, 4_000);
    await stack.carillon.posts.cancel(post, { reason: 'recorded' });
    return post;
  },
  'canceled-on-the-server': async (stack) => {
    const post = await held(stack, 4_000);
    await stack.temporal.workflow.getHandle(`post.${post.accountId}.${post.id}`).cancel();
    return post;
  },
  'rescheduled-before-its-first-task': async (stack) => {
    const post = await queue(stack, 3_600_000);
    await stack.carillon.posts.reschedule(post, inMs(3_000));
    return post;
  },
  'rescheduled-while-held': async (stack) => {
    const post = await held(stack, 4_000);
    await stack.carillon.posts.reschedule(post, inMs(3_000));
    return post;
  },
  'rescheduled-beyond-its-container': async (stack) => {
    const post = await queue(stack, 8_000);
    await stack.until(post, 'the container', ({ status }) => status === 'ready');
    await stack.carillon.posts.reschedule(post, inMs(3 * 86_400_000));
    await stack.carillon.posts.reschedule(post, inMs(3_000));
    return post;
  },
  'canceled-on-the-server-while-the-answer-is-awaited': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 2_000, answer: { kind: 'normal' } });
    const post = await queue(stack, 3_000);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(post.dueAt) + 300 - Date.now()));
    await stack.temporal.workflow.getHandle(`post.${post.accountId}.${post.id}`).cancel();
    return post;
  },
  missed: async (stack) => {
    await stack.control('POST', 'faults', { on: 'createContainer', times: 20, answer: { kind: 'reset' } });
    return await queue(stack, 1_000, 4);
  },
  failed: async (stack) => {
    const media = [{ kind: 'image' as const, url: `${stack.simulator.url}/not-there.jpg` }];
    return (await stack.carillon.posts.schedule(stack.image(3_000, { media }))).post;
  },
  'declined-and-sent-again': async (stack) => {
    const answer = {
      kind: 'error',
      httpStatus: 400,
      code: 9007,
      subcode: 2207027,
      message: 'Media ID is not available',
    };
    await stack.control('POST', 'faults', { on: 'publish', commit: false, answer });
    return await queue(stack, 2_000);
  },
  unconfirmed: async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, answer: { kind: 'reset' } });
    return await queue(stack, 2_000);
  },
  'killed-while-holding': async (stack) => {
    const post = await held(stack, 8_000);
    stack.killWorkers();
    await stack.startWorker();
    return post;
  },
  'killed-after-the-mark': async (stack) => {
    await stack.control('POST', 'faults', { on: 'publish', commit: true, delayMs: 5_000, answer: { kind: 'normal' } });
    const post = await queue(stack, 3_000);
    await new Promise((resolve) => setTimeout(resolve, Date.parse(post.dueAt) + 200 - Date.now()));
    stack.killWorkers();
    await stack.startWorker();
    return post;
  },
};

async function queue(stack: LiveStack, dueInMs: number, publishWithinSeconds = 3_600): Promise<PostView> {
  return (await stack.carillon.posts.schedule(stack.image(dueInMs, { publishWithinSeconds }))).post;
}

async function held(stack: LiveStack, dueInMs: number): Promise<PostView> {
  const post = await queue(stack, dueInMs);
  return await stack.until(post, 'a worker to hold the post', ({ status }) => status === 'publishing');
}

async function record(name: string, path: (stack: LiveStack) => Promise<PostView>): Promise<void> {
  const stack = await LiveStack.start({ armSeconds: { earliest: 3, latest: 3 } });
  try {
    await stack.startWorker();
    const post = await path(stack);
    const end = await stack.carillon.posts.wait(post, { timeoutMs: WAIT_MS });
    await writeFile(
      new URL(`${name}.json`, import.meta.url),
      withoutTraces(historyToJSON(await stack.historyOf(post))),
    );
    process.stdout.write(`${name}: ${end.status}\n`);
  } finally {
    await stack.stop();
  }
}

/** Stack traces name the folders of the machine that recorded them, and no replay reads them. */
function withoutTraces(history: string): string {
  const stripped = JSON.parse(history, (key, value: unknown) => (key === 'stackTrace' ? '' : value));
  return `${JSON.stringify(stripped, undefined, 1)}\n`;
}

const dataDir = await mkdtemp(join(tmpdir(), 'carillon-histories-'));
const cli = await findTemporalCli({
  say: (line) => process.stderr.write(`${line}\n`),
  signal: new AbortController().signal,
});
const server = await startEmbeddedServer({ cli, dataDir, port: 0, uiPort: 0 });
process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
try {
  for (const [name, path] of Object.entries(PATHS)) await record(name, path);
} finally {
  await server.stop();
  await rm(dataDir, { recursive: true, force: true });
}
