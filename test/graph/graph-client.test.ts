import { afterEach, describe, expect, test } from '@jest/globals';
import type { GraphClient } from '../../graph/graph-client.ts';
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

const FORM = { image_url: 'https://cdn.example/cat.jpg?a=1&b=2', caption: 'Grüße & más 🐈', alt_text: 'A cat' };
const instagramAccount = { ...facebookAccount, login: 'instagram' } as const;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function standIn(respond: Respond, timeouts?: Partial<GraphTimeouts>) {
  const server = await startStandIn(respond);
  const client = clientOf(server.url, timeouts);
  closers.push(client.close, server.close);
  return { server, client };
}

async function rawStandIn(onData: (connection: RawConnection) => void, timeouts?: Partial<GraphTimeouts>) {
  const server = await startRawStandIn(onData);
  const client = clientOf(server.url, timeouts);
  closers.push(client.close, server.close);
  return { server, client };
}

const create = (client: GraphClient, signal?: AbortSignal) => client.createContainer(facebookAccount, FORM, signal);

describe('a call', () => {
  test('that makes a container sends its form in the body and gives its id', async () => {
    const { server, client } = await standIn(
      respondJson(200, { id: CONTAINER_ID }, { 'x-app-usage': '{"call_count":3}' }),
    );
    expect(await create(client)).toEqual({
      kind: 'ok',
      value: { containerId: CONTAINER_ID, uploadUri: null },
      usage: { app: { percent: 3, regainAccessMinutes: null }, account: null },
    });
    expect(server.requests).toHaveLength(1);
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: `/v25.0/${IG_USER_ID}/media` });
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual(FORM);
  });

  test.each([
    'https://rupload.facebook.com/ig-api-upload/v25.0/17900000000000001',
    'https://rupload.facebook.com/ig-api-upload/17900000000000001?upload_key=a%2Fb&x=1',
  ])('that makes a container gives the upload address %s exactly', async (uri) => {
    const { client } = await standIn(respondJson(200, { id: CONTAINER_ID, uri }));
    expect(await create(client)).toMatchObject({ kind: 'ok', value: { uploadUri: uri } });
  });

  test.each(['ftp://rupload.facebook.com/x', 'javascript:alert(1)', 'ig-api-upload/17900000000000001', 7])(
    'that makes a container takes %j for no upload address',
    async (uri) => {
      const { client } = await standIn(respondJson(200, { id: CONTAINER_ID, uri }));
      expect((await create(client)).kind).toBe('unreadable');
    },
  );

  test('that reads a container asks once for all its fields', async () => {
    const { server, client } = await standIn(
      respondJson(200, { status_code: 'FINISHED', status: 'Finished: ok', id: '1' }),
    );
    expect(await client.readContainer(facebookAccount, CONTAINER_ID)).toMatchObject({
      kind: 'ok',
      value: { statusCode: 'FINISHED', status: 'Finished: ok', failureSubcode: null },
    });
    expect(server.requests.map(({ method, url }) => `${method} ${url}`)).toEqual([
      `GET /v25.0/${CONTAINER_ID}?fields=status_code%2Cstatus%2Cvideo_status`,
    ]);
  });

  test('that reads a permalink gives it', async () => {
    const permalink = 'https://www.instagram.com/p/Cxyz/';
    const { client } = await standIn(respondJson(200, { permalink, id: MEDIA_ID }));
    expect(await client.readPermalink(facebookAccount, MEDIA_ID)).toMatchObject({ kind: 'ok', value: { permalink } });
  });

  test('goes to the host of the login that issued the token', async () => {
    const { server, client } = await standIn(respondJson(200, { permalink: 'https://www.instagram.com/p/Cxyz/' }));
    await client.readPermalink(instagramAccount, MEDIA_ID);
    expect(server.requests[0]?.url).toMatch(`/instagram-host/v25.0/${MEDIA_ID}?`);
  });

  test('carries the token in the Authorization header and nowhere else', async () => {
    const { server, client } = await standIn(respondJson(200, {}));
    await create(client);
    await client.readContainer(facebookAccount, CONTAINER_ID);
    await client.readPermalink(instagramAccount, MEDIA_ID);
    await client.holdPublish(facebookAccount, CONTAINER_ID).send();
    expect(server.requests).toHaveLength(4);
    for (const { url, headers, body } of server.requests) {
      const { authorization, ...others } = headers;
      expect(authorization).toBe(`Bearer ${TOKEN}`);
      expect(JSON.stringify([url, others, body])).not.toMatch(/EAAsecret|access_token/);
    }
  });

  test('uses the connection of the call before it', async () => {
    const { server, client } = await standIn(respondJson(200, { id: CONTAINER_ID }));
    for (let count = 0; count < 5; count += 1) await create(client);
    expect(server.requests).toHaveLength(5);
    expect(server.connectionCount).toBe(1);
  });
});

