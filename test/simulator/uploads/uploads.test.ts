import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';
import { failureIn, fileOf, publishUpload, sha256, startUpload, type Uploading } from './uploading.ts';

const FILE = fileOf(100_000);
const SUCCESS = { status: 200, body: { success: true, message: 'Upload successful.' } };

setFlagsFromString('--expose-gc');
const collectGarbage: () => void = runInNewContext('gc');

/** The bytes of all buffers that something still refers to. The second collection ends the sweeping of the first. */
function heldBytes(): number {
  collectGarbage();
  collectGarbage();
  return process.memoryUsage().arrayBuffers;
}

let bed: TestBed;
let account: TestAccount;
let upload: Uploading;
beforeEach(async () => {
  bed = await startTestBed({ videoProcessingMs: 0 });
  account = await bed.addAccount('ann');
  upload = await startUpload(bed, account);
});
afterEach(() => bed.simulator.close());

describe('an upload', () => {
  test('is taken in one request, and the reel can be published', async () => {
    expect(await upload.phases()).toMatchObject({
      status_code: 'IN_PROGRESS',
      video_status: { uploading_phase: { status: 'not_started', bytes_transferred: 0 } },
    });
    expect(await upload.postWhole(FILE)).toEqual(SUCCESS);
    expect(await upload.phases()).toEqual({
      status_code: 'FINISHED',
      video_status: {
        uploading_phase: { status: 'complete', bytes_transferred: FILE.length },
        processing_phase: { status: 'complete' },
      },
    });
    await publishUpload(upload);
    expect((await bed.state()).media).toMatchObject([{ kind: 'reel', creationId: upload.id }]);
  });

  test('is known by the digest of its bytes', async () => {
    await upload.postWhole(FILE);
    expect(await upload.seen()).toEqual({
      received: FILE.length,
      fileSize: FILE.length,
      phase: 'complete',
      digest: sha256(FILE),
      postedBytes: FILE.length,
    });
  });

  test('goes on after a broken connection where its bytes end, and no byte is sent twice', async () => {
    await upload.postAndBreak(FILE, 40_000);
    expect(await upload.phases()).toMatchObject({
      status_code: 'IN_PROGRESS',
      video_status: {
        uploading_phase: { status: 'in_progress', bytes_transferred: 40_000 },
        processing_phase: { status: 'not_started' },
      },
    });
    expect(await upload.postFrom(40_000, FILE)).toEqual(SUCCESS);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE), postedBytes: FILE.length });
  });

  test('may start anew at 0, and counts what came twice', async () => {
    await upload.postAndBreak(FILE, 40_000);
    expect(await upload.postFrom(0, FILE)).toEqual(SUCCESS);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE), postedBytes: FILE.length + 40_000 });
  });

  test.each([39_999, 40_001, 1])('refuses with 412 to go on at %d of 40000, and changes nothing', async (offset) => {
    await upload.postAndBreak(FILE, 40_000);
    const answer = await upload.postFrom(offset, FILE);
    expect(answer).toEqual({
      status: 412,
      body: {
        debug_info: { retriable: true, type: 'OffsetInvalidError', message: 'Request starting offset is invalid' },
      },
    });
    expect(await upload.seen()).toMatchObject({ received: 40_000, postedBytes: 40_000 });
  });

  test('keeps the bytes of a body that ends early', async () => {
    const start = await upload.post({ offset: 0, fileSize: FILE.length, bytes: FILE.subarray(0, 30_000) });
    expect(failureIn(start)).toEqual([400, 'PartialRequestError']);
    expect(await upload.postFrom(30_000, FILE)).toEqual(SUCCESS);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE), postedBytes: FILE.length });
  });

  test('is not completed by a body that is too long, nor by one for a file of another size', async () => {
    expect(failureIn(await upload.post({ offset: 0, fileSize: 50_000, bytes: FILE }))).toEqual([
      400,
      'PartialRequestError',
    ]);
    expect(failureIn(await upload.postFrom(50_000, FILE))).toEqual([400, 'PartialRequestError']);
    expect(await upload.seen()).toMatchObject({ received: 50_000, phase: 'in_progress' });
  });

  test('goes on after a restart of the simulator that keeps its memory', async () => {
    await upload.postAndBreak(FILE, 40_000);
    const { memory, port } = bed.simulator;
    await bed.simulator.close();
    bed = await startTestBed({ memory, port });
    expect(await upload.postFrom(40_000, FILE)).toEqual(SUCCESS);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE), postedBytes: FILE.length });
  });

  test('is taken over by a newer request from one that hangs', async () => {
    const { promise: gate, resolve: open } = Promise.withResolvers<void>();
    const slowly = async function* () {
      yield FILE.subarray(0, 10_000);
      await gate;
      yield fileOf(90_000).reverse();
    };
    const older = upload.post({ offset: 0, fileSize: FILE.length, bytes: slowly() });
    await upload.untilReceived(10_000);
    const newer = await upload.postFrom(10_000, FILE);
    open();
    expect(newer).toEqual(SUCCESS);
    expect(failureIn(await older)).toEqual([412, 'OffsetInvalidError']);
    expect(await upload.seen()).toMatchObject({ digest: sha256(FILE), phase: 'complete' });
  });

  test('that is complete answers the end of the file with success and anything else with 412', async () => {
    await upload.postWhole(FILE);
    expect(await upload.postFrom(FILE.length, FILE)).toEqual(SUCCESS);
    expect(failureIn(await upload.postWhole(FILE))).toEqual([412, 'OffsetInvalidError']);
    expect((await upload.phases()).status_code).toBe('FINISHED');
  });

  test.each(['video/mp4', 'application/json', 'application/x-www-form-urlencoded', 'multipart/form-data'])(
    'takes bytes that are called %s',
    async (type) => {
      expect(await upload.postWhole(FILE, { 'content-type': type })).toEqual(SUCCESS);
    },
  );

  test('takes 64 MB without holding them', async () => {
    const [piece, pieces] = [fileOf(1024 * 1024), 64];
    const start = heldBytes();
    const held: number[] = [];
    const bytes = function* () {
      for (let sent = 1; sent <= pieces; sent += 1) {
        yield piece;
        if (sent % 16 === 0) held.push(heldBytes() - start);
      }
    };
    const fileSize = pieces * piece.length;
    expect(await upload.post({ offset: 0, fileSize, bytes: bytes() })).toEqual(SUCCESS);
    expect(await upload.seen()).toMatchObject({ received: fileSize });
    expect(held).toHaveLength(4);
    expect(Math.max(...held)).toBeLessThan(16 * 1024 * 1024);
  });
});

