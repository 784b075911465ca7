import { afterEach, describe, expect, test } from '@jest/globals';
import {
  clientOf,
  facebookAccount,
  IG_USER_ID,
  MEDIA_ID,
  type Respond,
  respondJson,
  type SeenRequest,
  type StandIn,
  startStandIn,
  TOKEN,
} from './graph-stand-in.ts';

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

const answered = (body: unknown) => standIn(respondJson(200, body));

const addressOf = ({ url }: SeenRequest): URL => new URL(url ?? '', 'http://x');
const queryOf = (seen: SeenRequest): Record<string, string> => Object.fromEntries(addressOf(seen).searchParams);
const pathsOf = ({ requests }: StandIn): string[] => requests.map((seen) => addressOf(seen).pathname);

/** Paging as Instagram writes it: with the token in it, and a cursor on the last page too. */
const paging = (isLast: boolean, after = 'QVFI|=&') => ({
  cursors: { before: 'QVFH', after },
  ...(isLast ? {} : { next: `http://127.0.0.1:1/elsewhere?access_token=${TOKEN}&after=${after}` }),
});

const REFUSAL = { code: 100, error_subcode: 33, message: `No ${TOKEN}`, type: 'GraphMethodException' };

test('no call about collaboration has the token anywhere but in its header', async () => {
  const { server, client } = await standIn((response, seen) => {
    const isEdge = addressOf(seen).pathname.split('/').length > 3;
    respondJson(200, seen.method === 'POST' ? { success: true } : isEdge ? { data: [] } : { id: IG_USER_ID })(
      response,
      seen,
    );
  });
  const answers = await Promise.all([
    client.listInvites(facebookAccount, null),
    client.listInvites(facebookAccount, 'QVFI'),
    client.answerInvite(facebookAccount, { mediaId: MEDIA_ID, accept: true }),
    client.searchCollaborativeMedia(facebookAccount, MEDIA_ID),
    client.listCollaborativeMedia(facebookAccount, { after: 'QVFI', limit: 5 }),
    client.listCollaborators(facebookAccount, MEDIA_ID),
  ]);
  expect(answers.map(({ kind }) => kind)).toEqual(['ok', 'ok', 'ok', 'ok', 'ok', 'ok']);
  expect(server.requests).toHaveLength(6);
  for (const { url, body, headers } of server.requests) {
    expect(headers.authorization).toBe(`Bearer ${TOKEN}`);
    expect(`${url}${body}`).not.toContain('access_token');
    expect(`${url}${body}`).not.toContain('EAAsecret');
  }
});

test('a refusal has its words, and not the token that stands in them', async () => {
  const { client } = await standIn(respondJson(400, { error: REFUSAL }));
  const answers = await Promise.all([
    client.listInvites(facebookAccount, null),
    client.answerInvite(facebookAccount, { mediaId: MEDIA_ID, accept: true }),
    client.searchCollaborativeMedia(facebookAccount, MEDIA_ID),
    client.listCollaborativeMedia(facebookAccount, { after: null, limit: 5 }),
    client.listCollaborators(facebookAccount, MEDIA_ID),
  ]);
  for (const answer of answers) {
    expect(answer).toMatchObject({ kind: 'refused', error: { code: 100, subcode: 33 } });
    expect(JSON.stringify(answer)).not.toContain('EAAsecret');
  }
});