describe('an answer', () => {
  test('of Instagram that says no is a refusal with its words', async () => {
    const { client } = await standIn(
      respondJson(400, { error: { code: 36003, error_subcode: 2207009, message: 'Fatal' } }),
    );
    expect(await create(client)).toMatchObject({
      kind: 'refused',
      error: { httpStatus: 400, code: 36003, subcode: 2207009, message: 'Fatal' },
    });
  });

  test.each<[string, Respond]>([
    ['HTML', respondText(502, '<h1>502 Bad Gateway</h1>')],
    ['truncated JSON', respondText(200, `{"id":"${CONTAINER_ID}`)],
    ['empty', respondText(200, '')],
    ['without the id', respondJson(200, { success: true })],
    ['huge', respondText(200, `{"filler":"${'x'.repeat(4_000_000)}","id":"${CONTAINER_ID}"}`)],
  ])('that is %s is unreadable, and no error is thrown', async (_case, respond) => {
    const { client } = await standIn(respond);
    const answer = await create(client);
    expect(answer.kind).toBe('unreadable');
    expect(JSON.stringify(answer).length).toBeLessThan(500);
  });

  test('without end is given up at a megabyte', async () => {
    let written = 0;
    const { client } = await standIn((response) => {
      const pour = () => {
        while (!response.destroyed && response.write('x'.repeat(65_536))) written += 65_536;
      };
      response.on('drain', pour);
      pour();
    });
    expect(await create(client)).toMatchObject({ kind: 'unreadable', httpStatus: 200 });
    expect(written).toBeLessThan(16_000_000);
  });

  test('that points elsewhere is not followed', async () => {
    const elsewhere = await standIn(respondJson(200, { id: CONTAINER_ID }));
    const { server, client } = await standIn((response) => {
      response.writeHead(307, { location: `${elsewhere.server.url}/v25.0/1/media` }).end();
    });
    expect(await create(client)).toMatchObject({ kind: 'unreadable', httpStatus: 307 });
    expect(server.requests).toHaveLength(1);
    expect(elsewhere.server.requests).toHaveLength(0);
  });

  test.each<[string, number, (token: string) => unknown]>([
    ['a refusal', 400, (token) => ({ error: { message: `bad ${token}`, error_user_msg: `Bearer ${token}` } })],
    ['an odd answer', 200, (token) => ({ paging: { next: `https://x/?access_token=${encodeURIComponent(token)}` } })],
    ['a container', 200, (token) => ({ status_code: 'ERROR', status: `Error: ${token}` })],
  ])('that is %s and echoes the token does not show it', async (_case, status, body) => {
    const { client } = await standIn((response, { headers }) => {
      const echoed = headers.authorization?.replace('Bearer ', '') ?? '';
      expect(echoed).toBe(TOKEN);
      response.writeHead(status).end(JSON.stringify(body(echoed)));
    });
    expect(JSON.stringify(await client.readContainer(facebookAccount, CONTAINER_ID))).not.toContain('EAAsecret');
  });
});

