import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { PostView } from '../../client/index.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

let stack: LiveStack;

beforeAll(async () => {
  // Long enough for an edit to find a post staged, or held, on a machine that is busy.
  stack = await LiveStack.start({ leadSeconds: 30, armSeconds: { earliest: 6, latest: 6 } });
  await stack.startWorker();
});
afterAll(() => stack.stop());
const test = together();

const ended = (post: PostView) => stack.carillon.posts.wait(post, { timeoutMs: 40_000 });
const isReady = ({ status }: PostView) => status === 'ready';
const late = { allowLate: true };

async function captionsOf(post: PostView): Promise<(string | null)[]> {
  return (await stack.mediaOf(post)).map(({ caption }) => caption);
}

describe('an edit', () => {
  test('of a post whose run has had no task yet is what goes out', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(3_600_000));
    const answer = await stack.carillon.posts.edit(post, { caption: 'Corrected' });
    expect(answer).toMatchObject({ status: 'scheduled', revision: 1, expectedAt: post.dueAt });
    await stack.carillon.posts.reschedule(post, new Date(Date.now() + 8_000).toISOString());
    const end = await ended(post);
    expect(await captionsOf(end)).toEqual(['Corrected']);
    expect(end.containers).toHaveLength(1);
  });

  test('stages what changed again, and keeps the media of a carousel that did not', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.carousel(16_000));
    const before = await stack.until(post, 'staging', isReady);
    await stack.carillon.posts.edit(post, { caption: 'Corrected' }, late);
    const end = await ended(post);
    expect(await captionsOf(end)).toEqual(['Corrected']);
    const kept = before.containers.filter(({ medium }) => medium !== null).map(({ id }) => id);
    expect(end.containers.filter(({ medium }) => medium !== null).map(({ id }) => id)).toEqual(kept);
    expect(end.containers.filter(({ medium }) => medium === null)).toMatchObject([
      { outcome: 'discarded', error: null },
      { outcome: 'published' },
    ]);
  });

  test('of one medium makes that one again', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.carousel(16_000));
    await stack.until(post, 'staging', isReady);
    const media = [stack.picture, { ...stack.picture, altText: 'In its place' }, stack.picture];
    await stack.carillon.posts.edit(post, { media }, late);
    const end = await ended(post);
    const made = [0, 1, 2].map((at) => end.containers.filter(({ medium }) => medium === at).length);
    expect(made).toEqual([1, 2, 1]);
    expect(await stack.mediaOf(end)).toMatchObject([{ children: 3 }]);
  });

  test('of a post that a worker holds lets it go, and the old content is never sent', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(12_000));
    await stack.until(post, 'a worker to hold the post', ({ status }) => status === 'publishing');
    await stack.carillon.posts.edit(post, { caption: 'At the last moment' }, late);
    const end = await ended(post);
    expect(await captionsOf(end)).toEqual(['At the last moment']);
    expect(await stack.publishesOf(end)).toHaveLength(1);
  });

  test('of a post that is being staged replaces what is under way', async () => {
    const slow = { kind: 'slow', extraMs: 60_000 };
    await stack.control('POST', 'faults', { on: 'processing', containing: 'Never finished', outcome: slow });
    const { post } = await stack.carillon.posts.schedule(stack.image(9_000, { caption: 'Never finished' }));
    await stack.until(post, 'staging', ({ containers }) => containers.length === 1);
    await stack.carillon.posts.edit(post, { caption: 'Sooner' }, late);
    const end = await ended(post);
    expect(await captionsOf(end)).toEqual(['Sooner']);
  });

  test('of the first comment alone stages nothing again', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(16_000, { firstComment: 'One' }));
    const before = await stack.until(post, 'staging', isReady);
    await stack.carillon.posts.edit(post, { firstComment: 'Two' });
    const end = await ended(post);
    expect(end.containers.map(({ id }) => id)).toEqual(before.containers.map(({ id }) => id));
    await stack.until(post, 'the comment', ({ firstComment }) => firstComment?.status === 'posted');
    expect(await stack.mediaOf(end)).toMatchObject([{ comments: [{ text: 'Two' }] }]);
  });

  test('that would make the post late says when it would go out, and changes nothing', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(20_000));
    await stack.until(post, 'staging', isReady);
    await expect(stack.carillon.posts.edit(post, { caption: 'Too late' })).rejects.toMatchObject({
      code: 'would-be-late',
      details: { expectedAt: expect.any(String) },
    });
    const end = await ended(post);
    expect(await captionsOf(end)).toEqual(['A picture']);
    expect(end).toMatchObject({ dueAt: post.dueAt, containers: [{ outcome: 'published' }] });
  });

  test('that starts from what somebody else has changed meanwhile is refused', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(3_600_000));
    const captions = ['One', 'Two', 'Three', 'Four', 'Five'];
    const results = await Promise.allSettled(captions.map((caption) => stack.carillon.posts.edit(post, { caption })));
    const rejected = results.filter(({ status }) => status === 'rejected');
    expect(rejected.length).toBeGreaterThan(0);
    expect(rejected.length).toBeLessThan(captions.length);
    for (const each of rejected) expect(each).toMatchObject({ reason: { code: 'edited-meanwhile' } });
    await stack.carillon.posts.cancel(post);
  });

  test('that makes a post invalid is refused with all that is wrong, as a new post would be', async () => {
    const { post } = await stack.carillon.posts.schedule(stack.image(3_600_000));
    await expect(stack.carillon.posts.edit(post, { caption: '#'.padEnd(2_300, 'a') })).rejects.toMatchObject({
      errors: [{ pointer: '/caption' }],
    });
    await stack.carillon.posts.cancel(post);
  });

  test('is the content that a repeat of the request is compared with', async () => {
    const request = stack.image(3_600_000, { id: 'edited-order' });
    const { post } = await stack.carillon.posts.schedule(request);
    await stack.carillon.posts.edit(post, { caption: 'Corrected' });
    expect(await stack.carillon.posts.schedule({ ...request, caption: 'Corrected' })).toMatchObject({ created: false });
    await expect(stack.carillon.posts.schedule(request)).rejects.toMatchObject({ code: 'conflict' });
    await stack.carillon.posts.cancel(post);
  });
});
