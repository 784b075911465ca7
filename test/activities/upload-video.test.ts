import { appendFile, readFile, rename } from 'node:fs/promises';
import { basename } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { CancelledFailure } from '@temporalio/activity';
import { createUploadActivities } from '../../activities/upload-video.ts';
import type { UploadOrder } from '../../contracts/staging.ts';
import { CONTAINER_FAILED, NEEDS_PERSON, TRANSIENT } from '../../contracts/staging-failures.ts';
import { CONTAINER_ID } from '../contracts/samples.ts';
import { type HostedMedia, type MediaHost, startMediaHost } from '../media/media-host.ts';
import { attempt, failureOf, resultOf } from './activity-bed.ts';
import { RunningUpload, UploadStage, type VideoFile } from './upload-stage.ts';

const MB = 1024 * 1024;
/** Longer than any test waits: what it holds up ends by the test's own hand. */
const FOR_EVER_MS = 60_000;

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

let stage: UploadStage;
beforeAll(async () => {
  stage = await UploadStage.open();
});
afterAll(() => stage.close());

async function expectWhole(order: UploadOrder, video: VideoFile): Promise<void> {
  expect(await stage.seen(order)).toMatchObject({ phase: 'complete', digest: video.digest, postedBytes: video.bytes });
}

describe('a video on this machine', () => {
  test('arrives whole, and every byte once', async () => {
    const video = await stage.video(3 * MB);
    const order = await stage.order(video.source);
    expect(await stage.upload(order).ended).toEqual({ bytes: video.bytes });
    await expectWhole(order, video);
    resultOf(await attempt(stage.activities.awaitContainer, { ...order, dueAt: Date.now() }));
  });

  test.each<[string, object, number]>([
    ['a connection that is cut', { kind: 'cut', afterBytes: MB }, 1],
    ['a connection that is cut again and again, as long as it gets further', { kind: 'cut', afterBytes: 300_000 }, 1],
    ['an offset that Instagram does not accept', { kind: 'offsetInvalid' }, 1],
    ['a proxy that is broken', { kind: 'serverError', httpStatus: 502, when: 'before' }, 2],
    ['an answer that is lost in a proxy', { kind: 'serverError', httpStatus: 502, when: 'after' }, 1],
    ['a failed processing that finishes all the same', { kind: 'processingFailed', finishes: true }, 1],
  ])('survives %s, and not one byte is sent twice', async (_case, outcome, times) => {
    const video = await stage.video(3 * MB);
    const order = await stage.order(video.source);
    await stage.fault(outcome, times);
    expect(await stage.upload(order).ended).toEqual({ bytes: video.bytes });
    await expectWhole(order, video);
  });

  test.each<[string, object, number, object]>([
    [
      'a throttle ends the attempt for as long as it lasts',
      { kind: 'rateLimited', backoffMs: 12_345 },
      1,
      {
        type: TRANSIENT,
        nextRetryDelay: 12_345,
        details: [{ code: 'rate-limited' }, 12_345, 1],
      },
    ],
    [
      'a connection that never gets anywhere ends the attempt',
      { kind: 'cut', afterBytes: 0 },
      3,
      {
        type: TRANSIENT,
        nonRetryable: false,
        details: [{ code: 'instagram-unreachable', retryable: true }, 5_000, 1],
      },
    ],
    [
      'a refused token is for a person',
      { kind: 'notAuthorized' },
      1,
      {
        type: NEEDS_PERSON,
        nonRetryable: true,
        details: [{ code: 'upload-not-authorized', category: 'token' }, null, 1],
      },
    ],
    [
      'a processing that failed for good costs the container',
      { kind: 'processingFailed', finishes: false },
      1,
      {
        type: CONTAINER_FAILED,
        nonRetryable: true,
        details: [{ code: 'upload-failed', meta: { code: 1_363_008 } }, null, 1],
      },
    ],
  ])('%s', async (_promise, outcome, times, failure) => {
    const video = await stage.video(64 * 1024);
    const order = await stage.order(video.source);
    await stage.fault(outcome, times);
    await expect(stage.upload(order).ended).rejects.toMatchObject(failure);
  });

  test('whose file Instagram lost is found out by whoever waits for it', async () => {
    const video = await stage.video(MB);
    const order = await stage.order(video.source);
    await stage.fault({ kind: 'stuck' });
    await stage.upload(order).ended;
    expect(failureOf(await attempt(stage.activities.awaitContainer, { ...order, dueAt: Date.now() }))).toMatchObject({
      type: CONTAINER_FAILED,
      details: [{ code: 'upload-failed', meta: { code: 1_363_008 } }, null, 1],
    });
  });

  test('that is there already is not sent again', async () => {
    const video = await stage.video(MB);
    const order = await stage.order(video.source);
    await stage.upload(order).ended;
    expect(await stage.upload(order).ended).toEqual({ bytes: video.bytes });
    await expectWhole(order, video);
  });
});

