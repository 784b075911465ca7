import { createHash, randomBytes } from 'node:crypto';
import type { IncomingHttpHeaders, IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { Readable } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { GraphTimeouts } from '../../graph/transport.ts';
import { BODY_LENGTH, type BytesUpload, FOREIGN_UPLOAD_HOST } from '../../graph/upload.ts';
import {
  clientOf,
  deadUrl,
  facebookAccount,
  type RawConnection,
  respondJson,
  startRawStandIn,
  startStandIn,
  startStreamStandIn,
  TOKEN,
} from './graph-stand-in.ts';

const MIB = 1_048_576;
const SUCCESS = { success: true, message: 'Upload successful.' };
const PATH = '/ig-api-upload/v25.0/17900000000000001?upload_key=a%2Fb';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function streaming(listener: RequestListener, timeouts?: Partial<GraphTimeouts>) {
  const server = await startStreamStandIn(listener);
  const client = clientOf(server.url, timeouts);
  closers.push(client.close, server.close);
  return { client, uri: `${server.url}${PATH}` };
}

async function silent(onData: (connection: RawConnection) => void = () => {}, timeouts?: Partial<GraphTimeouts>) {
  const server = await startRawStandIn(onData);
  const client = clientOf(server.url, timeouts);
  closers.push(client.close, server.close);
  return { client, server, uri: `${server.url}${PATH}` };
}

const succeed = (response: ServerResponse) => response.writeHead(200).end(JSON.stringify(SUCCESS));

/** Takes a body in and tells what it was. */
async function digest(request: IncomingMessage): Promise<string> {
  const hash = createHash('sha256');
  for await (const chunk of request) hash.update(chunk);
  return hash.digest('hex');
}

const sha256 = (bytes: Buffer): string => createHash('sha256').update(bytes).digest('hex');
const bodyOf = (bytes: Buffer, chunk = 65_536): Readable =>
  Readable.from(
    Array.from({ length: Math.ceil(bytes.length / chunk) }, (_, at) => bytes.subarray(at * chunk, (at + 1) * chunk)),
  );

/** Gives as many bytes as are asked for, to an end or without one, and counts them. */
function bytesOnDemand(end = Number.POSITIVE_INFINITY) {
  const chunk = Buffer.alloc(262_144, 7);
  const source = {
    given: 0,
    body: new Readable({
      read() {
        source.given += chunk.length;
        this.push(source.given > end ? null : chunk);
      },
    }),
  };
  return source;
}

const DISK_GONE = Object.assign(new Error('disk gone'), { code: 'EIO' });

function failingAfter(chunk: Buffer): Readable {
  return Readable.from(
    (function* () {
      yield chunk;
      throw DISK_GONE;
    })(),
  );
}

const upload = (uri: string, body: Readable, more: Partial<BytesUpload> = {}): BytesUpload => ({
  uri,
  offset: 0,
  totalBytes: 1_000_000_000,
  body,
  onSent: () => {},
  ...more,
});

describe('an upload of bytes', () => {
  test('sends every byte from the offset on to the address that it was given, in the way that rupload wants', async () => {
    const bytes = randomBytes(3 * MIB + 17);
    const seen: {
      url?: string | undefined;
      method?: string | undefined;
      headers?: IncomingHttpHeaders;
      hash?: string;
    } = {};
    const { client, uri } = await streaming(async (request, response) => {
      Object.assign(seen, { url: request.url, method: request.method, headers: request.headers });
      seen.hash = await digest(request);
      succeed(response);
    });
    const sent: number[] = [];
    const order = upload(uri, bodyOf(bytes), {
      offset: 50_002,
      totalBytes: 50_002 + bytes.length,
      onSent: (count) => sent.push(count),
    });
    expect(await client.uploadBytes(facebookAccount, order)).toEqual({ kind: 'ok' });
    expect(seen).toMatchObject({ method: 'POST', url: PATH, hash: sha256(bytes) });
    expect(seen.headers).toMatchObject({
      authorization: `OAuth ${TOKEN}`,
      offset: '50002',
      file_size: String(50_002 + bytes.length),
      'content-length': String(bytes.length),
    });
    expect(seen.headers).not.toHaveProperty('transfer-encoding');
    expect(sent).toEqual(sent.toSorted((a, b) => a - b));
    expect(sent.at(-1)).toBe(bytes.length);
  });

  test('of nothing, because all was there already, is a request without a body', async () => {
    const { client, uri } = await streaming(async (request, response) => {
      expect(await digest(request)).toBe(sha256(Buffer.alloc(0)));
      succeed(response);
    });
    const order = upload(uri, bodyOf(Buffer.alloc(0)), { offset: 9, totalBytes: 9 });
    expect(await client.uploadBytes(facebookAccount, order)).toEqual({ kind: 'ok' });
  });

  test('reads its body no faster than the other side takes it', async () => {
    const begun = Promise.withResolvers<void>();
    const { client, uri } = await streaming(() => begun.resolve());
    const source = bytesOnDemand();
    const controller = new AbortController();
    const answer = client.uploadBytes(facebookAccount, upload(uri, source.body), controller.signal);
    await begun.promise;
    // Nobody reads: when the buffers of the two sockets are full, nothing more may be asked of the source.
    let before = -1;
    while (before !== source.given) {
      before = source.given;
      await sleep(100);
    }
    expect(source.given).toBeLessThan(32 * MIB);
    controller.abort();
    expect(await answer).toMatchObject({ kind: 'unreachable', code: 'ABORTED' });
  });

  test('holds no more memory for a large video than for a small one', async () => {
    const { client, uri } = await streaming(async (request, response) => {
      for await (const _chunk of request);
      succeed(response);
    });
    const total = 256 * MIB;
    const send = () =>
      client.uploadBytes(facebookAccount, upload(uri, bytesOnDemand(total).body, { totalBytes: total }));
    expect(await send()).toEqual({ kind: 'ok' });
    const before = process.memoryUsage().rss;
    expect(await send()).toEqual({ kind: 'ok' });
    expect(process.memoryUsage().rss - before).toBeLessThan(48 * MIB);
  });

  test('that is given up stops at once, and its body with it', async () => {
    const begun = Promise.withResolvers<IncomingMessage>();
    const { client, uri } = await streaming((request) => {
      request.on('error', () => {}).resume();
      begun.resolve(request);
    });
    const source = bytesOnDemand();
    const controller = new AbortController();
    const answer = client.uploadBytes(facebookAccount, upload(uri, source.body), controller.signal);
    const { socket } = await begun.promise;
    const closed = new Promise((resolve) => socket.once('close', resolve));
    const from = performance.now();
    controller.abort();
    expect(await answer).toMatchObject({ kind: 'unreachable', sent: 'maybe', code: 'ABORTED' });
    await closed;
    expect(performance.now() - from).toBeLessThan(1_000);
    expect(source.body.destroyed).toBe(true);
  });

  test('that is given up before it begins sends nothing', async () => {
    const { client, server, uri } = await silent();
    const { body } = bytesOnDemand();
    expect(await client.uploadBytes(facebookAccount, upload(uri, body), AbortSignal.abort())).toMatchObject({
      kind: 'unreachable',
      sent: 'no',
      code: 'ABORTED',
    });
    expect(server.connections).toHaveLength(0);
    expect(body.destroyed).toBe(true);
  });

  test('ends with the answer that comes before its end', async () => {
    const { client, uri } = await streaming((request, response) => {
      request.once('data', () => {
        request.resume();
        respondJson(412, { debug_info: { type: 'OffsetInvalidError', message: 'no', retriable: true } })(response, {
          method: '',
          url: '',
          headers: {},
          body: '',
        });
      });
    });
    const { body } = bytesOnDemand();
    expect(await client.uploadBytes(facebookAccount, upload(uri, body))).toMatchObject({
      kind: 'refused',
      httpStatus: 412,
      type: 'OffsetInvalidError',
    });
    expect(body.destroyed).toBe(true);
  });
});

describe('an upload is asked for before its body is sent', () => {
  const raw = (status: string, body: object): string => {
    const text = JSON.stringify(body);
    return `HTTP/1.1 ${status}\r\ncontent-length: ${text.length}\r\nconnection: close\r\n\r\n${text}`;
  };
  const isAsked = (connection: RawConnection): boolean => connection.received().endsWith('\r\n\r\n');
  const bodyIn = (connection: RawConnection): string => connection.received().split('\r\n\r\n').slice(1).join('');

  test.each<[string, string, object, object]>([
    [
      'an offset that is not accepted',
      '412 Precondition Failed',
      { debug_info: { type: 'OffsetInvalidError', message: 'no', retriable: true } },
      { httpStatus: 412, type: 'OffsetInvalidError' },
    ],
    [
      'a throttle and its end',
      '429 Too Many Requests',
      { backoff: 7_000, debug_info: { type: 'RequestRateLimitedError', message: 'no', retriable: false } },
      { httpStatus: 429, backoffMs: 7_000 },
    ],
  ])('%s is heard of, although the host hangs up at once', async (_what, status, body, told) => {
    const { client, uri } = await silent((connection) => {
      if (isAsked(connection)) connection.socket.end(raw(status, body), () => connection.socket.destroy());
    });
    const source = bytesOnDemand();
    expect(await client.uploadBytes(facebookAccount, upload(uri, source.body))).toMatchObject({
      kind: 'refused',
      ...told,
    });
    expect(source.given).toBe(0);
    expect(source.body.destroyed).toBe(true);
  });

  test('and is sent to a host that leaves the question unanswered, after a second', async () => {
    const seenAt: number[] = [];
    const { client, uri } = await silent((connection) => {
      seenAt.push(performance.now());
      if (bodyIn(connection) === 'video') connection.socket.end(raw('200 OK', SUCCESS));
    });
    const order = upload(uri, bodyOf(Buffer.from('video')), { totalBytes: 5 });
    expect(await client.uploadBytes(facebookAccount, order)).toEqual({ kind: 'ok' });
    const [asked = 0, sent = 0] = seenAt;
    expect(sent - asked).toBeGreaterThan(900);
  });

  test('and is sent without the question where an intermediary does not understand it', async () => {
    const { client, server, uri } = await silent((connection) => {
      const isQuestion = /^expect:/im.test(connection.received());
      if (isQuestion && isAsked(connection)) connection.socket.end(raw('417 Expectation Failed', {}));
      if (bodyIn(connection) === 'video') connection.socket.end(raw('200 OK', SUCCESS));
    });
    const order = upload(uri, bodyOf(Buffer.from('video')), { totalBytes: 5 });
    expect(await client.uploadBytes(facebookAccount, order)).toEqual({ kind: 'ok' });
    expect(server.connections).toHaveLength(2);
  });
});

describe('an upload that fails', () => {
  test.each<[string, number, string]>([
    ['fewer', 99, 'The video gave 99 instead of 100 bytes: it was changed while it was sent.'],
    ['more', 101, 'The video gave more than 100 bytes: it was changed while it was sent.'],
  ])('because its body has %s bytes than it was said to have sends no byte too many', async (_case, given, message) => {
    let received = 0;
    const { client, uri } = await streaming((request) => {
      request
        .on('error', () => {})
        .on('data', (chunk) => {
          received += chunk.length;
        });
    });
    const order = upload(uri, bodyOf(Buffer.alloc(given), 50), { totalBytes: 100 });
    expect(await client.uploadBytes(facebookAccount, order)).toMatchObject({
      kind: 'unreachable',
      code: BODY_LENGTH,
      message,
    });
    expect(received).toBeLessThanOrEqual(100);
  });

  test.each<[string, () => Readable]>([
    ['before anything is connected', () => new Readable({ construct: (done) => done(DISK_GONE) })],
    ['while it is sent', () => failingAfter(Buffer.alloc(65_536))],
  ])('because its body cannot be read, %s, tells why', async (_when, open) => {
    const { client, uri } = await silent();
    expect(await client.uploadBytes(facebookAccount, upload(uri, open()))).toMatchObject({
      kind: 'unreachable',
      code: 'EIO',
      message: 'disk gone',
    });
  });

  test('because it is given up is not disturbed by a body that fails too', async () => {
    const { client, uri } = await silent();
    const body = new Readable({ construct: (done) => done(DISK_GONE) });
    expect(await client.uploadBytes(facebookAccount, upload(uri, body), AbortSignal.abort())).toMatchObject({
      code: 'ABORTED',
    });
  });

  test('because the connection is cut is unreachable', async () => {
    const { client, uri } = await silent(({ socket }) => socket.resetAndDestroy());
    const { body } = bytesOnDemand();
    expect(await client.uploadBytes(facebookAccount, upload(uri, body))).toMatchObject({
      kind: 'unreachable',
      sent: 'maybe',
      code: expect.stringMatching(/ECONNRESET|EPIPE/),
    });
    expect(body.destroyed).toBe(true);
  });

  test('because nobody listens has sent nothing', async () => {
    const url = await deadUrl();
    const { body } = bytesOnDemand();
    const answer = await clientOf(url).uploadBytes(facebookAccount, upload(`${url}${PATH}`, body));
    expect(answer).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'ECONNREFUSED' });
  });

  test('because the other side takes nothing more is given up after a time of standing still', async () => {
    const { client, uri } = await streaming(() => {}, { uploadIdleMs: 100 });
    const { body } = bytesOnDemand();
    expect(await client.uploadBytes(facebookAccount, upload(uri, body))).toMatchObject({
      kind: 'unreachable',
      sent: 'maybe',
      code: 'ETIMEDOUT',
      message: 'The upload stood still for 100 ms.',
    });
  });

  test('because its body gives nothing more is given up after a time of standing still', async () => {
    const { client, uri } = await streaming((request) => void request.resume());
    const body = new Readable({ read() {} });
    body.push(Buffer.alloc(10));
    const order = upload(uri, body, { idleTimeoutMs: 100 });
    expect(await client.uploadBytes(facebookAccount, order)).toMatchObject({ kind: 'unreachable', code: 'ETIMEDOUT' });
  });

  test('because no answer comes is given up, counted from its last byte', async () => {
    const { client, uri } = await streaming((request) => void request.resume(), { uploadAnswerMs: 100 });
    const order = upload(uri, bodyOf(Buffer.alloc(10)), { totalBytes: 10 });
    expect(await client.uploadBytes(facebookAccount, order)).toMatchObject({
      kind: 'unreachable',
      sent: 'maybe',
      code: 'ETIMEDOUT',
      message: 'No complete answer within 100 ms of sending.',
    });
  });
});

