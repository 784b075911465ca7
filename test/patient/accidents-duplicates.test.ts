import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import type { PostRequest, PostView } from '../../client/index.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

// Posts that others published twice, or called failed while they were live, each with the name of the accident. Those that began
// with a false answer to a publish are in fault-matrix.test.ts: postiz PR 1681, imposting issue 59, activepieces issue 10389.

let stack: LiveStack;

beforeAll(async () => {
  // The worst that Instagram can do with a second publish of a container: a second post.
  stack = await LiveStack.start({ simulator: { republish: 'duplicate' } });
  await stack.startWorker();
});
afterAll(() => stack.stop());
const test = together(90_000);

const DUE_MS = 3_000;
let posts = 0;
/** A text that no other post of this file has, for a fault to be aimed at. */
const mark = (): string => `Post ${String(posts++).padStart(3, '0')}`;
const inMs = (ms: number): string => new Date(Date.now() + ms).toISOString();
const ended = (post: PostView) => stack.carillon.posts.wait(post, { timeoutMs: 80_000 });
const addFault = (containing: string, fault: object) => stack.control('POST', 'faults', { ...fault, containing });
const queue = async (request: PostRequest) => (await stack.carillon.posts.schedule(request)).post;
const refused = (code: number, subcode?: number) => ({
  kind: 'error',
  httpStatus: 400,
  code,
  ...(subcode !== undefined && { subcode }),
  message: 'Something is wrong',
});

async function expectLiveOnce(post: PostView): Promise<void> {
  // After a doubtful answer the feed tells it, once it has had a window's time.
  const end = await stack.until(post, 'its media id', ({ mediaId }) => mediaId !== null);
  const media = await stack.mediaOf(end);
  expect(media).toHaveLength(1);
  expect(end).toMatchObject({ status: 'published', error: null, mediaId: media[0]?.id });
  expect(await stack.publishesOf(end)).toHaveLength(1);
}

describe('a post that is live', () => {
  test('stays published when its permalink cannot be read (postiz PR 1568: it was marked as an error)', async () => {
    const caption = mark();
    await addFault(caption, { on: 'readMedia', times: 9, answer: refused(100, 33) });
    const post = await queue(stack.image(DUE_MS, { caption }));
    const live = await stack.until(post, 'the post to be published', ({ status }) => status === 'published', 60_000);
    expect(live).toMatchObject({ permalink: null, mediaId: expect.any(String) });
    await expectLiveOnce(await ended(post));
  });

  test('is not sent again when every step after its publishing fails (postiz issue 1321: it was, without end)', async () => {
    const caption = mark();
    const answer = { kind: 'html', httpStatus: 502 };
    for (const on of ['readMedia', 'readChildren', 'comment', 'listComments']) {
      await addFault(caption, { on, times: 20, answer });
    }
    const media = [stack.picture, stack.picture];
    const end = await ended(await queue(stack.carousel(DUE_MS, { caption, media, firstComment: 'Link in bio' })));
    await expectLiveOnce(end);
  });

  test('is sent once when its answer stays out until we give up (postiz PR 1813: a time-out retried the sending)', async () => {
    const caption = mark();
    await addFault(caption, { on: 'publish', commit: true, answer: { kind: 'hang' } });
    const end = await ended(await queue(stack.image(DUE_MS, { caption })));
    await expectLiveOnce(end);
    expect(await attemptsAllowed(end)).toEqual([1]);
  });
});

test('a post whose answer stays out, and that is not live, is sent once too (postiz PR 1813)', async () => {
  const caption = mark();
  await addFault(caption, { on: 'publish', commit: false, answer: { kind: 'hang' } });
  const end = await ended(await queue(stack.image(DUE_MS, { caption })));
  expect(end).toMatchObject({ status: 'unconfirmed', mediaId: null });
  expect(await stack.publishesOf(end)).toMatchObject([{ committed: false }]);
});

/** How often the server may run each sending of a post. */
async function attemptsAllowed(post: PostView): Promise<(number | null | undefined)[]> {
  const { events = [] } = await stack.historyOf(post);
  return (events ?? [])
    .map(({ activityTaskScheduledEventAttributes }) => activityTaskScheduledEventAttributes)
    .filter((scheduled) => scheduled?.activityType?.name === 'publishAt')
    .map((scheduled) => scheduled?.retryPolicy?.maximumAttempts);
}

