import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { z } from 'zod';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

const START = 1_795_212_000;
const CAPTIONS = ['one', 'two', 'three', 'four', 'five'];

const list = z.object({
  data: z.array(z.object({ id: z.string(), caption: z.string().optional() })),
  paging: z
    .object({
      cursors: z.object({ before: z.string(), after: z.string() }),
      next: z.string().optional(),
      previous: z.string().optional(),
    })
    .optional(),
});

let bed: TestBed;
let account: TestAccount;
/** Oldest first, one minute apart. */
const ids: string[] = [];
beforeAll(async () => {
  bed = await startTestBed({ clock: { now: () => START * 1000 } });
  account = await bed.addAccount('ann');
  for (const caption of CAPTIONS) {
    ids.push(await bed.publishNew(account, caption));
    await bed.advance(60_000);
  }
});
afterAll(() => bed.simulator.close());

const feed = (params: Record<string, string> = {}) =>
  bed.graph('GET', `/v25.0/${account.igUserId}/media`, { access_token: account.token, ...params });
const readFeed = async (params: Record<string, string> = {}) => list.parse((await feed(params)).body);
const captions = ({ data }: z.infer<typeof list>) => data.map(({ caption }) => caption);

describe('GET /{ig-user}/media', () => {
  test('lists the media newest first, by id alone', async () => {
    expect((await readFeed()).data).toEqual(ids.toReversed().map((id) => ({ id })));
  });

  test('leads from page to page by absolute links on its own host that hold the token, the fields and the limit', async () => {
    const first = await readFeed({ fields: 'id,caption', limit: '2' });
    const next = first.paging?.next ?? '';
    expect(next.startsWith(`${bed.simulator.url}/v25.0/${account.igUserId}/media?`)).toBe(true);
    expect(Object.fromEntries(new URL(next).searchParams)).toEqual({
      access_token: account.token,
      fields: 'id,caption',
      limit: '2',
      after: first.paging?.cursors.after,
    });

    const second = list.parse((await bed.send(next)).body);
    const third = list.parse((await bed.send(second.paging?.next ?? '')).body);
    expect([first, second, third].map(captions)).toEqual([['five', 'four'], ['three', 'two'], ['one']]);
    expect(third.paging?.cursors.after).toEqual(expect.any(String));
    expect([third.paging?.next, first.paging?.previous]).toEqual([undefined, undefined]);
    expect(captions(list.parse((await bed.send(third.paging?.previous ?? '')).body))).toEqual(['three', 'two']);
  });

  test('puts the token into its links although the request carried it in a header', async () => {
    const headers = { authorization: `Bearer ${account.token}` };
    const answer = await bed.send(`/${account.igUserId}/media?limit=1`, { headers });
    const next = new URL(list.parse(answer.body).paging?.next ?? '');
    expect(next.searchParams.get('access_token')).toBe(account.token);
    expect(next.pathname).toBe(`/v21.0/${account.igUserId}/media`);
  });

  test.each([
    [{ since: String(START + 120) }, ['five', 'four', 'three']],
    [{ until: String(START + 60) }, ['two', 'one']],
    [{ since: String(START + 60), until: String(START + 120) }, ['three', 'two']],
    [{ since: new Date((START + 240) * 1000).toISOString() }, ['five']],
    [{ since: String(START + 60), limit: '2', before: 'CURSOR_OF_TWO' }, ['four', 'three']],
  ])('shows for %j what was published then', async (given, expected) => {
    const cursor = Buffer.from(ids[1] ?? '').toString('base64url');
    const params = Object.fromEntries(Object.entries(given).map(([k, v]) => [k, v === 'CURSOR_OF_TWO' ? cursor : v]));
    expect(captions(await readFeed({ fields: 'caption', ...params }))).toEqual(expected);
  });

  test.each([{ limit: '0' }, { limit: 'all' }, { after: 'nonsense' }, { since: 'lately' }, { fields: 'id,nothing' }])(
    'refuses %j',
    async (params) => {
      expect(refusalIn(await feed(params))).toEqual([400, 100, undefined]);
    },
  );

  test('shows no more than 100 at once', async () => {
    expect((await readFeed({ limit: '5000' })).data).toHaveLength(5);
  });

  test('is an empty list without paging for an account that has published nothing', async () => {
    const quiet = await bed.addAccount('quiet');
    const answer = await bed.graph('GET', `/v25.0/${quiet.igUserId}/media`, { access_token: quiet.token });
    expect(answer.body).toEqual({ data: [] });
  });
});

describe('GET /{media}', () => {
  test('shows the id alone unless fields are asked for', async () => {
    expect((await bed.read(account, ids[0] ?? '')).body).toEqual({ id: ids[0] });
  });

  test('shows what was published, by whom and when', async () => {
    const container = await bed.createImage(account, { caption: 'Grüße 🎉', alt_text: 'a grey square' });
    const id = idIn(await bed.publish(account, idIn(container)));
    const fields =
      'id,caption,alt_text,media_type,media_product_type,permalink,shortcode,timestamp,username,owner,media_url,children';
    const { body } = await bed.read(account, id, fields);
    const { shortcode } = z.object({ shortcode: z.string() }).parse(body);
    expect(body).toEqual({
      id,
      caption: 'Grüße 🎉',
      alt_text: 'a grey square',
      media_type: 'IMAGE',
      media_product_type: 'FEED',
      permalink: `https://www.instagram.com/p/${shortcode}/`,
      shortcode,
      timestamp: new Date((START + 300) * 1000).toISOString().replace('.000Z', '+0000'),
      username: 'ann',
      owner: { id: account.igUserId },
      media_url: bed.pictureUrl,
    });
  });

  test('leaves the caption out where there is none', async () => {
    const id = idIn(await bed.publish(account, idIn(await bed.createImage(account))));
    expect((await bed.read(account, id, 'caption')).body).toEqual({ id });
  });

  test('refuses fields that media do not have, and fields that cannot be read', async () => {
    expect(refusalIn(await bed.read(account, ids[0] ?? '', 'status_code'))).toEqual([400, 100, undefined]);
    expect(refusalIn(await bed.read(account, ids[0] ?? '', 'id,owner{'))).toEqual([400, 2500, undefined]);
  });
});

describe('GET /{ig-user}', () => {
  test.each(['me', 'the id'])('answers %s alike', async (name) => {
    const path = name === 'me' ? 'me' : account.igUserId;
    const answer = await bed.read(account, path, 'user_id,username');
    expect(answer.body).toEqual({ id: account.igUserId, user_id: account.igUserId, username: 'ann' });
  });

  test('shows an edge with arguments and fields of its own', async () => {
    const { body } = await bed.read(account, 'me', 'username,media.limit(2){username}');
    const { media } = z.object({ media: list }).parse(body);
    expect(media.data).toHaveLength(2);
    expect(new URL(media.paging?.next ?? '').searchParams.get('fields')).toBe('username');
  });
});
