import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import type { Socket } from 'node:net';
import { setImmediate } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { HeldPublish } from '../../graph/held-publish.ts';
import type { GraphTimeouts } from '../../graph/transport.ts';
import {
  CONTAINER_ID,
  clientOf,
  deadUrl,
  facebookAccount,
  IG_USER_ID,
  MEDIA_ID,
  type RawConnection,
  type Respond,
  respondJson,
  respondText,
  startRawStandIn,
  startStandIn,
  TOKEN,
} from './graph-stand-in.ts';

const PUBLISHED = `{"id":"${MEDIA_ID}"}`;
const PUBLISHED_ON_THE_WIRE = `HTTP/1.1 200 OK\r\ncontent-length: ${PUBLISHED.length}\r\n\r\n${PUBLISHED}`;

const closers: (() => unknown)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function holdAt(url: string, timeouts?: Partial<GraphTimeouts>): Promise<HeldPublish> {
  const client = clientOf(url, timeouts);
  closers.push(client.close);
  const held = client.holdPublish(facebookAccount, CONTAINER_ID);
  await held.connected;
  return held;
}

/** A held request and the other end of its connection. */
async function holdRaw(onData?: (connection: RawConnection) => void, timeouts?: Partial<GraphTimeouts>) {
  const server = await startRawStandIn(onData);
  closers.push(server.close);
  const held = await holdAt(server.url, timeouts);
  return { server, held, connection: await server.firstConnection };
}

async function holdHttp(respond: Respond) {
  const server = await startStandIn(respond);
  closers.push(server.close);
  return { server, held: await holdAt(server.url) };
}

/** Wakes the waiting thread when the last byte of the request has arrived. */
const SERVER_IN_A_THREAD = `
  const { parentPort, workerData } = require('node:worker_threads');
  const server = require('node:net').createServer((socket) => {
    let text = '';
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk;
      if (!text.endsWith('creation_id=${CONTAINER_ID}')) return;
      Atomics.store(workerData, 0, 1);
      Atomics.notify(workerData, 0);
    });
  });
  server.listen(0, '127.0.0.1', () => parentPort.postMessage(server.address().port));
`;

/** Lets what the other end did arrive. */
async function untilState(held: HeldPublish, state: HeldPublish['state']): Promise<void> {
  const deadline = performance.now() + 2_000;
  while (held.state !== state && performance.now() < deadline) await setImmediate();
  expect(held.state).toBe(state);
}

