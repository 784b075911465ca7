import { Readable } from 'node:stream';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Usage } from '../../graph/graph-answer.ts';
import type { GraphAccount, GraphClient } from '../../graph/graph-client.ts';
import {
  CONTAINER_ID,
  clientOf,
  deadUrl,
  facebookAccount,
  MEDIA_ID,
  type Respond,
  respondJson,
  respondText,
  startStandIn,
} from './graph-stand-in.ts';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

type Told = readonly [account: GraphAccount, usage: Usage];

function listeningTo(url: string): { client: GraphClient; told: Told[] } {
  const told: Told[] = [];
  const client = clientOf(url, {}, (...news) => told.push(news));
  closers.push(client.close);
  return { client, told };
}

async function standIn(respond: Respond) {
  const server = await startStandIn(respond);
  closers.push(server.close);
  return { ...listeningTo(server.url), uri: `${server.url}/ig-api-upload/1` };
}

const business = (percent: number, minutes: number) => ({
  'x-business-use-case-usage': JSON.stringify({
    '178': [{ type: 'instagram', call_count: percent, estimated_time_to_regain_access: minutes }],
  }),
});
const refusal = (code: number, subcode?: number) => ({ error: { code, error_subcode: subcode, message: 'No.' } });
const read = (client: GraphClient) => client.readContainer(facebookAccount, CONTAINER_ID);

const HEALTHY = business(42, 0);
const TOLD = { app: null, account: { percent: 42, regainAccessMinutes: 0 } };

describe('who listens to the usage is told by', () => {
  test.each<[string, Respond]>([
    ['an answer', respondJson(200, { status_code: 'FINISHED' }, HEALTHY)],
    ['a refusal', respondJson(400, refusal(100, 33), HEALTHY)],
    ['a page in the place of an answer', respondText(502, '<h1>502</h1>', HEALTHY)],
  ])('%s', async (_case, respond) => {
    const { client, told } = await standIn(respond);
    await read(client);
    expect(told).toEqual([[facebookAccount, TOLD]]);
  });

  test('a publish, once', async () => {
    const { client, told } = await standIn(respondJson(200, { id: MEDIA_ID }, HEALTHY));
    const held = client.holdPublish(facebookAccount, CONTAINER_ID);
    await Promise.all([held.send(), held.send()]);
    expect(told).toEqual([[facebookAccount, TOLD]]);
  });

  test.each<[string, number]>([
    ['an upload', 200],
    ['an upload that is refused', 400],
  ])('%s, of bytes and of a URL', async (_case, status) => {
    const { client, told, uri } = await standIn(respondJson(status, { success: true }, HEALTHY));
    const body = Readable.from([Buffer.from('abc')]);
    await client.uploadBytes(facebookAccount, { uri, offset: 0, totalBytes: 3, body, onSent: () => {} });
    await client.uploadFromUrl(facebookAccount, { uri, url: 'https://cdn.example/clip.mp4' });
    expect(told).toEqual([
      [facebookAccount, TOLD],
      [facebookAccount, TOLD],
    ]);
  });

  test('every page of a list', async () => {
    const page = { data: [], paging: { next: 'https://x.example', cursors: { after: 'a' } } };
    const { client, told } = await standIn(respondJson(200, page, HEALTHY));
    await client.listComments(facebookAccount, MEDIA_ID);
    expect(told).toHaveLength(5);
  });
});

describe('who listens to the usage is told nothing by', () => {
  test('an answer without a header', async () => {
    const { client, told } = await standIn(respondJson(200, { status_code: 'FINISHED' }));
    await read(client);
    expect(told).toEqual([]);
  });

  test('a connection that is refused', async () => {
    const { client, told } = listeningTo(await deadUrl());
    await read(client);
    expect(told).toEqual([]);
  });
});

describe('a call that was refused for want of an allowance says that it is used up', () => {
  const usedUp = { percent: 100, regainAccessMinutes: null };

  test.each([4, 341])('for the app, with code %d', async (code) => {
    const { client, told } = await standIn(respondJson(403, refusal(code)));
    await read(client);
    expect(told).toEqual([[facebookAccount, { app: usedUp, account: null }]]);
  });

  test.each([17, 32, 613, 80_002])('for the account, with code %d', async (code) => {
    const { client, told } = await standIn(respondJson(400, refusal(code)));
    await read(client);
    expect(told).toEqual([[facebookAccount, { app: null, account: usedUp }]]);
  });

  test('when a publish was', async () => {
    const { client, told } = await standIn(respondJson(400, refusal(80_002), business(97, 12)));
    await client.holdPublish(facebookAccount, CONTAINER_ID).send();
    expect(told).toEqual([[facebookAccount, { app: null, account: { percent: 100, regainAccessMinutes: 12 } }]]);
  });

  test('when a page says so by its status', async () => {
    const { client, told } = await standIn(respondText(429, '<h1>Too many requests</h1>'));
    await read(client);
    expect(told).toEqual([[facebookAccount, { app: null, account: usedUp }]]);
  });

  test('and not when Instagram suspects spam, which is no matter of calls', async () => {
    const { client, told } = await standIn(respondJson(403, refusal(4, 2_207_051)));
    await read(client);
    expect(told).toEqual([]);
  });
});
