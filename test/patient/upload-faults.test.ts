import { createHash } from 'node:crypto';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect } from '@jest/globals';
import { UPLOAD_WORKER_STOPPED } from '../../activities/upload-errors.ts';
import { atMost } from '../../activities/work-queue.ts';
import type { PostView } from '../../client/index.ts';
import { sampleVideo } from '../media/sample-video.ts';
import { LiveStack, type WorkerProcess } from '../support/live-stack.ts';
import { type Relay, startRelay } from '../support/relay.ts';
import { together } from '../support/together.ts';

// What can befall the upload of a video: by Instagram's upload host, by the worker, by the file.

let stack: LiveStack;
/** Its workers come and go. */
let restless: LiveStack;
/** Stands between the restless workers and the upload host. */
let relay: Relay;

beforeAll(async () => {
  relay = await startRelay();
  [stack, restless] = await Promise.all([
    LiveStack.start(),
    LiveStack.start({ simulator: { ruploadUrl: relay.url }, environment: { CARILLON_RUPLOAD_URL: relay.url } }),
  ]);
  relay.leadTo(restless.simulator.url);
  await stack.startWorker();
});
afterAll(async () => {
  await Promise.all([stack.stop(), restless.stop()]);
  await relay.close();
});
const test = together(90_000);

const MB = 1_000_000;
/** Longer than any test waits. */
const FOR_EVER_MS = 120_000;

interface Video {
  readonly file: string;
  readonly bytes: Buffer;
}
let files = 0;

async function newVideo({ dataDir }: LiveStack, paddingBytes = 3 * MB): Promise<Video> {
  const video = {
    file: join(dataDir, `clip-${String(files++).padStart(3, '0')}.mp4`),
    bytes: sampleVideo({ paddingBytes }),
  };
  await writeFile(video.file, video.bytes);
  return video;
}

/** Queues a reel of a file, under faults that strike its uploads in their order. */
async function queueReel(
  of: LiveStack,
  { file }: Video,
  outcomes: readonly object[],
  dueInMs = 3_000,
): Promise<PostView> {
  await addFaults(of, file, outcomes);
  const { post } = await of.carillon.posts.schedule(
    of.reel(dueInMs, { caption: file, media: [{ kind: 'video', file }] }),
  );
  return post;
}
const addFaults = (of: LiveStack, containing: string, outcomes: readonly object[]) =>
  of.control(
    'POST',
    'faults',
    outcomes.map((outcome) => ({ on: 'upload', containing, outcome })),
  );
const ended = (of: LiveStack, post: PostView) => of.carillon.posts.wait(post, { timeoutMs: 80_000 });

/** What Instagram has of the last container of a post. */
async function uploadOf(of: LiveStack, { containers }: PostView) {
  const seen = (await of.seen()).containers.find(({ id }) => id === containers.at(-1)?.id);
  if (seen?.upload == null) throw new Error(`No upload: ${JSON.stringify(containers)}`);
  return seen.upload;
}

/** Instagram has the file, and no byte of it that it kept was sent to this container twice. */
async function expectUploadedOnce(of: LiveStack, post: PostView, video: Pick<Video, 'bytes'>): Promise<void> {
  await expectUploaded(of, post, video);
  expect(await uploadOf(of, post)).toMatchObject({ postedBytes: video.bytes.length });
}

async function expectUploaded(of: LiveStack, post: PostView, { bytes }: Pick<Video, 'bytes'>): Promise<void> {
  const digest = createHash('sha256').update(bytes).digest('hex');
  expect(await uploadOf(of, post)).toMatchObject({ digest, received: bytes.length });
}

async function untilTrue(what: string, isSo: () => boolean | Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 30_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error(`Waited in vain for ${what}.`);
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
}
const untilReceived = (of: LiveStack, post: PostView, bytes: number) =>
  untilTrue(`${bytes} bytes of a video`, async () => {
    const { containers } = await of.carillon.posts.get(post);
    return containers.length > 0 && (await uploadOf(of, { ...post, containers })).received === bytes;
  });

const CUT = { kind: 'cut', afterBytes: MB };
const proxy = { kind: 'serverError', httpStatus: 503 };
const FROM_ONE_CONTAINER = {
  status: 'published',
  error: null,
  containers: [{ outcome: 'published', error: null }],
};