describe('the sender of an upload', () => {
  const denied = [400, 'NotAuthorizedError'];

  test.each([
    ['Bearer', (token: string) => `Bearer ${token}`],
    ['no scheme', (token: string) => token],
    ['an unknown token', () => 'OAuth EAAnobody'],
  ])('is turned away with %s', async (_, authorization) => {
    const end = await upload.postWhole(FILE, { authorization: authorization(account.token) });
    expect(failureIn(end)).toEqual(denied);
    expect(await upload.seen()).toMatchObject({ received: 0 });
  });

  test('is turned away when the token has expired', async () => {
    const { token } = await bed.addAccount('ann', { igUserId: account.igUserId, tokenLifeSeconds: 60 });
    await bed.advance(60_000);
    expect(failureIn(await upload.postWhole(FILE, { authorization: `OAuth ${token}` }))).toEqual(denied);
  });

  test('is turned away with a token of Instagram Login', async () => {
    const { token } = await bed.addAccount('bob', { login: 'instagram' });
    expect(failureIn(await upload.postWhole(FILE, { authorization: `OAuth ${token}` }))).toEqual(denied);
  });

  test('fails with the token of another account, as Meta’s example does', async () => {
    const { token } = await bed.addAccount('bob');
    expect(await upload.postWhole(FILE, { authorization: `OAuth ${token}` })).toEqual({
      status: 400,
      body: {
        debug_info: {
          retriable: false,
          type: 'ProcessingFailedError',
          message: '{"success":false,"error":{"message":"unauthorized user request"}}',
        },
      },
    });
  });

  test.each<Record<string, string>>([{ offset: 'x' }, { file_size: '' }, { offset: '-1' }, { file_size: '1e5' }])(
    'is told of headers like %j',
    async (headers) => {
      expect(await upload.postWhole(FILE, headers)).toMatchObject({
        status: 400,
        body: { debug_info: { message: 'Invalid Header format' } },
      });
    },
  );

  test('fails on a container that is no resumable upload', async () => {
    const image = await bed.createImage(account);
    const { id } = image.body as { id: string };
    const answer = await bed.send(`/ig-api-upload/v25.0/${id}`, { method: 'POST', headers: upload.headers });
    expect([answer.status, answer.body]).toMatchObject([400, { debug_info: { type: 'ProcessingFailedError' } }]);
  });
});