describe('a page of the pending invites', () => {
  const row = (more: object = {}) => ({ media_id: '18001', media_owner_username: 'katrina', caption: 'Hi', ...more });
  const INVITE = { mediaId: '18001', owner: 'katrina', caption: 'Hi' };

  test('is read fifty at a time, because each call counts', async () => {
    const { server, client } = await answered({ data: [row()], paging: paging(false) });
    expect(await client.listInvites(facebookAccount, null)).toMatchObject({
      kind: 'ok',
      value: { items: [INVITE], next: 'QVFI|=&' },
    });
    expect(server.requests[0]).toMatchObject({ method: 'GET', body: '' });
    expect(pathsOf(server)).toEqual([`/v25.0/${IG_USER_ID}/collaboration_invites`]);
    expect(server.requests.map(queryOf)).toEqual([{ limit: '50' }]);
  });

  test('is asked for by its cursor, and is only one', async () => {
    const { server, client } = await answered({ data: [row()], paging: paging(false) });
    await client.listInvites(facebookAccount, 'QVFI|=&');
    expect(server.requests.map(queryOf)).toEqual([{ limit: '50', after: 'QVFI|=&' }]);
  });

  test.each<[string, unknown, string | null]>([
    ['is the last one without "next", although it has a cursor', paging(true), null],
    ['is the last one without any paging', undefined, null],
    ['is the last one with paging of nothing', null, null],
    ['is followed by the one at its cursor', paging(false, 'AfTeR'), 'AfTeR'],
  ])('%s', async (_case, written, next) => {
    const { client } = await answered({ data: [], paging: written });
    expect(await client.listInvites(facebookAccount, null)).toMatchObject({ kind: 'ok', value: { items: [], next } });
  });

  test.each<[string, object, object]>([
    ['without a caption', { caption: undefined }, { ...INVITE, caption: '' }],
    ['with a caption of null', { caption: null }, { ...INVITE, caption: '' }],
    ['with a caption that is no text', { caption: { text: 'Hi' } }, { ...INVITE, caption: '' }],
    ['with an id that is a number', { media_id: 18_001 }, INVITE],
    ['with more than is asked for', { media_url: 'https://cdn.example/a.jpg', more: 1 }, INVITE],
    ['with the words of others as they are', { caption: '<b>|\n🎁' }, { ...INVITE, caption: '<b>|\n🎁' }],
  ])('has an invite %s', async (_case, more, invite) => {
    const { client } = await answered({ data: [row(more)] });
    const answer = await client.listInvites(facebookAccount, null);
    expect(answer.kind === 'ok' && answer.value.items).toEqual([invite]);
  });

  test.each<[string, unknown]>([
    ['an invite without an owner', { data: [row(), row({ media_owner_username: undefined })] }],
    ['an invite of nobody', { data: [row({ media_owner_username: '' })] }],
    ['an invite whose owner is null', { data: [row({ media_owner_username: null })] }],
    ['an invite without a media', { data: [row({ media_id: undefined })] }],
    ['an invite to what is no media', { data: [row({ media_id: '18001/../me' })] }],
    ['an invite to a number that is not exact', { data: [row({ media_id: 2 ** 60 })] }],
    ['an invite that is null', { data: [null] }],
    ['no list', {}],
    ['a list that is null', { data: null }],
    ['a list of its own', [row()]],
  ])('is unreadable with %s, because nothing may be decided by half', async (_case, body) => {
    const { client } = await answered(body);
    expect(await client.listInvites(facebookAccount, null)).toMatchObject({ kind: 'unreadable', httpStatus: 200 });
  });
});

describe('an answer to an invite', () => {
  test.each([true, false])('(accept: %s) is a form', async (accept) => {
    const { server, client } = await answered({ success: true });
    expect(await client.answerInvite(facebookAccount, { mediaId: MEDIA_ID, accept })).toMatchObject({
      kind: 'ok',
      value: { isTaken: true },
    });
    const [request] = server.requests;
    expect(server.requests).toHaveLength(1);
    expect(request).toMatchObject({ method: 'POST', url: `/v25.0/${IG_USER_ID}/collaboration_invites` });
    expect(request?.headers['content-type']).toMatch('application/x-www-form-urlencoded');
    expect(Object.fromEntries(new URLSearchParams(request?.body))).toEqual({
      media_id: MEDIA_ID,
      accept: String(accept),
    });
  });

  test('is not taken where Instagram says so with success', async () => {
    const { client } = await answered({ success: false });
    const answer = await client.answerInvite(facebookAccount, { mediaId: MEDIA_ID, accept: true });
    expect(answer).toMatchObject({ kind: 'ok', value: { isTaken: false } });
  });

  test.each([[{}], [{ success: 'true' }], [{ success: null }], [true], [{ id: '1' }]])(
    'is neither taken nor refused by %j',
    async (body) => {
      const { client } = await answered(body);
      const answer = await client.answerInvite(facebookAccount, { mediaId: MEDIA_ID, accept: true });
      expect(answer.kind).toBe('unreadable');
    },
  );

  test('is sent once, although it fails', async () => {
    const { server, client } = await standIn(respondJson(500, { error: { code: 2, message: 'Unavailable' } }));
    const answer = await client.answerInvite(facebookAccount, { mediaId: MEDIA_ID, accept: true });
    expect(answer).toMatchObject({ kind: 'refused', error: { code: 2, httpStatus: 500 } });
    expect(server.requests).toHaveLength(1);
  });

  test('whose connection breaks may have arrived', async () => {
    const { client } = await standIn((response) => response.destroy());
    const answer = await client.answerInvite(facebookAccount, { mediaId: MEDIA_ID, accept: true });
    expect(answer).toMatchObject({ kind: 'unreachable', sent: 'maybe' });
  });
});