describe('an upload that is stopped', () => {
  /** An attempt that hangs after one of three megabytes. */
  async function hanging(): Promise<{ video: VideoFile; order: UploadOrder; running: RunningUpload }> {
    const video = await stage.video(3 * MB);
    const order = await stage.order(video.source);
    await stage.fault({ kind: 'stall', afterBytes: MB, ms: FOR_EVER_MS });
    const running = stage.upload(order);
    await until(async () => (await stage.seen(order)).received === MB);
    return { video, order, running };
  }

  test('beats although nothing moves, so that it hears of a cancellation', async () => {
    const { video, order, running } = await hanging();
    await until(async () => running.beats.length > 2);
    running.stop('CANCELLED');
    await running.ended.catch(() => undefined);
    expect(running.lastBeat).toMatchObject({ containerId: order.containerId, totalBytes: video.bytes });
    expect(running.lastBeat?.bytes).toBeGreaterThanOrEqual(MB);
  });

  test('by a cancellation ends within a second, as canceled', async () => {
    const { running } = await hanging();
    const stoppedAt = Date.now();
    running.stop('CANCELLED');
    await expect(running.ended).rejects.toBeInstanceOf(CancelledFailure);
    expect(Date.now() - stoppedAt).toBeLessThan(1_000);
  });

  test('by its worker ends at once, and the next worker sends only what Instagram lacks', async () => {
    const { video, order, running } = await hanging();
    const stoppedAt = Date.now();
    running.stop('WORKER_SHUTDOWN');
    await expect(running.ended).rejects.toMatchObject({
      type: TRANSIENT,
      nonRetryable: false,
      nextRetryDelay: 1,
      details: [{ code: 'upload-worker-stopped' }, 1, 1],
    });
    expect(Date.now() - stoppedAt).toBeLessThan(1_000);
    expect(await stage.upload(order, running.lastBeat).ended).toEqual({ bytes: video.bytes });
    await expectWhole(order, video);
  });

  test('does not go on with another file under the same name', async () => {
    const { video, order, running } = await hanging();
    running.stop('WORKER_SHUTDOWN');
    await running.ended.catch(() => undefined);
    await appendFile(video.path, 'more');
    await expect(stage.upload(order, running.lastBeat).ended).rejects.toMatchObject({
      type: CONTAINER_FAILED,
      details: [{ code: 'media-changed' }, null, 1],
    });
    expect((await stage.seen(order)).postedBytes).toBe(MB);
  });

  test('by a command goes on in the same container when it is begun anew', async () => {
    const { video, order, running } = await hanging();
    running.stop('CANCELLED');
    await running.ended.catch(() => undefined);
    expect(await stage.upload(order).ended).toEqual({ bytes: video.bytes });
    await expectWhole(order, video);
  });

  test('does not go on when nobody knows of which file Instagram has a part', async () => {
    const { order, running } = await hanging();
    running.stop('CANCELLED');
    await running.ended.catch(() => undefined);
    const { uploadVideo } = createUploadActivities({ ...stage.bed, allowPrivateMedia: true });
    const ofAnother = { containerId: CONTAINER_ID, bytes: 5, totalBytes: 9, identity: 'another' };
    await expect(new RunningUpload(uploadVideo, order, ofAnother).ended).rejects.toMatchObject({
      type: CONTAINER_FAILED,
      details: [{ code: 'upload-of-another-file' }, null, 1],
    });
  });
});

describe('a video that is not there', () => {
  test('waits for a person, who puts it back', async () => {
    const video = await stage.video(MB);
    const order = await stage.order(video.source);
    await rename(video.path, `${video.path}.away`);
    await expect(stage.upload(order).ended).rejects.toMatchObject({
      type: NEEDS_PERSON,
      message: expect.stringContaining(video.path),
      details: [{ code: 'media-missing', nextAction: expect.stringContaining('posts retry') }, null, 1],
    });
    await rename(`${video.path}.away`, video.path);
    await stage.upload(order).ended;
    await expectWhole(order, video);
  });
});