describe('an upload goes on from the byte that Instagram has, and into the same container', () => {
  const DISTURBANCES: readonly [string, object[]][] = [
    ['a connection that is cut', [CUT]],
    ['a connection that is cut again and again', [CUT, { ...CUT, afterBytes: 700_000 }, { ...CUT, afterBytes: 1 }]],
    ['an answer that calls it partial', [{ kind: 'partialRequest', afterBytes: MB }]],
    ['a pause of two seconds', [{ kind: 'stall', afterBytes: MB, ms: 2_000 }]],
    ['an offset that is not accepted (412)', [{ kind: 'offsetInvalid' }]],
    ['a cut and then an offset that is not accepted', [CUT, { kind: 'offsetInvalid' }, { kind: 'offsetInvalid' }]],
    ['a throttle that calls itself not retriable (429)', [{ kind: 'rateLimited', backoffMs: 1_000 }]],
    ['a cut and then a throttle', [CUT, { kind: 'rateLimited', backoffMs: 1_500 }]],
    ['a proxy that is down', [{ ...proxy, when: 'before' }]],
    ['a proxy that says for how long it is down', [CUT, { ...proxy, when: 'before', retryAfterSeconds: 1 }]],
    ['a proxy that loses the answer', [{ ...proxy, when: 'after' }]],
    ['ProcessingFailedError, although it finishes', [{ kind: 'processingFailed', finishes: true }]],
  ];
  for (const [disturbance, outcomes] of DISTURBANCES) {
    test(`after ${disturbance}`, async () => {
      const video = await newVideo(stack);
      const end = await ended(stack, await queueReel(stack, video, outcomes));
      expect(end).toMatchObject(FROM_ONE_CONTAINER);
      await expectUploadedOnce(stack, end, video);
      expect(await stack.mediaOf(end)).toHaveLength(1);
    });
  }
});

describe('a video that the upload host fetches from its URL', () => {
  /** Under faults that strike its uploads in their order. */
  async function hostedReel(outcomes: readonly object[]) {
    const path = `/hosted-${String(files++).padStart(3, '0')}.mp4`;
    const bytes = sampleVideo({ paddingBytes: 3 * MB });
    const url = stack.host.serve(path, { body: bytes });
    await addFaults(stack, url, outcomes);
    const request = stack.reel(3_000, { caption: url, media: [{ kind: 'video', url, upload: 'hosted-url' }] });
    const end = await ended(stack, (await stack.carillon.posts.schedule(request)).post);
    const fetches = stack.host.visits.filter((visit) => visit.path === path).length;
    return { end, bytes, fetches };
  }

  const ONCE: readonly [string, object[]][] = [
    ['is fetched once', []],
    ['is fetched once, after a proxy that was down', [{ ...proxy, when: 'before' }]],
    ['is fetched once, although the answer was lost', [{ ...proxy, when: 'after' }]],
  ];
  for (const [behaviour, outcomes] of ONCE) {
    test(behaviour, async () => {
      const { end, bytes, fetches } = await hostedReel(outcomes);
      expect(end).toMatchObject(FROM_ONE_CONTAINER);
      await expectUploadedOnce(stack, end, { bytes });
      expect(fetches).toBe(1);
      expect(await stack.mediaOf(end)).toHaveLength(1);
    });
  }

  test('is fetched anew, into the same container, when the fetch has stood still for half a minute', async () => {
    const { end, bytes, fetches } = await hostedReel([CUT]);
    expect(end).toMatchObject(FROM_ONE_CONTAINER);
    await expectUploaded(stack, end, { bytes });
    expect(fetches).toBe(2);
    expect(await stack.mediaOf(end)).toHaveLength(1);
  });
});

describe('an upload whose file Instagram has lost (1363008)', () => {
  const LOST: readonly [string, object][] = [
    ['and says so with ProcessingFailedError', { kind: 'processingFailed', finishes: false }],
    ['and says nothing, while its container stays IN_PROGRESS', { kind: 'stuck' }],
  ];
  for (const [how, outcome] of LOST) {
    test(`${how}, is made again in another container`, async () => {
      const video = await newVideo(stack);
      const end = await ended(stack, await queueReel(stack, video, [outcome]));
      expect(end).toMatchObject({ status: 'published', error: null });
      expect(end.containers).toMatchObject([
        { outcome: 'discarded', error: { code: 'upload-failed', meta: { code: 1_363_008 } } },
        { outcome: 'published' },
      ]);
      await expectUploadedOnce(stack, end, video);
    });

    test(`${how}, three times, fails the post`, async () => {
      const end = await ended(stack, await queueReel(stack, await newVideo(stack), [outcome, outcome, outcome]));
      expect(end).toMatchObject({ status: 'failed', error: { code: 'upload-failed' } });
      const reasons = end.containers.map(({ error }) => error?.code);
      expect(reasons).toEqual(['upload-failed', 'upload-failed', 'upload-failed']);
    });
  }
});