test('an upload that moves, however slowly, and an answer that takes its time, are waited for', async () => {
  const timeouts = { sendMs: 50, responseMs: 50, readMs: 50, uploadIdleMs: 500, uploadAnswerMs: 2_000 };
  const { client, uri } = await streaming(async (request, response) => {
    await digest(request);
    setTimeout(() => succeed(response), 250);
  }, timeouts);
  async function* slowly() {
    for (let count = 0; count < 8; count += 1) {
      await sleep(100);
      yield Buffer.alloc(2);
    }
  }
  const order = upload(uri, Readable.from(slowly()), { totalBytes: 16 });
  expect(await client.uploadBytes(facebookAccount, order)).toEqual({ kind: 'ok' });
});

describe('an upload from a URL', () => {
  test('tells the upload host where the video is, and sends no byte of it', async () => {
    const server = await startStandIn(respondJson(200, SUCCESS));
    const client = clientOf(server.url);
    closers.push(client.close, server.close);
    const url = 'https://cdn.example/clip ä.mp4?sig=1';
    expect(await client.uploadFromUrl(facebookAccount, { uri: `${server.url}${PATH}`, url })).toEqual({ kind: 'ok' });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: PATH, body: '' });
    expect(server.requests[0]?.headers).toMatchObject({
      authorization: `OAuth ${TOKEN}`,
      file_url: 'https://cdn.example/clip%20%C3%A4.mp4?sig=1',
      'content-length': '0',
    });
    expect(server.requests[0]?.headers).not.toHaveProperty('offset');
  });

  test('that is refused says why', async () => {
    const server = await startStandIn(respondJson(400, { debug_info: { type: 'NotAuthorizedError', message: 'no' } }));
    const client = clientOf(server.url);
    closers.push(client.close, server.close);
    const order = { uri: `${server.url}${PATH}`, url: 'https://cdn.example/a.mp4' };
    expect(await client.uploadFromUrl(facebookAccount, order)).toMatchObject({
      kind: 'refused',
      type: 'NotAuthorizedError',
    });
  });
});