describe('a video at a URL', () => {
  let host: MediaHost;
  beforeAll(async () => {
    host = await startMediaHost();
  });
  afterAll(() => host.close());

  async function hosted(more: Partial<HostedMedia> = {}) {
    const video = await stage.video(3 * MB);
    const path = `/${basename(video.path)}`;
    const body = await readFile(video.path);
    const url = `${host.serve(path, { body, headers: { etag: '"1"' }, ...more })}?signature=secret`;
    const mend = () => host.serve(path, { body, headers: { etag: '"1"' } });
    return { video, url, mend };
  }

  test('is passed on, and asked for again only from where Instagram stands', async () => {
    const { video, url } = await hosted();
    const order = await stage.order({ url, upload: 'bytes' });
    await stage.fault({ kind: 'cut', afterBytes: MB });
    expect(await stage.upload(order).ended).toEqual({ bytes: video.bytes });
    await expectWhole(order, video);
    expect(host.visits.at(-1)).toMatchObject({ range: `bytes=${MB}-` });
  });

  test('is read again when its host breaks off, and its signature is told to nobody', async () => {
    const { video, url, mend } = await hosted({ cutAfter: MB });
    const order = await stage.order({ url, upload: 'bytes' });
    const broken = stage.upload(order);
    const failure = await broken.ended.catch((error: unknown) => error);
    mend();
    expect(failure).toMatchObject({ type: TRANSIENT, details: [{ code: 'media-temporary' }, null, 1] });
    expect(JSON.stringify([failure, broken.beats])).not.toContain('secret');
    await stage.upload(order, broken.lastBeat).ended;
    await expectWhole(order, video);
  });

  describe('whose host does not tell its versions apart', () => {
    const unnamed = (more: Partial<HostedMedia> = {}) => hosted({ headers: {}, ...more });
    const startsAnew = { type: CONTAINER_FAILED, details: [{ code: 'media-changed', retryable: true }, null, 1] };

    test('never becomes half of one file and half of another of the same length', async () => {
      const { video, url } = await unnamed({ cutAfter: MB });
      const order = await stage.order({ url, upload: 'bytes' });
      const broken = stage.upload(order);
      await expect(broken.ended).rejects.toMatchObject({ type: TRANSIENT });
      host.serve(new URL(url).pathname, { body: Buffer.alloc(video.bytes, 1), headers: {} });
      await expect(stage.upload(order, broken.lastBeat).ended).rejects.toMatchObject(startsAnew);
      expect(await stage.seen(order)).toMatchObject({ phase: 'in_progress' });
      expect((await stage.seen(order)).postedBytes).toBeLessThanOrEqual(MB);
    });

    test('gets another container when the connection to Instagram is cut', async () => {
      const { url } = await unnamed();
      const order = await stage.order({ url, upload: 'bytes' });
      await stage.fault({ kind: 'cut', afterBytes: MB });
      await expect(stage.upload(order).ended).rejects.toMatchObject(startsAnew);
    });

    test('is sent again in the same container as long as Instagram has nothing of it', async () => {
      const { video, url } = await unnamed();
      const order = await stage.order({ url, upload: 'bytes' });
      await stage.fault({ kind: 'serverError', httpStatus: 502, when: 'before' });
      expect(await stage.upload(order).ended).toEqual({ bytes: video.bytes });
      await expectWhole(order, video);
    });
  });

  test('is not taken from a private network unless the installation allows it, and not one byte is read', async () => {
    const { url } = await hosted();
    const order = await stage.order({ url, upload: 'bytes' });
    const { uploadVideo } = createUploadActivities({ ...stage.bed, allowPrivateMedia: false });
    await expect(new RunningUpload(uploadVideo, order).ended).rejects.toMatchObject({
      type: NEEDS_PERSON,
      nonRetryable: true,
      details: [{ code: 'media-private', nextAction: expect.stringContaining('CARILLON_PRIVATE_MEDIA') }, null, 1],
    });
    expect(host.visits.map(({ path }) => path)).not.toContain(new URL(url).pathname);
  });

  test('is never taken from where clouds give out keys, not by a redirect either', async () => {
    const keys = 'http://169.254.169.254/latest/meta-data';
    for (const url of [keys, host.redirect('/elsewhere.mp4', keys)]) {
      const order = await stage.order({ url, upload: 'bytes' });
      await expect(stage.upload(order).ended).rejects.toMatchObject({
        type: NEEDS_PERSON,
        details: [{ code: 'media-private' }, null, 1],
      });
    }
  });

  test.each<[string, object]>([
    ['when a proxy is broken', { kind: 'serverError', httpStatus: 502, when: 'before' }],
    ['although its answer is lost', { kind: 'serverError', httpStatus: 502, when: 'after' }],
    ['when processing fails and finishes all the same', { kind: 'processingFailed', finishes: true }],
  ])('is fetched by Instagram, once, %s', async (_case, outcome) => {
    const { video, url } = await hosted();
    const order = await stage.order({ url, upload: 'hosted-url' });
    await stage.fault(outcome);
    expect(await stage.upload(order).ended).toEqual({ bytes: 0 });
    await expectWhole(order, video);
  });
});

test('a video of 64 MB is never held in memory', async () => {
  const video = await stage.video(64 * MB);
  const order = await stage.order(video.source);
  // While Instagram does not read, all that stands between the file and the network is full.
  await stage.fault({ kind: 'stall', afterBytes: 60 * MB, ms: FOR_EVER_MS });
  const before = buffersInUse();
  const stalled = stage.upload(order);
  await until(async () => (await stage.seen(order)).received === 60 * MB);
  expect(buffersInUse() - before).toBeLessThan(16 * MB);
  stalled.stop('CANCELLED');
  await expect(stalled.ended).rejects.toThrow();
});

/** What is still referred to, by this process's simulator as well. */
function buffersInUse(): number {
  // The first collection finds the buffers that nobody holds; they are let go of by the second one.
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

async function until(isSo: () => Promise<boolean>): Promise<void> {
  const giveUpAt = Date.now() + 10_000;
  while (!(await isSo())) {
    if (Date.now() > giveUpAt) throw new Error('Waited in vain.');
    await sleep(20);
  }
}