describe('a search for a media among those of which the account is a collaborator', () => {
  test('is a field of the account', async () => {
    const { server, client } = await answered({ collaborative_media_search: { id: MEDIA_ID }, id: IG_USER_ID });
    expect(await client.searchCollaborativeMedia(facebookAccount, MEDIA_ID)).toMatchObject({
      kind: 'ok',
      value: { isCollaborator: true },
    });
    expect(server.requests[0]?.method).toBe('GET');
    expect(pathsOf(server)).toEqual([`/v25.0/${IG_USER_ID}`]);
    expect(server.requests.map(queryOf)).toEqual([{ fields: `collaborative_media_search.media_id(${MEDIA_ID}){id}` }]);
  });

  test.each<[string, object]>([
    ['without the field', { id: IG_USER_ID }],
    ['with a field of null', { collaborative_media_search: null, id: IG_USER_ID }],
  ])('has found nothing in an answer %s', async (_case, body) => {
    const { client } = await answered(body);
    expect(await client.searchCollaborativeMedia(facebookAccount, MEDIA_ID)).toMatchObject({
      kind: 'ok',
      value: { isCollaborator: false },
    });
  });

  test.each([[{ collaborative_media_search: {} }], [{ collaborative_media_search: 'no' }], [[]], ['no']])(
    'that answers %j is unreadable',
    async (body) => {
      const { client } = await answered(body);
      expect((await client.searchCollaborativeMedia(facebookAccount, MEDIA_ID)).kind).toBe('unreadable');
    },
  );
});

describe('a page of collaborative media', () => {
  const FULL = {
    id: '18002',
    username: 'katrina',
    caption: 'Hi',
    media_type: 'CAROUSEL_ALBUM',
    media_product_type: 'FEED',
    permalink: 'https://www.instagram.com/p/Cxyz/',
    timestamp: '2026-11-20T12:00:00+0100',
    like_count: 1,
    comments_count: 2,
    total_like_count: 3,
    total_comments_count: 4,
    reposts_count: 5,
    saved_count: 6,
    shares_count: 7,
    total_views_count: 0,
  };
  const MEDIA = {
    mediaId: '18002',
    owner: 'katrina',
    caption: 'Hi',
    mediaType: 'CAROUSEL_ALBUM',
    productType: 'FEED',
    permalink: 'https://www.instagram.com/p/Cxyz/',
    publishedAt: '2026-11-20T11:00:00.000Z',
    likes: 1,
    comments: 2,
    totalLikes: 3,
    totalComments: 4,
    reposts: 5,
    saves: 6,
    shares: 7,
    views: 0,
  };
  const HIDDEN = Object.fromEntries(Object.keys(MEDIA).map((key) => [key, key === 'mediaId' ? '18002' : null]));

  test('has each media with its counts, all of which are asked for by name', async () => {
    const { server, client } = await answered({ data: [FULL], paging: paging(false, 'AfTeR') });
    expect(await client.listCollaborativeMedia(facebookAccount, { after: null, limit: 7 })).toMatchObject({
      kind: 'ok',
      value: { items: [MEDIA], next: 'AfTeR' },
    });
    expect(pathsOf(server)).toEqual([`/v25.0/${IG_USER_ID}/collaborative_media`]);
    expect(server.requests.map(queryOf)).toEqual([{ fields: Object.keys(FULL).join(','), limit: '7' }]);
  });

  test('is asked for by its cursor, and the last one leads nowhere', async () => {
    const { server, client } = await answered({ data: [], paging: paging(true) });
    expect(await client.listCollaborativeMedia(facebookAccount, { after: 'AfTeR', limit: 7 })).toMatchObject({
      kind: 'ok',
      value: { items: [], next: null },
    });
    expect(server.requests.map(queryOf)).toMatchObject([{ after: 'AfTeR', limit: '7' }]);
  });

  test.each<[string, object, object]>([
    ['that its owner hides are unknown, and not 0', { id: '18002' }, HIDDEN],
    [
      'that are null are unknown',
      Object.fromEntries(Object.keys(FULL).map((key) => [key, key === 'id' ? '18002' : null])),
      HIDDEN,
    ],
    [
      'that are no counts are unknown',
      { ...FULL, like_count: '1', saved_count: -1 },
      { ...MEDIA, likes: null, saves: null },
    ],
    ['without a time that can be read stay', { ...FULL, timestamp: 'yesterday' }, { ...MEDIA, publishedAt: null }],
    ['of another kind of media stay', { ...FULL, media_type: 'HOLOGRAM' }, { ...MEDIA, mediaType: 'HOLOGRAM' }],
  ])('has counts, and those %s', async (_case, row, media) => {
    const { client } = await answered({ data: [row] });
    const answer = await client.listCollaborativeMedia(facebookAccount, { after: null, limit: 7 });
    expect(answer.kind === 'ok' && answer.value.items).toEqual([media]);
  });

  test('is unreadable with a media without an id', async () => {
    const { client } = await answered({ data: [FULL, { ...FULL, id: undefined }] });
    expect((await client.listCollaborativeMedia(facebookAccount, { after: null, limit: 7 })).kind).toBe('unreadable');
  });
});

