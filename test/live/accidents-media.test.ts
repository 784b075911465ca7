import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { defaultPayloadConverter } from '@temporalio/common';
import { judgeReading } from '../../activities/judge-staging.ts';
import type { PostRequest, PostView } from '../../client/index.ts';
import { postWorkflowId } from '../../contracts/ids.ts';
import type { AwaitContainerOrder, CreateContainerOrder } from '../../contracts/staging.ts';
import { CONTAINER_FAILED } from '../../contracts/staging-failures.ts';
import { containerReading } from '../../graph/container-reading.ts';
import { sampleVideo } from '../media/sample-video.ts';
import { LiveStack } from '../support/live-stack.ts';
import { together } from '../support/together.ts';

// Posts that others lost over media that were not ready, not processed or not to be fetched, each with the name of the accident.
// More of them: activepieces issue 10389 (fault-matrix.test.ts), mixpost issue 197 and postiz issue 1562
// (container-faults.test.ts), postiz PR 1900 (kinds.test.ts), a file that is gone (upload-faults.test.ts).

let stack: LiveStack;

beforeAll(async () => {
  stack = await LiveStack.start();
  await stack.startWorker();
});
afterAll(() => stack.stop());
const test = together();

const DUE_MS = 3_000;
let posts = 0;
/** A text that no other post of this file has, for a fault to be aimed at. */
const mark = (): string => `post-${String(posts++).padStart(3, '0')}`;
const addFault = (containing: string, fault: object) => stack.control('POST', 'faults', { ...fault, containing });
const queue = async (request: PostRequest) => (await stack.carillon.posts.schedule(request)).post;
const ended = (post: PostView) => stack.carillon.posts.wait(post, { timeoutMs: 50_000 });

describe('a carousel', () => {
  test('is made when all of its media are finished, and published when it is (meta-mcp issue 138: it was published before)', async () => {
    const [child, whole] = [mark(), mark()];
    const slow = { on: 'processing', outcome: { kind: 'slow', extraMs: 8_000 } };
    await addFault(child, slow);
    await addFault(whole, slow);
    const media = [stack.picture, { ...stack.video, url: `${stack.video.url}?${child}` }];
    const end = await ended(await queue(stack.carousel(DUE_MS, { caption: whole, media })));
    expect(end).toMatchObject({ status: 'published', attempts: [{ outcome: 'published' }] });
    expect(end.containers.map(({ outcome }) => outcome)).toEqual(['published', 'published', 'published']);
    expect(await stack.mediaOf(end)).toMatchObject([{ children: 2 }]);
    // One that is asked for too early is refused (9007) and asked for again: only the history shows that it never was.
    const awaited = (medium: number | null) =>
      stepOf<AwaitContainerOrder>(end, 'awaitContainer', ({ containerId }) => containerId === idOf(end, medium));
    const [picture, video, carousel] = [await awaited(0), await awaited(1), await awaited(null)];
    const made = await stepOf<CreateContainerOrder>(end, 'createContainer', ({ part }) => part.kind === 'carousel');
    const sent = await stepOf(end, 'publishAt');
    expect(picture.endedAt).toBeLessThan(made.beganAt);
    expect(video.endedAt).toBeLessThan(made.beganAt);
    expect(carousel.endedAt).toBeLessThan(sent.beganAt);
    expect([made.attempts, sent.attempts]).toEqual([1, 1]);
    // There was something to wait for.
    expect(Math.min(video.attempts, carousel.attempts)).toBeGreaterThan(1);
  });

  test('that fails says which medium it was, and that Instagram was to fetch it (postiz issue 2000)', async () => {
    const child = mark();
    const timedOut = { kind: 'error', httpStatus: 400, code: -2, subcode: 2207003, message: 'Time-out' };
    await addFault(child, { on: 'createContainer', times: 3, answer: timedOut });
    const media = [stack.picture, stack.picture, { ...stack.picture, url: `${stack.picture.url}?${child}` }];
    const end = await ended(await queue(stack.carousel(DUE_MS, { media })));
    expect(end).toMatchObject({ status: 'failed', error: { code: 'media-fetch-timeout', medium: 2 } });
    expect(end.error?.message).toContain('Instagram took too long to download the media from its URL');
  });
});

