import { afterEach, describe, expect, test } from '@jest/globals';
import {
  clientOf,
  facebookAccount,
  IG_USER_ID,
  MEDIA_ID,
  type Respond,
  respondJson,
  startStandIn,
  TOKEN,
} from './graph-stand-in.ts';

const NOON = Date.parse('2026-11-20T12:00:00Z');
const MINUTE = 60_000;

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

async function standIn(respond: Respond) {
  const server = await startStandIn(respond);
  const client = clientOf(server.url);
  closers.push(client.close, server.close);
  return { server, client };
}

/** As Meta writes it. */
const written = (at: number): string => new Date(at).toISOString().replace(/\.\d+Z$/, '+0000');

/** Pages of rows, whose `next` leads elsewhere and has a token in it, as Instagram's has. Every page has a cursor, the last one too. */
const respondPages =
  (pages: readonly (readonly object[])[]): Respond =>
  (response, seen) => {
    const index = Number(new URL(seen.url ?? '', 'http://x').searchParams.get('after') ?? 0);
    const next = index + 1 < pages.length ? { next: `http://127.0.0.1:1/elsewhere?access_token=${TOKEN}` } : {};
    respondJson(200, { data: pages[index], paging: { cursors: { after: String(index + 1) }, ...next } })(
      response,
      seen,
    );
  };

const row = (minutesAgo: number, more: object = {}) => ({
  id: String(18_000_000 + minutesAgo),
  timestamp: written(NOON - minutesAgo * MINUTE),
  ...more,
});

describe('the feed of an account', () => {
  test('is read with all that tells one post from another', async () => {
    const { server, client } = await standIn(
      respondPages([
        [
          row(1, {
            caption: 'Look: https://shop.example/?ref=1 EAAabcdefghijklmnop',
            media_type: 'CAROUSEL_ALBUM',
            media_product_type: 'FEED',
            permalink: 'https://www.instagram.com/p/Cxyz/',
            children: { data: [{ id: '1' }, { id: '2' }, { id: '3' }] },
          }),
          row(2),
        ],
      ]),
    );
    expect(await client.readFeed(facebookAccount, { edge: 'media', since: 0 })).toMatchObject({
      kind: 'ok',
      value: {
        media: [
          {
            mediaId: '18000001',
            caption: 'Look: https://shop.example/?ref=1 EAAabcdefghijklmnop',
            publishedAt: NOON - MINUTE,
            mediaType: 'CAROUSEL_ALBUM',
            productType: 'FEED',
            permalink: 'https://www.instagram.com/p/Cxyz/',
            children: 3,
          },
          { mediaId: '18000002', caption: '', mediaType: '', productType: null, permalink: null, children: null },
        ],
      },
    });
    expect(server.requests.map(({ url }) => decodeURIComponent(url ?? ''))).toEqual([
      `/v25.0/${IG_USER_ID}/media?fields=id,caption,timestamp,media_type,media_product_type,permalink,children{id}&limit=50`,
    ]);
  });

  test('is read for stories where Instagram lists those', async () => {
    const { server, client } = await standIn(respondPages([[row(1)]]));
    await client.readFeed(facebookAccount, { edge: 'stories', since: 0 });
    expect(server.requests[0]?.url).toMatch(`/v25.0/${IG_USER_ID}/stories?`);
  });

  test('is followed page by page, by cursor, until it is older than asked for', async () => {
    const pages = [[row(1), row(2)], [row(3), row(9)], [row(10)]];
    const { server, client } = await standIn(respondPages(pages));
    const answer = await client.readFeed(facebookAccount, { edge: 'media', since: NOON - 5 * MINUTE });
    const ids = answer.kind === 'ok' ? answer.value.media.map(({ mediaId }) => mediaId) : answer;
    expect(ids).toEqual(['18000001', '18000002', '18000003']);
    expect(server.requests.map(({ url }) => new URL(url ?? '', 'http://x').searchParams.get('after'))).toEqual([
      null,
      '1',
    ]);
    for (const { url, headers } of server.requests) {
      expect(url).not.toContain('access_token');
      expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
    }
  });

  test('is followed past an old post that stands first, because it was pinned', async () => {
    const { client } = await standIn(respondPages([[row(99), row(1)], [row(2)]]));
    const answer = await client.readFeed(facebookAccount, { edge: 'media', since: NOON - 5 * MINUTE });
    expect(answer.kind === 'ok' && answer.value.media.map(({ mediaId }) => mediaId)).toEqual(['18000001', '18000002']);
  });

  test('ends after five pages', async () => {
    const { server, client } = await standIn(respondPages(Array.from({ length: 9 }, (_, index) => [row(index)])));
    const answer = await client.readFeed(facebookAccount, { edge: 'media', since: 0 });
    expect(answer.kind === 'ok' && answer.value.media).toHaveLength(5);
    expect(server.requests).toHaveLength(5);
  });

  test('counts what was published in the second that is asked for', async () => {
    const { client } = await standIn(respondPages([[row(0), row(1)]]));
    const answer = await client.readFeed(facebookAccount, { edge: 'media', since: NOON + 999 });
    expect(answer.kind === 'ok' && answer.value.media.map(({ publishedAt }) => publishedAt)).toEqual([NOON]);
  });

  test.each<[string, object]>([
    ['without id', { id: undefined }],
    ['without time', { timestamp: undefined }],
    ['with a time that is none', { timestamp: 'yesterday' }],
  ])('is unreadable with a post %s, because that one could be ours', async (_case, fault) => {
    const { client } = await standIn(respondPages([[row(1), row(2, fault)]]));
    expect((await client.readFeed(facebookAccount, { edge: 'media', since: 0 })).kind).toBe('unreadable');
  });

  test('with a page that fails has failed', async () => {
    const error = { code: 4, message: 'Application request limit reached' };
    const first = respondPages([[row(1)], []]);
    const { client } = await standIn((response, seen) => {
      if (seen.url?.includes('after=')) respondJson(400, { error })(response, seen);
      else first(response, seen);
    });
    expect(await client.readFeed(facebookAccount, { edge: 'media', since: 0 })).toMatchObject({
      kind: 'refused',
      error: { code: 4 },
    });
  });

  test('that is empty is empty, and one that is no list is unreadable', async () => {
    const empty = await standIn(respondJson(200, { data: [] }));
    expect(await empty.client.readFeed(facebookAccount, { edge: 'media', since: 0 })).toMatchObject({
      kind: 'ok',
      value: { media: [] },
    });
    const none = await standIn(respondJson(200, {}));
    expect((await none.client.readFeed(facebookAccount, { edge: 'media', since: 0 })).kind).toBe('unreadable');
  });
});