// BrightBean: the comment is there, and the answer says that it is not. What comes of the last attempt no next one finds.
test('a first comment whose eight attempts all end in doubt is looked for once more, and is there once', async () => {
  const caption = mark();
  const lost = { on: 'comment', answer: { kind: 'reset' } };
  await addFault(caption, { ...lost, times: 7, commit: false });
  await addFault(caption, { ...lost, commit: true });
  const post = await queue(stack.image(DUE_MS, { caption, firstComment: 'Link in bio' }));
  const isOver = ({ firstComment }: PostView) => firstComment?.status !== 'waiting';
  const end = await stack.until(post, 'what comes of the comment', isOver, 75_000);
  const posted = { status: 'posted', commentId: expect.stringMatching(/^\d+$/) };
  expect(end).toMatchObject({ status: 'published', error: null, firstComment: posted });
  expect(await stack.mediaOf(end)).toMatchObject([{ comments: [{ text: 'Link in bio' }] }]);
  expect(await attemptsTaken(end, 'postComment')).toEqual([8]);
  expect(await attemptsTaken(end, 'findComment')).toEqual([1]);
});

/** How often each step of one kind was tried that has come to its end. */
async function attemptsTaken(post: PostView, activity: string): Promise<(number | null | undefined)[]> {
  const events = (await stack.historyOf(post)).events ?? [];
  const isOfIt = (scheduledEventId: unknown) =>
    events[Number(scheduledEventId) - 1]?.activityTaskScheduledEventAttributes?.activityType?.name === activity;
  return events
    .map(({ activityTaskStartedEventAttributes }) => activityTaskStartedEventAttributes)
    .filter((started) => isOfIt(started?.scheduledEventId))
    .map((started) => started?.attempt);
}

describe('"publish now"', () => {
  test('pressed ten times at once, and again afterwards, publishes once (postiz issue 832: it went on until the app was stopped)', async () => {
    const { scheduledAt: _, ...request } = stack.image(0, { id: `now-${Date.now()}` });
    const now = { ...request, publishNow: true } as const;
    const pressed = await Promise.all(Array.from({ length: 10 }, () => stack.carillon.posts.schedule(now)));
    expect(pressed.filter(({ created }) => created)).toHaveLength(1);
    const end = await ended(await queue(now));
    await expectLiveOnce(end);
    expect(await stack.carillon.posts.schedule(now)).toMatchObject({ created: false, post: { mediaId: end.mediaId } });
    await expectLiveOnce(end);
  });

  test('racing the schedule publishes once (ig-harness-oss PR 17: both did)', async () => {
    const post = await queue(stack.image(15_000));
    await stack.until(post, 'a worker to hold the post', ({ status }) => status === 'publishing');
    const untilDue = Date.parse(post.dueAt) - Date.now();
    const moves = [-600, -300, -100, -10, 20].map(async (offset) => {
      await new Promise((resolve) => setTimeout(resolve, untilDue + offset));
      await stack.carillon.posts.reschedule(post, inMs(300));
    });
    // Whichever come too late are refused.
    await Promise.allSettled(moves);
    await expectLiveOnce(await ended(post));
  });
});

describe('posts with the same content for the same instant (postiz issue 1779)', () => {
  const twins = async (commits: readonly boolean[], requestFor: (dueAt: string, url: string) => PostRequest) => {
    const markers = commits.map(() => `same-${mark().slice(-3)}`);
    for (const [index, commit] of commits.entries())
      await addFault(markers[index] ?? '', { on: 'publish', commit, answer: { kind: 'reset' } });
    const dueAt = inMs(DUE_MS);
    const queued = markers.map((marker) => queue(requestFor(dueAt, `${stack.picture.url}?${marker}`)));
    return await Promise.all((await Promise.all(queued)).map(ended));
  };
  const image = (caption: string) => (scheduledAt: string, url: string) =>
    stack.image(0, { scheduledAt, caption, media: [{ kind: 'image', url }] });

  test('are two posts, and neither takes the media of the other for its own when both answers are lost', async () => {
    const [live, lost] = await twins([true, false], image('The same words twice'));
    if (live === undefined || lost === undefined) throw new Error('Two posts were queued.');
    await expectLiveOnce(live);
    expect(lost).toMatchObject({ status: 'unconfirmed', mediaId: null });
    expect(await stack.publishesOf(lost)).toMatchObject([{ committed: false }]);
  });

  test('are told truthfully when both are live and nobody can tell which media is whose: published, and no wrong media', async () => {
    const { accountId } = await stack.addAccount();
    const ends = await twins([true, true], (scheduledAt, url) =>
      stack.story(0, { accountId, scheduledAt, media: [{ kind: 'image', url }] }),
    );
    for (const end of ends) {
      const [media] = await stack.mediaOf(end);
      expect(end).toMatchObject({ status: 'published', error: null });
      expect([media?.id, null]).toContain(end.mediaId);
      expect(await stack.publishesOf(end)).toMatchObject([{ committed: true }]);
    }
  });
});