describe('a medium that Instagram cannot fetch', () => {
  test('because it is on a host that only its owner reaches fails the post with what to check (postiz issues 1129 and 486)', async () => {
    const media = [{ kind: 'image' as const, url: 'http://127.0.0.1:9/picture.jpg' }];
    const end = await ended(await queue(stack.image(DUE_MS, { media })));
    expect(end).toMatchObject({ status: 'failed', error: { code: 'media-not-fetched', category: 'media' } });
    expect(end.error?.nextAction).toContain('opens without login');
  });

  test('but that its owner reaches, as a video of a network at home, is brought to Instagram instead (postiz issue 486)', async () => {
    const hosted = { ...stack.video, upload: 'bytes' as const };
    const end = await ended(await queue(stack.reel(DUE_MS, { media: [hosted] })));
    const { containers } = await stack.seen();
    expect(containers.find(({ id }) => id === end.containers[0]?.id)?.upload).toMatchObject({
      received: sampleVideo().length,
    });
    expect(end).toMatchObject({ status: 'published' });
  });

  test('because it was removed while the post was queued fails the post in words (brightbean-studio PR 145: four crashes)', async () => {
    const path = `/${mark()}.jpg`;
    const url = stack.host.serve(path, { body: Buffer.from('there') });
    const post = await queue(stack.image(13_000, { media: [{ kind: 'image', url }] }));
    stack.host.serve(path, { body: Buffer.from('gone'), status: 404 });
    const end = await ended(post);
    expect(end).toMatchObject({ status: 'failed', error: { code: 'media-not-fetched' } });
    expect(await stack.publishesOf(end)).toEqual([]);
  });

  test('because a video was called a picture fails the post, and is never sent as one (brightbean-studio issue 118)', async () => {
    const end = await ended(await queue(stack.image(DUE_MS, { media: [{ kind: 'image', url: stack.video.url }] })));
    expect(end).toMatchObject({ status: 'failed', error: { code: 'media-not-fetched', meta: { code: 9004 } } });
    expect(await stack.publishesOf(end)).toEqual([]);
  });
});

describe('a container that takes its time (trypost PR 351: fifteen minutes of polling without a word of why)', () => {
  test("shows Instagram's own words in the Temporal UI while it lasts", async () => {
    const caption = mark();
    await addFault(caption, { on: 'processing', outcome: { kind: 'slow', extraMs: 4_000 } });
    const post = await queue(stack.reel(DUE_MS, { caption }));
    await stack.until(post, 'its processing', ({ containers }) => containers[0]?.outcome === 'processing');
    const phases = `upload complete, ${sampleVideo().length} bytes; processing in_progress`;
    expect(await firstPollOf(post)).toBe(`In Progress: Media is still being processed. (${phases})`);
    expect(await ended(post)).toMatchObject({ status: 'published' });
  });

  // The simulator always gives both fields.
  test('that failed is known by the text of its status alone, where there is no status_code', async () => {
    const reading = containerReading.parse({ status: 'Error: Media upload has failed with error code 2207076' });
    expect(judgeReading(reading, 0)).toMatchObject({
      type: CONTAINER_FAILED,
      error: { code: 'processing-failed', meta: { subcode: 2207076, message: expect.stringContaining('2207076') } },
    });
  });
});

const idOf = ({ containers }: PostView, of: number | null) => containers.find(({ medium }) => medium === of)?.id;

/** The one step of a run that has such an order: how often it was tried, and where in the history it begins and is completed. */
async function stepOf<Order>(post: PostView, activity: string, isIt: (order: Order) => boolean = () => true) {
  const events = (await stack.historyOf(post)).events ?? [];
  const scheduled = events.filter(({ activityTaskScheduledEventAttributes: attributes }) => {
    const [order] = attributes?.input?.payloads ?? [];
    if (attributes?.activityType?.name !== activity || order === undefined) return false;
    return isIt(defaultPayloadConverter.fromPayload<Order>(order));
  });
  expect(scheduled).toHaveLength(1);
  const beganAt = Number(scheduled[0]?.eventId);
  const isOfIt = (attributes?: { readonly scheduledEventId?: unknown } | null) =>
    Number(attributes?.scheduledEventId) === beganAt;
  const started = events.find((event) => isOfIt(event.activityTaskStartedEventAttributes));
  const completed = events.find((event) => isOfIt(event.activityTaskCompletedEventAttributes));
  if (started === undefined || completed === undefined) throw new Error(`${activity} was not completed.`);
  const { attempt } = started.activityTaskStartedEventAttributes ?? {};
  return { beganAt, endedAt: Number(completed.eventId), attempts: Number(attempt) };
}

/** What the server shows of the first reading that failed. */
async function firstPollOf(post: PostView): Promise<string> {
  const run = stack.temporal.workflow.getHandle(postWorkflowId(post));
  for (const giveUpAt = Date.now() + 10_000; Date.now() < giveUpAt; ) {
    const { pendingActivities } = (await run.describe()).raw;
    const message = pendingActivities?.[0]?.lastFailure?.message;
    if (message != null && message !== '') return message;
  }
  throw new Error('No reading failed.');
}