describe('a failing network', () => {
  test('that refuses the connection leaves the request unsent', async () => {
    const client = clientOf(await deadUrl());
    expect(await create(client)).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'ECONNREFUSED' });
  });

  test('without such a host leaves the request unsent', async () => {
    const client = clientOf('http://graph.invalid', { lookupMs: 1_000 });
    const answer = await create(client);
    expect(answer).toMatchObject({ kind: 'unreachable', sent: 'no' });
    expect(answer.kind === 'unreachable' && answer.code).toMatch(/ENOTFOUND|EAI_AGAIN|ETIMEDOUT/);
  });

  test('that never completes the TLS handshake leaves the request unsent', async () => {
    const { server } = await rawStandIn(() => {});
    const client = clientOf(server.url.replace('http:', 'https:'), { secureConnectMs: 100 });
    expect(await create(client)).toMatchObject({ kind: 'unreachable', sent: 'no', code: 'ETIMEDOUT' });
  });

  test.each<[string, string, string]>([
    ['before the answer', '', 'ECONNRESET'],
    ['in the middle of the headers', 'HTTP/1.1 200 OK\r\ncontent-ty', 'ECONNRESET'],
    [
      'in the middle of the body',
      `HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"id":"${CONTAINER_ID}"}`,
      'ERR_HTTP_CONTENT_LENGTH_MISMATCH',
    ],
    [
      'in the middle of a chunk',
      `HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\nff\r\n{"id":"${CONTAINER_ID}"}`,
      'ECONNRESET',
    ],
  ])('that breaks %s may have delivered the request, which is not repeated', async (_case, beginning, code) => {
    const { server, client } = await rawStandIn(({ socket }) =>
      socket.write(beginning, () => socket.resetAndDestroy()),
    );
    expect(await create(client)).toMatchObject({ kind: 'unreachable', sent: 'maybe', code });
    expect(server.connections).toHaveLength(1);
  });

  test('that speaks something else is unreachable', async () => {
    const { client } = await rawStandIn(({ socket }) => socket.end('SSH-2.0-OpenSSH_9.9\r\n'));
    expect(await create(client)).toMatchObject({
      kind: 'unreachable',
      sent: 'maybe',
      code: expect.stringMatching(/^HPE_/),
    });
  });

  test.each<[string, string, Partial<GraphTimeouts>]>([
    ['an answer that does not begin', '', { responseMs: 100 }],
    ['an answer that does not end', 'HTTP/1.1 200 OK\r\ncontent-length: 500\r\n\r\n{"id":', { readMs: 100 }],
  ])('with %s is given up in time', async (_case, beginning, timeouts) => {
    const { client } = await rawStandIn(({ socket }) => socket.write(beginning), timeouts);
    expect(await create(client)).toMatchObject({ kind: 'unreachable', sent: 'maybe', code: 'ETIMEDOUT' });
  });
});

describe('giving up', () => {
  test('before the call sends nothing', async () => {
    const { server, client } = await standIn(respondJson(200, { id: CONTAINER_ID }));
    expect(await create(client, AbortSignal.abort())).toMatchObject({
      kind: 'unreachable',
      sent: 'no',
      code: 'ABORTED',
    });
    expect(server.requests).toHaveLength(0);
  });

  test.each<[string, () => Error | undefined]>([
    ['without a reason', () => undefined],
    ['for a time that is over', () => new DOMException('too late', 'TimeoutError')],
  ])('during the call, %s, leaves open whether it was received', async (_case, reason) => {
    const controller = new AbortController();
    const { client } = await rawStandIn(() => controller.abort(reason()));
    expect(await create(client, controller.signal)).toMatchObject({
      kind: 'unreachable',
      sent: 'maybe',
      code: 'ABORTED',
    });
  });

  test('on the client ends the calls and holds under way', async () => {
    const { client } = await rawStandIn(() => client.close());
    const held = client.holdPublish(facebookAccount, CONTAINER_ID);
    await held.connected;
    expect(await create(client)).toMatchObject({ kind: 'unreachable', sent: 'maybe' });
    expect(await held.send()).toMatchObject({ kind: 'unreachable', sent: 'no' });
  });
});

test('a client is refused for something that is not a URL', () => {
  expect(() => clientOf('graph.facebook.com')).toThrow(/Invalid URL/);
});