describe('the collaborators of a media', () => {
  const person = (invite_status: unknown, username = 'anna') => ({ id: '1', username, invite_status });

  test('are asked for with what they have said', async () => {
    const { server, client } = await answered({ data: [person('Pending'), person('Accepted', 'Ben.B')] });
    expect(await client.listCollaborators(facebookAccount, MEDIA_ID)).toMatchObject({
      kind: 'ok',
      value: {
        listed: [
          { username: 'anna', status: 'pending' },
          { username: 'Ben.B', status: 'accepted' },
        ],
      },
    });
    expect(pathsOf(server)).toEqual([`/v25.0/${MEDIA_ID}/collaborators`]);
    expect(server.requests.map(queryOf)).toEqual([{ fields: 'id,username,invite_status' }]);
  });

  test.each([
    ['Accepted', 'accepted'],
    ['ACCEPTED', 'accepted'],
    ['Accpeted', 'accepted'],
    ['accpeted', 'accepted'],
    ['Declined', 'declined'],
    ['declined', 'declined'],
    ['Pending', 'pending'],
    ['Snoozed', 'pending'],
    ['constructor', 'pending'],
    ['__proto__', 'pending'],
    ['toString', 'pending'],
    ['hasOwnProperty', 'pending'],
    [{}, 'pending'],
    ['', 'pending'],
    [null, 'pending'],
    [undefined, 'pending'],
    [5, 'pending'],
  ])('of whom one is "%s" have one that is %s', async (written, status) => {
    const { client } = await answered({ data: [person(written)] });
    const answer = await client.listCollaborators(facebookAccount, MEDIA_ID);
    expect(answer.kind === 'ok' && answer.value.listed).toEqual([{ username: 'anna', status }]);
  });

  test('are read from two pages, and no more', async () => {
    const { server, client } = await standIn((response, seen) => {
      const { after = '0' } = queryOf(seen);
      const data = [person('Pending', `person${after}`)];
      respondJson(200, { data, paging: paging(false, String(Number(after) + 1)) })(response, seen);
    });
    const answer = await client.listCollaborators(facebookAccount, MEDIA_ID);
    expect(answer.kind === 'ok' && answer.value.listed.map(({ username }) => username)).toEqual(['person0', 'person1']);
    expect(server.requests).toHaveLength(2);
  });

  test('may be nobody', async () => {
    const { client } = await answered({ data: [] });
    expect(await client.listCollaborators(facebookAccount, MEDIA_ID)).toMatchObject({
      kind: 'ok',
      value: { listed: [] },
    });
  });

  test.each<[string, object]>([
    ['without a name', { id: '1', invite_status: 'Accepted' }],
    ['with an empty name', person('Accepted', '')],
  ])('are unreadable with one %s', async (_case, nameless) => {
    const { client } = await answered({ data: [person('Accepted'), nameless] });
    expect((await client.listCollaborators(facebookAccount, MEDIA_ID)).kind).toBe('unreadable');
  });
});