describe('the access token', () => {
  test.each([
    ['another host', (url: string) => url.replace('127.0.0.1', 'localhost')],
    ['another port', (url: string) => `${url.slice(0, -1)}${(Number(url.at(-1)) + 1) % 10}`],
    ['another scheme', (url: string) => url.replace('http:', 'https:')],
    ['a host that begins alike', (url: string) => `${url.replace(/:\d+$/, '')}.evil.example`],
    ['a user of that name at another host', (url: string) => `${url}@evil.example`],
    ['no address at all', () => 'ig-api-upload'],
  ])('is not sent to %s, and nothing else is', async (_case, hostile) => {
    const { client, server } = await silent();
    const uri = `${hostile(server.url)}/ig-api-upload/${TOKEN}`;
    const { body } = bytesOnDemand();
    for (const answer of [
      await client.uploadBytes(facebookAccount, upload(uri, body)),
      await client.uploadFromUrl(facebookAccount, { uri, url: 'https://cdn.example/a.mp4' }),
    ]) {
      expect(answer).toMatchObject({ kind: 'unreachable', sent: 'no', code: FOREIGN_UPLOAD_HOST });
      expect(JSON.stringify(answer)).toContain('check CARILLON_RUPLOAD_URL');
      expect(JSON.stringify(answer)).not.toContain('EAAsecret');
    }
    expect(body.destroyed).toBe(true);
    expect(server.connections).toHaveLength(0);
  });

  test('is not taken elsewhere by a redirect', async () => {
    const elsewhere = await silent();
    const { client, uri } = await streaming((request, response) => {
      request.resume();
      response.writeHead(307, { location: elsewhere.uri }).end();
    });
    const order = upload(uri, bodyOf(Buffer.alloc(10)), { totalBytes: 10 });
    expect(await client.uploadBytes(facebookAccount, order)).toMatchObject({ kind: 'refused', httpStatus: 307 });
    expect(elsewhere.server.connections).toHaveLength(0);
  });
});