describe('a held publish', () => {
  test('puts not one byte on the wire before it is sent, and then the whole request at once', async () => {
    const chunks: string[] = [];
    const { held, connection } = await holdRaw(({ socket }) => socket.write(PUBLISHED_ON_THE_WIRE));
    connection.socket.on('data', (chunk) => chunks.push(chunk.toString('latin1')));
    expect(held.state).toBe('ready');
    // Time enough for anything that was written: a round trip on a second connection to the same server.
    await holdAt(`http://127.0.0.1:${connection.socket.localPort}`);
    expect(connection.socket.bytesRead).toBe(0);
    expect(held.sentAt).toBeNull();

    expect(await held.send()).toMatchObject({ kind: 'ok', value: { mediaId: MEDIA_ID } });
    expect(chunks).toHaveLength(1);
    const [head = '', body] = chunks[0]?.split('\r\n\r\n') ?? [];
    expect(head.split('\r\n')[0]).toBe(`POST /v25.0/${IG_USER_ID}/media_publish HTTP/1.1`);
    expect(head.toLowerCase()).toContain(`content-length: ${body?.length}\r\n`);
    expect(head).toContain(`authorization: Bearer ${TOKEN}\r\n`);
    expect(body).toBe(`creation_id=${CONTAINER_ID}`);
  });

  test('is written before send returns', async () => {
    const arrived = new Int32Array(new SharedArrayBuffer(4));
    const server = new Worker(SERVER_IN_A_THREAD, { eval: true, workerData: arrived });
    closers.push(() => server.terminate());
    const [port] = await once(server, 'message');
    const held = await holdAt(`http://127.0.0.1:${port}`);
    const before = Date.now();
    void held.send();
    // This thread does nothing more until the other one has the request: so nothing was left to do after send().
    expect(Atomics.wait(arrived, 0, 0, 3_000)).not.toBe('timed-out');
    expect(held.state).toBe('sent');
    expect(held.sentAt).toBeGreaterThanOrEqual(before);
    expect(held.sentAt).toBeLessThanOrEqual(Date.now());
  });

  test('reaches Instagram exactly once, however often it is told to send', async () => {
    const { server, held } = await holdHttp(respondJson(200, { id: MEDIA_ID }, { 'x-app-usage': '{"call_count":9}' }));
    const answers = await Promise.all([held.send(), held.send(), held.send()]);
    for (const answer of answers) {
      expect(answer).toEqual({
        kind: 'ok',
        value: { mediaId: MEDIA_ID },
        usage: { app: { percent: 9, regainAccessMinutes: null }, account: null },
      });
    }
    expect(await held.send()).toBe(answers[0]);
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', body: `creation_id=${CONTAINER_ID}` });
  });

  test('that is told to send while it is connecting sends once it is connected', async () => {
    const server = await startStandIn(respondJson(200, { id: MEDIA_ID }));
    const client = clientOf(server.url);
    closers.push(client.close, server.close);
    const held = client.holdPublish(facebookAccount, CONTAINER_ID);
    expect(held.state).toBe('connecting');
    expect((await held.send()).kind).toBe('ok');
    expect(server.requests).toHaveLength(1);
  });

  test('takes no connection from the calls, and gives them none', async () => {
    const server = await startStandIn(respondJson(200, { id: MEDIA_ID, status_code: 'FINISHED' }));
    const client = clientOf(server.url);
    closers.push(client.close, server.close);
    await client.readContainer(facebookAccount, CONTAINER_ID);
    const held = Array.from({ length: 20 }, () => client.holdPublish(facebookAccount, CONTAINER_ID));
    const answers = await Promise.all(held.map((each) => each.send()));
    expect(answers.map(({ kind }) => kind)).toEqual(held.map(() => 'ok'));
    expect(server.connectionCount).toBe(1 + 20);
    await client.readContainer(facebookAccount, CONTAINER_ID);
    expect(server.connectionCount).toBe(1 + 20);
    expect(server.requests).toHaveLength(22);
  });

  test('counts the time to answer from the sending, not from the holding', async () => {
    const { held } = await holdRaw(() => {}, { responseMs: 100, sendMs: 1, readMs: 1 });
    await new Promise((resolve) => setTimeout(resolve, 150));
    expect(held.state).toBe('ready');
    const began = performance.now();
    expect(await held.send()).toMatchObject({ kind: 'unreachable', sent: 'maybe', code: 'ETIMEDOUT' });
    expect(performance.now() - began).toBeGreaterThan(95);
  });
});

describe('a discarded hold', () => {
  test('closes its connection, and the server never sees a request', async () => {
    const { held, connection } = await holdRaw();
    const closed = once(connection.socket, 'close');
    held.discard();
    await closed;
    expect(connection.socket.bytesRead).toBe(0);
    expect(held.state).toBe('discarded');
    expect(await held.send()).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'DISCARDED' });
  });

  test('while connecting never becomes a request', async () => {
    const server = await startStandIn(respondJson(200, { id: MEDIA_ID }));
    const client = clientOf(server.url);
    closers.push(client.close, server.close);
    const held = client.holdPublish(facebookAccount, CONTAINER_ID);
    const answer = held.send();
    held.discard();
    await held.connected;
    expect(await answer).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'DISCARDED' });
    expect(server.requests).toHaveLength(0);
  });

  test('that was sent already still brings its answer', async () => {
    const { held } = await holdHttp(respondJson(200, { id: MEDIA_ID }));
    const answer = held.send();
    held.discard();
    expect(held.state).toBe('sent');
    expect((await answer).kind).toBe('ok');
  });
});

