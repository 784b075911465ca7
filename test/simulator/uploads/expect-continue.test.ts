import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ExpectingPost } from '../expecting.ts';
import { startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { fileOf, sha256, startUpload, type Uploading } from './uploading.ts';

const FILE = fileOf(300_000);
const SUCCESS = { status: 200, body: { success: true, message: 'Upload successful.' } };

let bed: TestBed;
let account: TestAccount;
let upload: Uploading;
beforeEach(async () => {
  bed = await startTestBed({ videoProcessingMs: 0 });
  account = await bed.addAccount('ann');
  upload = await startUpload(bed, account);
});
afterEach(() => bed.simulator.close());

const order = (outcome: object) => bed.control('/faults', { on: 'upload', outcome });

/** Holds the file back until it is asked for. */
const postWaiting = (headers: Record<string, string> = {}, body = FILE): ExpectingPost =>
  new ExpectingPost(upload.uri, { ...upload.headers, offset: '0', file_size: `${FILE.length}`, ...headers }, body);

describe('an upload that waits for 100 Continue', () => {
  test('is asked for its body, and taken in', async () => {
    expect(await postWaiting().end).toEqual({ ...SUCCESS, asked: true });
    expect(await upload.seen()).toMatchObject({ phase: 'complete', digest: sha256(FILE) });
  });

  test('is asked for the rest of a file that has begun', async () => {
    await upload.postAndBreak(FILE, 40_000);
    expect(await postWaiting({ offset: '40000' }, FILE.subarray(40_000)).end).toEqual({ ...SUCCESS, asked: true });
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE), postedBytes: FILE.length });
  });

  test.each<[string, Record<string, string>, number]>([
    ['an offset that is not where the bytes end', { offset: '1' }, 412],
    ['headers that are none', { file_size: 'all' }, 400],
    ['a token that nobody has', { authorization: 'OAuth EAAnobody' }, 400],
    ['a scheme that rupload does not take', { authorization: 'Bearer EAA' }, 400],
  ])('is refused for %s without being asked for it', async (_, headers, status) => {
    expect(await postWaiting(headers).end).toMatchObject({ status, asked: false });
    expect(await upload.seen()).toMatchObject({ received: 0, phase: 'not_started', postedBytes: 0 });
  });

  test.each([
    [{ kind: 'offsetInvalid' }, 412],
    [{ kind: 'rateLimited', backoffMs: 10_000 }, 429],
    [{ kind: 'notAuthorized' }, 400],
    [{ kind: 'serverError', httpStatus: 503, when: 'before' }, 503],
  ])('is refused by a fault of %j without being asked for it', async (outcome, status) => {
    await order(outcome);
    expect(await postWaiting().end).toMatchObject({ status, asked: false });
    expect(await upload.seen()).toMatchObject({ received: 0, phase: 'not_started', postedBytes: 0 });
    expect(await postWaiting().end).toEqual({ ...SUCCESS, asked: true });
  });

  test.each([
    [{ kind: 'partialRequest', afterBytes: 1_000 }, 400],
    [{ kind: 'processingFailed', finishes: true }, 400],
    [{ kind: 'serverError', httpStatus: 503, when: 'after' }, 503],
  ])('is asked for it before a fault of %j that reads it', async (outcome, status) => {
    await order(outcome);
    expect(await postWaiting().end).toMatchObject({ status, asked: true });
  });

  test('at a URL that was built from the id is lost without being asked for', async () => {
    const url = `${bed.simulator.url}/ig-api-upload/v25.0/${upload.id}`;
    const headers = { ...upload.headers, offset: '0', file_size: `${FILE.length}` };
    expect(await new ExpectingPost(url, headers, FILE).end).toMatchObject({ status: 400, asked: false });
  });

  test('of a file that is complete is answered without being asked for it', async () => {
    await upload.postWhole(FILE);
    expect(await postWaiting({ offset: `${FILE.length}` }, FILE).end).toEqual({ ...SUCCESS, asked: false });
  });
});

describe('a host that does not know 100 Continue', () => {
  beforeEach(() => bed.control('/settings', { expectContinue: false }));

  test('waits for the body, and takes it when it comes unasked', async () => {
    const post = postWaiting();
    await bed.until(({ containers }) => JSON.stringify(containers).includes('"phase":"in_progress"'));
    post.send();
    expect(await post.end).toEqual({ ...SUCCESS, asked: false });
    expect(await upload.seen()).toMatchObject({ phase: 'complete', digest: sha256(FILE) });
  });

  test('refuses before the body all the same', async () => {
    expect(await postWaiting({ offset: '1' }).end).toMatchObject({ status: 412, asked: false });
  });
});