describe('an upload that waits for a person', () => {
  test('whose token the upload host refuses keeps its container, and goes on after `retry`', async () => {
    // Short enough for the refusal to find the sender listening: who still writes may only see the connection end.
    const video = await newVideo(stack, 0);
    const post = await queueReel(stack, video, [{ kind: 'notAuthorized' }]);
    const blocked = await ended(stack, post);
    expect(blocked).toMatchObject({ status: 'blocked', error: { code: 'upload-not-authorized', category: 'token' } });
    await stack.carillon.posts.retry(post);
    const end = await ended(stack, post);
    expect(end).toMatchObject({ status: 'published', containers: [{ id: blocked.containers[0]?.id }] });
    await expectUploadedOnce(stack, end, video);
  });

  // brightbean-studio PR 145: media that had been removed while their post was queued crashed it, four times.
  test('whose file is gone is blocked with its name, and published when it is put back', async () => {
    const video = await newVideo(stack);
    const post = await queueReel(stack, video, [], 33_000);
    await rename(video.file, `${video.file}.away`);
    const blocked = await ended(stack, post);
    expect(blocked).toMatchObject({ status: 'blocked', error: { code: 'media-missing', category: 'media' } });
    expect(blocked.error?.message).toContain(video.file);
    await rename(`${video.file}.away`, video.file);
    await stack.carillon.posts.retry(post);
    const end = await ended(stack, post);
    expect(end).toMatchObject({ status: 'published', error: null });
    await expectUploadedOnce(stack, end, video);
  });
});

test('a file that changes while it is uploaded goes into another container, from its start and as it is now', async () => {
  const video = await newVideo(stack);
  const outcomes = [
    CUT,
    // Nothing else ends the wait, and the change has to come before its end on a busy machine too.
    { kind: 'rateLimited', backoffMs: 20_000 },
  ];
  const post = await queueReel(stack, video, outcomes);
  await untilTrue('the throttle', async () => {
    const { faults } = (await stack.control('GET', 'state')) as { faults: readonly { containing?: string }[] };
    return faults.every(({ containing }) => containing !== video.file);
  });
  const changed = { ...video, bytes: sampleVideo({ paddingBytes: 2 * MB }) };
  await writeFile(video.file, changed.bytes);
  const end = await ended(stack, post);
  expect(end).toMatchObject({ status: 'published', error: null });
  expect(end.containers).toMatchObject([
    { outcome: 'discarded', error: { code: 'media-changed' } },
    { outcome: 'published' },
  ]);
  await expectUploadedOnce(stack, end, changed);
});

describe('an upload of a worker that', () => {
  const oneByOne = atMost(1);
  /** One after the other: each stops a worker, or counts the connections. */
  const inTurn = (name: string, body: () => Promise<void>) => test(name, () => oneByOne(body));

  let worker: WorkerProcess;

  /** A reel whose upload stands still after the first of three megabytes. */
  async function stalled(): Promise<{ video: Video; post: PostView }> {
    const video = await newVideo(restless);
    const post = await queueReel(restless, video, [{ kind: 'stall', afterBytes: MB, ms: FOR_EVER_MS }], 1_000);
    await untilReceived(restless, post, MB);
    return { video, post };
  }

  inTurn('is told that its post is canceled lets go within a second, of three one at least', async () => {
    worker = await restless.startWorker();
    const tookMs: number[] = [];
    for (let number = 1; number <= 3; number += 1) {
      const { post } = await stalled();
      expect(relay.open).toBe(1);
      const canceledAt = Date.now();
      await restless.carillon.posts.cancel(post);
      await untilTrue('the end of the connection', () => relay.open === 0);
      tookMs.push(Date.now() - canceledAt);
      expect(await ended(restless, post)).toMatchObject({ status: 'canceled' });
    }
    expect(Math.min(...tookMs)).toBeLessThan(1_000);
  });

  inTurn('is asked to stop lets go and is taken up by another worker, and no byte is sent twice', async () => {
    const { video, post } = await stalled();
    const next = await restless.startWorker();
    worker.signal('SIGTERM');
    const isUploaded = ({ containers: [container] }: PostView) =>
      container !== undefined && container.outcome !== 'uploading';
    await restless.until(post, 'the rest of the upload', isUploaded);
    expect(await restless.reasonsOf(post)).toContain(UPLOAD_WORKER_STOPPED.message);
    expect(await worker.ended).toBe(0);
    worker = next;
    const end = await ended(restless, post);
    expect(end).toMatchObject({ status: 'published', containers: [{ outcome: 'published' }] });
    await expectUploadedOnce(restless, end, video);
  });

  inTurn('is killed is taken up by another worker when its beats are missed, and no byte is sent twice', async () => {
    const { video, post } = await stalled();
    worker.signal('SIGKILL');
    await restless.startWorker();
    const end = await ended(restless, post);
    expect(end).toMatchObject({ status: 'published', containers: [{ outcome: 'published' }] });
    await expectUploadedOnce(restless, end, video);
  });
});