describe('nothing was sent, and the answer says so,', () => {
  test.each<[string, (connection: RawConnection) => void, string]>([
    ['closes', ({ socket }) => socket.end(), 'ECONNRESET'],
    ['resets', ({ socket }) => socket.resetAndDestroy(), 'ECONNRESET'],
    [
      'times out with a 408',
      ({ socket }) => socket.end('HTTP/1.1 408 Request Timeout\r\nconnection: close\r\n\r\n'),
      'UNSOLICITED',
    ],
    [
      'begins to answer',
      ({ socket }) => socket.write('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"id'),
      'UNSOLICITED',
    ],
  ])('when the other side %s before the instant', async (_case, act, code) => {
    const { server, held, connection } = await holdRaw();
    act(connection);
    await untilState(held, 'lost');
    expect(await held.send()).toMatchObject({ kind: 'unreachable', sent: 'no', code });
    expect(held.sentAt).toBeNull();
    expect(server.connections).toHaveLength(1);
    expect(connection.received()).toBe('');
  });

  test.each<[string, (socket: Socket) => void]>([
    ['close', (socket) => socket.end()],
    ['reset', (socket) => socket.resetAndDestroy()],
  ])('when it is told to send in the very moment in which a %s arrives', async (_case, act) => {
    const { held, connection } = await holdRaw();
    const answer = new Promise<unknown>((resolve) => {
      const sendNow = () => {
        unsubscribe('http.client.request.error', sendNow);
        expect(held.state).toBe('ready');
        resolve(held.send());
      };
      // Node publishes here before it tells the request's owner.
      subscribe('http.client.request.error', sendNow);
    });
    act(connection.socket);
    expect(await answer).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'ECONNRESET' });
    expect(held.state).toBe('lost');
  });

  test('when nobody listens', async () => {
    const held = await holdAt(await deadUrl());
    expect(held.state).toBe('lost');
    expect(await held.send()).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'ECONNREFUSED' });
  });

  test('when the TLS handshake does not end', async () => {
    const server = await startRawStandIn();
    closers.push(server.close);
    const held = await holdAt(server.url.replace('http:', 'https:'), { secureConnectMs: 100 });
    expect(held.state).toBe('lost');
    expect(await held.send()).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'ETIMEDOUT' });
  });
});

describe('once it was written, the post may be live', () => {
  test.each<[string, (connection: RawConnection) => void]>([
    ['is closed', ({ socket }) => socket.end()],
    ['is reset', ({ socket }) => socket.resetAndDestroy()],
    ['breaks in the headers', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-')],
    ['breaks in the body', ({ socket }) => socket.end('HTTP/1.1 200 OK\r\ncontent-length: 50\r\n\r\n{"id"')],
  ])('when the connection %s, and it is not sent again', async (_case, act) => {
    const { server, held, connection } = await holdRaw(act);
    expect(await held.send()).toMatchObject({ kind: 'unreachable', sent: 'maybe' });
    expect(held.state).toBe('sent');
    expect((await held.send()).kind).toBe('unreachable');
    expect(server.connections).toHaveLength(1);
    expect(connection.received().match(/POST/g)).toHaveLength(1);
  });

  test.each<[string, Respond, object]>([
    [
      'a refusal',
      respondJson(403, { error: { code: 4, error_subcode: 2207051, message: `limit ${TOKEN}` } }),
      { kind: 'refused', error: { httpStatus: 403, code: 4, subcode: 2207051, message: 'limit [token]' } },
    ],
    ['a success without an id', respondJson(200, {}), { kind: 'unreadable', httpStatus: 200 }],
    ['a page', respondText(504, `<p>${TOKEN}</p>`), { kind: 'unreadable', httpStatus: 504, excerpt: '<p>[token]</p>' }],
    [
      'a redirect',
      (response) => response.writeHead(308, { location: '/v25.0/elsewhere' }).end(),
      { kind: 'unreadable', httpStatus: 308 },
    ],
  ])('and %s is reported as it came, without a second request', async (_case, respond, expected) => {
    const { server, held } = await holdHttp(respond);
    expect(await held.send()).toMatchObject(expected);
    expect(server.requests).toHaveLength(1);
  });
});
