import { afterAll, beforeAll, expect, test } from '@jest/globals';
import { type PostKey, postWorkflowId } from '../../contracts/ids.ts';
import { LiveStack } from '../support/live-stack.ts';

/** Of the calls are used up when a carousel of ten begins to be staged; each call is another percent of them. */
const USED_PERCENT = 83;
const PICTURES = 10;

let stack: LiveStack;
beforeAll(async () => {
  stack = await LiveStack.start({ leadSeconds: 900 });
  await stack.startWorker();
}, 60_000);
afterAll(() => stack.stop());

/** What the steps of a run say that wait for their next try. */
async function waitingSteps(key: PostKey): Promise<readonly { readonly step: string; readonly says: string }[]> {
  const { raw } = await stack.temporal.workflow.getHandle(postWorkflowId(key)).describe();
  return (raw.pendingActivities ?? []).map(({ activityType, lastFailure }) => ({
    step: activityType?.name ?? '',
    says: lastFailure?.message ?? '',
  }));
}

async function untilWaiting(key: PostKey, steps: readonly string[]): Promise<void> {
  const giveUpAt = Date.now() + 15_000;
  for (;;) {
    const waiting = await waitingSteps(key);
    const near = waiting.filter(({ says }) => says.includes('are used up: this one waits until'));
    if (steps.every((name) => near.some(({ step }) => step === name)) && near.length === waiting.length) return;
    if (Date.now() > giveUpAt) throw new Error(`Waited in vain for ${steps}: ${JSON.stringify(waiting)}`);
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}

test('a post that is due is published on time at an account whose calls run out, and what can wait does', async () => {
  const { posts } = stack.carillon;
  const { post: due } = await posts.schedule(stack.image(20_000, { firstComment: 'Link in bio' }));
  await stack.until(due, 'the post that is due to be staged', ({ status }) => status === 'ready');
  await stack.control('POST', 'settings', { usagePercent: USED_PERCENT, usagePercentPerCall: 1 });

  const media = Array.from({ length: PICTURES }, () => stack.picture);
  const { post: later } = await posts.schedule(stack.carousel(600_000, { media }));
  await untilWaiting(later, ['awaitContainer']);

  const published = await stack.until(due, 'its publishing', ({ status }) => status === 'published', 40_000);
  expect(published).toMatchObject({ permalink: null, error: null, warnings: [] });
  expect(published.attempts).toHaveLength(1);
  // What can wait asks again every 20 s.
  expect(published.latenessMs).toBeLessThan(10_000);
  await untilWaiting(due, ['readPermalink', 'postComment']);

  // The calls of another post that is due tell that there is room again.
  await stack.control('POST', 'settings', { usagePercent: 1, usagePercentPerCall: 0 });
  await posts.schedule(stack.image(2_000));
  const staged = await stack.until(later, 'the other post to be staged', ({ status }) => status === 'ready', 30_000);
  expect(staged.containers).toHaveLength(PICTURES + 1);
  await posts.reschedule(later, new Date(Date.now() + 2_000).toISOString());
  for (const post of [later, due]) {
    const end = await stack.until(post, 'its permalink', ({ permalink }) => permalink !== null);
    expect(end).toMatchObject({ status: 'published', error: null, warnings: [] });
  }
  await stack.until(due, 'its first comment', ({ firstComment }) => firstComment?.status === 'posted');
}, 120_000);
