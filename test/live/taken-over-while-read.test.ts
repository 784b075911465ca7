import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { historyFromJSON, historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { Runtime, Worker } from '@temporalio/worker';
import { createLogger } from '../../worker/log.ts';
import { installRuntime } from '../../worker/runtime.ts';
import { workflowBundle } from '../../worker/workflow-bundle.ts';
import { LiveStack } from '../support/live-stack.ts';

const ARM_MS = 5_000;
const DUE_MS = 9_000;

const logger = createLogger('silent');
let stack: LiveStack;

beforeAll(async () => {
  installRuntime(logger);
  stack = await LiveStack.start({ armSeconds: { earliest: ARM_MS / 1000, latest: ARM_MS / 1000 } });
});
afterAll(async () => {
  await stack.stop();
  await Runtime.instance().shutdown();
});

// A read that waited for a dead worker was answered by another one, which let the workflow act on a timer that no task had
// brought yet: half of the posts were then stuck for ever, at the next replay of their history.
test('posts that are read while their worker dies and their timer fires have histories that can be replayed', async () => {
  const victim = await stack.startWorker();
  await stack.startWorker();
  const scheduledAt = new Date(Date.now() + DUE_MS).toISOString();
  const posts = await Promise.all(
    Array.from({ length: 12 }, async () => (await stack.carillon.posts.schedule(stack.image(0, { scheduledAt }))).post),
  );
  const armAt = Date.parse(scheduledAt) - ARM_MS;
  await new Promise((resolve) => setTimeout(resolve, armAt - 400 - Date.now()));
  victim.signal('SIGKILL');
  await new Promise((resolve) => setTimeout(resolve, 100));
  await Promise.all(posts.map((post) => stack.carillon.posts.get(post)));
  for (const post of posts) {
    expect(await stack.carillon.posts.wait(post, { timeoutMs: 40_000 })).toMatchObject({ status: 'published' });
    const history = historyFromJSON(JSON.parse(historyToJSON(await stack.historyOf(post))));
    const bundle = { workflowBundle: await workflowBundle(logger) };
    await expect(
      Worker.runReplayHistory(bundle, history, `post.${post.accountId}.${post.id}`),
    ).resolves.toBeUndefined();
  }
}, 90_000);