describe('a media', () => {
  test('tells how many children it has', async () => {
    const { server, client } = await standIn(respondJson(200, { data: [{ id: '1' }, { id: '2' }] }));
    expect(await client.countChildren(facebookAccount, MEDIA_ID)).toMatchObject({ kind: 'ok', value: { children: 2 } });
    expect(server.requests[0]?.url).toBe(`/v25.0/${MEDIA_ID}/children?fields=id`);
  });

  test('lists its comments, word for word', async () => {
    const text = 'Shop: https://shop.example/?ref=1';
    const { server, client } = await standIn(
      respondPages([
        [{ id: '21', text, timestamp: written(NOON), from: { id: IG_USER_ID, username: 'brand' } }],
        [{ id: '20', from: null }],
      ]),
    );
    expect(await client.listComments(facebookAccount, MEDIA_ID)).toMatchObject({
      kind: 'ok',
      value: {
        comments: [
          { commentId: '21', text, fromId: IG_USER_ID, postedAt: NOON },
          { commentId: '20', text: '', fromId: null, postedAt: null },
        ],
      },
    });
    expect(server.requests).toHaveLength(2);
    expect(decodeURIComponent(server.requests[0]?.url ?? '')).toBe(
      `/v25.0/${MEDIA_ID}/comments?fields=id,text,timestamp,from&limit=50`,
    );
  });

  test('takes a comment', async () => {
    const { server, client } = await standIn(respondJson(200, { id: '17870913679156914' }));
    expect(await client.addComment(facebookAccount, MEDIA_ID, 'Grüße & más 🐈')).toMatchObject({
      kind: 'ok',
      value: { commentId: '17870913679156914' },
    });
    expect(server.requests[0]).toMatchObject({ method: 'POST', url: `/v25.0/${MEDIA_ID}/comments` });
    expect(Object.fromEntries(new URLSearchParams(server.requests[0]?.body))).toEqual({ message: 'Grüße & más 🐈' });
  });

  test('that answers without the id of the comment has not said that it took it', async () => {
    const { client } = await standIn(respondJson(200, { success: true }));
    expect((await client.addComment(facebookAccount, MEDIA_ID, 'x')).kind).toBe('unreadable');
  });
});