describe('the URL of an upload', () => {
  const built = () => new URL(`/ig-api-upload/v25.0/${upload.id}`, bed.simulator.url).href;
  const postTo = (url: string) =>
    bed.send(url, {
      method: 'POST',
      headers: { ...upload.headers, offset: '0', file_size: `${FILE.length}` },
      body: new Uint8Array(FILE),
    });

  test('is the one that the create returned: a URL built from the id leaves the upload stuck for good', async () => {
    expect((await postTo(built())).body).toMatchObject({ debug_info: { type: 'ProcessingFailedError' } });
    expect(await upload.phases()).toEqual({
      status_code: 'IN_PROGRESS',
      video_status: {
        uploading_phase: {
          status: 'error',
          bytes_transferred: 0,
          source_file_size: 0,
          errors: [{ code: 1363008, message: 'OIL Error[FILE_NOT_FOUND: 6]: File not found.' }],
        },
        processing_phase: { status: 'error' },
      },
    });
    expect(failureIn(await upload.postWhole(FILE))).toEqual([400, 'ProcessingFailedError']);
    expect((await upload.phases()).status_code).toBe('IN_PROGRESS');
  });

  test.each(['/v25.0', '/v26.0', ''])('may be built, as %j too, when the setting says so', async (version) => {
    await bed.control('/settings', { strictUploadUri: false });
    const url = `${bed.simulator.url}/ig-api-upload${version}/${upload.id}`;
    expect((await postTo(url)).body).toEqual(SUCCESS.body);
  });

  test('holds nothing beyond the id when the setting says so', async () => {
    await bed.control('/settings', { strictUploadUri: false });
    expect((await startUpload(bed, account)).uri).toMatch(/\/ig-api-upload\/v25\.0\/\d+$/);
  });

  test('tells its offset only when the setting says so', async () => {
    await upload.postAndBreak(FILE, 40_000);
    expect((await upload.ask('GET')).status).toBe(404);
    await bed.control('/settings', { uploadOffsetReadable: true });
    expect(await upload.ask('GET')).toMatchObject({ status: 200, body: { offset: 40_000 } });
    expect((await bed.send(upload.uri)).body).toMatchObject({ debug_info: { type: 'NotAuthorizedError' } });
  });
});

describe('an upload by file_url', () => {
  const host = createServer((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://host');
    if (pathname === '/clip.mp4') response.end(FILE);
    else if (pathname === '/cut.mp4')
      response.writeHead(200, { 'content-length': FILE.length }).write('x', () => response.destroy());
    else response.writeHead(404).end('no such file');
  });
  let hostUrl: string;
  beforeEach(async () => {
    await new Promise<void>((resolve) => host.listen(0, '127.0.0.1', resolve));
    hostUrl = `http://127.0.0.1:${(host.address() as AddressInfo).port}`;
  });
  afterEach(
    () =>
      new Promise<void>((resolve) => {
        host.close(() => resolve());
        host.closeAllConnections();
      }),
  );

  test('is fetched from the host', async () => {
    const answer = await upload.ask('POST', { file_url: `${hostUrl}/clip.mp4` });
    expect(answer).toMatchObject(SUCCESS);
    expect(await upload.seen()).toMatchObject({ phase: 'complete', digest: sha256(FILE), fileSize: FILE.length });
    expect((await upload.phases()).status_code).toBe('FINISHED');
  });

  test.each([
    ['is not there', () => `${hostUrl}/gone.mp4`],
    ['breaks off', () => `${hostUrl}/cut.mp4`],
    ['is no web address', () => 'data:video/mp4;base64,AAAA'],
  ])('fails when the file %s, and may be tried again', async (_, url) => {
    const answer = await upload.ask('POST', { file_url: url() });
    expect(answer).toMatchObject({ status: 400, body: { debug_info: { type: 'ProcessingFailedError' } } });
    expect((await upload.phases()).status_code).toBe('IN_PROGRESS');
    expect(await upload.ask('POST', { file_url: `${hostUrl}/clip.mp4` })).toMatchObject(SUCCESS);
  });
});
