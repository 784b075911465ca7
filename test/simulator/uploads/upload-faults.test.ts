import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { failureIn, fileOf, sha256, startUpload, type Uploading } from './uploading.ts';

const FILE = fileOf(300_000);
const SUCCESS = { status: 200, body: { success: true, message: 'Upload successful.' } };

let bed: TestBed;
let account: TestAccount;
let upload: Uploading;
beforeEach(async () => {
  bed = await startTestBed({ videoProcessingMs: 0 });
  account = await bed.addAccount('ann');
  upload = await startUpload(bed, account, { caption: 'post-17' });
});
afterEach(() => bed.simulator.close());

const order = (outcome: object, more: object = {}) => bed.control('/faults', { on: 'upload', outcome, ...more });

describe('a fault on an upload', () => {
  test.each([0, 1, 123_456])('can cut the connection after %d bytes, and those are kept', async (afterBytes) => {
    await order({ kind: 'cut', afterBytes });
    expect(await upload.postWhole(FILE)).toBe('broken');
    expect((await upload.phases()).video_status.uploading_phase).toEqual({
      status: 'in_progress',
      bytes_transferred: afterBytes,
    });
    expect(await upload.postFrom(afterBytes, FILE)).toEqual(SUCCESS);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE) });
  });

  test('that cuts again and again lets each request bring its share', async () => {
    await order({ kind: 'cut', afterBytes: 100_000 }, { times: 3 });
    const ends = [];
    for (const offset of [0, 100_000, 200_000]) ends.push(await upload.postFrom(offset, FILE));
    expect(ends).toEqual(['broken', 'broken', 'broken']);
    expect(await upload.seen()).toMatchObject({ phase: 'complete', digest: sha256(FILE), postedBytes: FILE.length });
    expect((await upload.phases()).status_code).toBe('FINISHED');
  });

  test.each([0, 1, 123_456])('can keep %d bytes of a body and say that it was partial', async (afterBytes) => {
    await order({ kind: 'partialRequest', afterBytes });
    expect(await upload.postWhole(FILE)).toEqual({
      status: 400,
      body: {
        debug_info: {
          retriable: true,
          type: 'PartialRequestError',
          message: 'Partial request (did not match length of file)',
        },
      },
    });
    expect((await upload.phases()).video_status.uploading_phase).toEqual({
      status: 'in_progress',
      bytes_transferred: afterBytes,
    });
    expect(await upload.postFrom(afterBytes, FILE)).toEqual(SUCCESS);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE), postedBytes: FILE.length });
  });

  test('that keeps as many bytes as come is none', async () => {
    await order({ kind: 'partialRequest', afterBytes: FILE.length });
    expect(await upload.postWhole(FILE)).toEqual(SUCCESS);
    expect((await bed.state()).faults).toEqual([]);
  });

  test('can keep a part of a file that Instagram fetches', async () => {
    await order({ kind: 'partialRequest', afterBytes: 100 });
    const answer = await upload.ask('POST', { file_url: bed.pictureUrl });
    expect(answer).toMatchObject({ status: 400, body: { debug_info: { type: 'PartialRequestError' } } });
    expect(await upload.seen()).toMatchObject({ received: 100, phase: 'in_progress' });
    expect(await upload.ask('POST', { file_url: bed.pictureUrl })).toMatchObject(SUCCESS);
  });

  test('can stop reading for a while, and the upload goes on', async () => {
    await order({ kind: 'stall', afterBytes: 100_000, ms: 200 });
    const start = performance.now();
    const end = upload.postWhole(FILE);
    await upload.untilReceived(100_000);
    expect(await end).toEqual(SUCCESS);
    expect(performance.now() - start).toBeGreaterThan(190);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE) });
  });

  test.each([
    [{ kind: 'offsetInvalid' }, [412, 'OffsetInvalidError']],
    [{ kind: 'notAuthorized' }, [400, 'NotAuthorizedError']],
    [{ kind: 'rateLimited', backoffMs: 10_000 }, [429, 'RequestRateLimitedError']],
  ])('of %j is answered before a byte is kept', async (outcome, failure) => {
    await order(outcome);
    expect(failureIn(await upload.postWhole(FILE))).toEqual(failure);
    expect(await upload.seen()).toMatchObject({ received: 0, phase: 'not_started' });
    expect(await upload.postWhole(FILE)).toEqual(SUCCESS);
  });

  test('can tell how long to wait while it calls itself not retriable', async () => {
    await order({ kind: 'rateLimited', backoffMs: 10_000 });
    expect(await upload.postWhole(FILE)).toMatchObject({
      body: { backoff: 10_000, debug_info: { retriable: false, type: 'RequestRateLimitedError' } },
    });
  });

  test.each([
    ['before', 'IN_PROGRESS', 0],
    ['after', 'FINISHED', FILE.length],
  ])('can be a 5xx %s the file is taken in', async (when, status_code, received) => {
    await order({ kind: 'serverError', httpStatus: 503, when, retryAfterSeconds: 7 });
    const { status, headers, body } = await bed.send(upload.uri, {
      method: 'POST',
      headers: { ...upload.headers, offset: '0', file_size: `${FILE.length}` },
      body: new Uint8Array(FILE),
    });
    expect([status, headers.get('retry-after'), body]).toEqual([503, '7', expect.stringContaining('<html>')]);
    expect(await upload.phases()).toMatchObject({ status_code });
    expect(await upload.seen()).toMatchObject({ received });
  });

  test.each([
    [true, 'FINISHED', 'complete'],
    [false, 'IN_PROGRESS', 'error'],
  ])('can say ProcessingFailedError of a container that finishes: %s', async (finishes, status_code, status) => {
    await order({ kind: 'processingFailed', finishes });
    expect(failureIn(await upload.postWhole(FILE))).toEqual([400, 'ProcessingFailedError']);
    expect(await upload.phases()).toMatchObject({ status_code, video_status: { uploading_phase: { status } } });
  });

  test('can be a success that leaves the uploading phase in error for good', async () => {
    await order({ kind: 'stuck' });
    expect(await upload.postWhole(FILE)).toEqual(SUCCESS);
    await bed.advance(3_600_000);
    expect(await upload.phases()).toMatchObject({
      status_code: 'IN_PROGRESS',
      video_status: { uploading_phase: { status: 'error', errors: [{ code: 1363008 }] } },
    });
  });

  test('strikes the upload that it is aimed at', async () => {
    const other = await startUpload(bed, account, { caption: 'post-18' });
    await order({ kind: 'offsetInvalid' }, { containing: 'post-17' });
    expect(await other.postWhole(FILE)).toEqual(SUCCESS);
    expect(failureIn(await upload.postWhole(FILE))).toEqual([412, 'OffsetInvalidError']);
  });

  test('does not keep a simulator that closes', async () => {
    await order({ kind: 'stall', afterBytes: 1_000, ms: 60_000 });
    const end = upload.postWhole(FILE);
    await upload.untilReceived(1_000);
    const start = performance.now();
    await bed.simulator.close();
    expect(performance.now() - start).toBeLessThan(1_000);
    expect(await end).toBe('broken');
  });
});
