import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { postWorkflowId } from '../../contracts/ids.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

let stack: LiveStack;

beforeAll(async () => {
  stack = await LiveStack.start();
  await stack.startWorker();
});
afterAll(() => stack.stop());
const test = together();

type Events = NonNullable<Awaited<ReturnType<LiveStack['historyOf']>>['events']>;
/** Of tasks that a busy machine did not take up, or did not finish, in time, and that were given to it again. */
const eventsOfLostTasks = (events: Events): number =>
  events
    .flatMap(({ workflowTaskTimedOutEventAttributes: lost }) => lost ?? [])
    .reduce((sum, { startedEventId }) => sum + (Number(startedEventId ?? 0) > 0 ? 3 : 2), 0);

describe('a post that nothing disturbs', () => {
  test('is published once, at its instant and not before, and says all about it', async () => {
    const { post, created } = await stack.carillon.posts.schedule(stack.image(3_000));
    expect(created).toBe(true);
    expect(post.status).toBe('scheduled');
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 20_000 });
    expect(end).toMatchObject({
      status: 'published',
      mediaId: expect.stringMatching(/^\d+$/),
      permalink: expect.stringContaining('instagram.com'),
      error: null,
      containers: [{ outcome: 'published' }],
      attempts: [{ outcome: 'published' }],
    });
    const seen = await stack.publishesOf(end);
    expect(seen).toHaveLength(1);
    const lateness = (seen[0]?.bodyReceivedAt ?? 0) - Date.parse(end.dueAt);
    expect(lateness).toBeGreaterThanOrEqual(0);
    expect(end.latenessMs).toBeGreaterThanOrEqual(0);
  });

  test('is sent within a second of its instant, like one of five at least on a machine that delays some', async () => {
    const queued = [3_000, 3_500, 4_000, 4_500, 5_000].map((dueInMs) =>
      stack.carillon.posts.schedule(stack.image(dueInMs)),
    );
    const ends = (await Promise.all(queued)).map(({ post }) => stack.carillon.posts.wait(post, { timeoutMs: 30_000 }));
    const latenesses = (await Promise.all(ends)).map(({ latenessMs }) => latenessMs ?? Number.NaN);
    expect(Math.min(...latenesses)).toBeGreaterThanOrEqual(0);
    expect(Math.min(...latenesses)).toBeLessThan(1_000);
  });

  test('leaves a history of at most 45 events, search attributes, a summary, and a Completed run', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(2_500));
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 20_000 });
    const { events } = await stack.historyOf(post);
    expect((events?.length ?? 0) - eventsOfLostTasks(events ?? [])).toBeLessThanOrEqual(45);
    const run = await stack.temporal.workflow.getHandle(postWorkflowId(post)).describe();
    expect(run.status.name).toBe('COMPLETED');
    expect(run.searchAttributes).toMatchObject({
      IgAccount: [post.accountId],
      IgPostState: ['published'],
      IgMediaKind: ['image'],
      IgMediaId: [end.mediaId],
      IgSource: ['test'],
      IgDueAt: [new Date(end.dueAt)],
      IgPublishedAt: [new Date(end.publishedAt ?? '')],
    });
    await expect(run.staticSummary()).resolves.toContain(post.accountId);
  });

  test('waits in one event until it is staged', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(3_600_000));
    const { events } = await stack.historyOf(post);
    expect(events).toHaveLength(1);
    expect(await stack.carillon.posts.get(post)).toMatchObject({ status: 'scheduled', dueAt: post.dueAt });
    await stack.carillon.posts.cancel(post);
  });

  test('with publishNow goes out at once', async () => {
    const { scheduledAt: _, ...request } = stack.image(0);
    const { post } = await stack.carillon.posts.schedule({ ...request, publishNow: true });
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 20_000 });
    expect(end.status).toBe('published');
  });
});

describe('the same request again', () => {
  test('gives back the post that exists, while it runs and after it has ended, and never publishes twice', async () => {
    const request = stack.image(2_500, { id: 'order-1' });
    const first = await stack.carillon.posts.schedule(request);
    const again = await stack.carillon.posts.schedule(request);
    expect([first.created, again.created]).toEqual([true, false]);
    const end = await stack.carillon.posts.wait(first.post, { timeoutMs: 20_000 });
    const late = await stack.carillon.posts.schedule(request);
    expect(late).toMatchObject({ created: false, post: { status: 'published', mediaId: end.mediaId } });
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });

  test('with other content is a conflict that names what differs', async () => {
    const request = stack.image(3_600_000, { id: 'order-2' });
    const { post } = await stack.carillon.posts.schedule(request);
    await expect(stack.carillon.posts.schedule({ ...request, caption: 'Another' })).rejects.toMatchObject({
      code: 'conflict',
      message: expect.stringContaining('/caption'),
    });
    await stack.carillon.posts.cancel(post);
  });
});

describe('staging', () => {
  test('waits for a container that Instagram is still processing', async () => {
    const outcome = { kind: 'slow', extraMs: 1_000 };
    await stack.control('POST', 'faults', { on: 'processing', containing: 'Slow', outcome });
    const { post } = await stack.carillon.posts.schedule(stack.image(6_000, { caption: 'Slow' }));
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 20_000 });
    expect(end).toMatchObject({ status: 'published', containers: [{ outcome: 'published' }] });
  });

  test('makes another container when one fails, and keeps both on the post', async () => {
    const outcome = { kind: 'error', subcode: 2207076 };
    await stack.control('POST', 'faults', { on: 'processing', containing: 'Unlucky', outcome });
    const { post } = await stack.carillon.posts.schedule(stack.image(8_000, { caption: 'Unlucky' }));
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 25_000 });
    expect(end).toMatchObject({
      status: 'published',
      containers: [{ outcome: 'discarded' }, { outcome: 'published' }],
    });
  });

  test('of a picture that is not there fails after three containers, in words of Instagram and ours', async () => {
    const media = [{ kind: 'image' as const, url: `${stack.simulator.url}/not-there.jpg` }];
    const { post } = await stack.carillon.posts.schedule(stack.image(4_000, { media }));
    const end = await stack.carillon.posts.wait(post, { timeoutMs: 30_000 });
    expect(end).toMatchObject({
      status: 'failed',
      error: { code: 'media-not-fetched', category: 'media', meta: { code: 9004, subcode: 2207052 } },
    });
    expect(await stack.publishesOf(end)).toHaveLength(0);
  });
});
