import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

let bed: TestBed;
let account: TestAccount;
beforeAll(async () => {
  bed = await startTestBed();
  account = await bed.addAccount('ann');
});
afterAll(() => bed.simulator.close());

const form = (params: Record<string, string>): FormData => {
  const data = new FormData();
  for (const [name, value] of Object.entries(params)) data.set(name, value);
  return data;
};
const jsonBody = (params: object): RequestInit => ({
  headers: { 'content-type': 'application/json' },
  body: JSON.stringify(params),
});
const bearer = () => ({ authorization: `Bearer ${account.token}` });

/** One way of sending the parameters of a create request. */
type Way = (params: Record<string, string>) => readonly [query: Record<string, string>, init: RequestInit];

const WAYS: readonly [string, Way][] = [
  ['query', (params) => [params, {}]],
  ['urlencoded body', (params) => [{}, { body: new URLSearchParams(params) }]],
  ['multipart body', (params) => [{}, { body: form(params) }]],
  ['JSON body', (params) => [{}, jsonBody(params)]],
  [
    'JSON body with the id of the account and other extras',
    (params) => [{}, jsonBody({ ...params, id: '1', summary: true })],
  ],
];

async function createIn(way: Way, path = '/v25.0'): Promise<Record<string, unknown> | undefined> {
  const params = { access_token: account.token, image_url: bed.pictureUrl, caption: 'Grüße & 🎉 = +', pretty: '1' };
  const [query, init] = way(params);
  const answer = await bed.send(`${path}/${account.igUserId}/media?${new URLSearchParams(query)}`, {
    method: 'POST',
    ...init,
  });
  const id = idIn(answer);
  return (await bed.state()).containers.find((container) => container['id'] === id);
}

describe('the parameters of a request', () => {
  test.each(WAYS)('are read from a %s, without the token and the extras that SDKs add', async (_, way) => {
    expect(await createIn(way)).toMatchObject({
      parameters: { image_url: bed.pictureUrl, caption: 'Grüße & 🎉 = +' },
    });
    expect(Object.keys((await createIn(way))?.['parameters'] ?? {})).toEqual(['image_url', 'caption']);
  });

  test('are taken from the body where query and body both name one', async () => {
    const container = await createIn((params) => [
      { caption: 'query', location_id: '7' },
      jsonBody({ ...params, caption: 'body' }),
    ]);
    expect(container).toMatchObject({ parameters: { caption: 'body', location_id: '7' } });
  });

  test('may be real lists and booleans in a JSON body', async () => {
    const tags = [{ username: 'kim', x: 0.5, y: 0.8 }];
    const container = await createIn((params) => [
      {},
      jsonBody({ ...params, user_tags: tags, is_carousel_item: false }),
    ]);
    expect(container).toMatchObject({ parameters: { user_tags: JSON.stringify(tags), is_carousel_item: 'false' } });
  });

  test.each([
    ['JSON', 'application/json', '{"caption":'],
    ['multipart', 'multipart/form-data; boundary=x', 'no boundary here'],
    ['a kind of body that Graph does not read', 'application/xml', '<a/>'],
  ])('are refused as malformed %s', async (_, type, body) => {
    const init = { method: 'POST', headers: { 'content-type': type, ...bearer() }, body };
    expect(refusalIn(await bed.send(`/${account.igUserId}/media`, init))).toEqual([400, 100, undefined]);
  });

  test('of a GET may come with an empty JSON object as its body, as one SDK sends it', async () => {
    const { request } = await import('node:http');
    const url = `${bed.simulator.url}/v26.0/me?access_token=${account.token}`;
    const status = await new Promise((resolve, reject) => {
      const get = request(url, { method: 'GET', headers: { 'content-type': 'application/json', 'content-length': 2 } });
      get.once('response', (response) => resolve(response.resume().statusCode));
      get.once('error', reject);
      get.end('{}');
    });
    expect(status).toBe(200);
  });
});

describe('a token', () => {
  test.each(['Bearer', 'OAuth', 'bearer'])('is read from the header Authorization: %s', async (scheme) => {
    const answer = await bed.send('/v25.0/me', { headers: { authorization: `${scheme} ${account.token}` } });
    expect(answer.body).toEqual({ id: account.igUserId });
  });

  test('in a parameter comes before one in the header', async () => {
    const headers = { authorization: 'Bearer unknown' };
    expect((await bed.send(`/v25.0/me?access_token=${account.token}`, { headers })).status).toBe(200);
  });

  test.each([
    ['missing', ''],
    ['unknown', '?access_token=EAAunknown'],
    ['empty', '?access_token='],
  ])('that is %s is answered with 190 and HTTP 401', async (_, query) => {
    expect(refusalIn(await bed.send(`/v25.0/me${query}`))).toEqual([401, 190, undefined]);
  });

  test('that is refused is not repeated in the answer', async () => {
    expect(JSON.stringify((await bed.send('/v25.0/me?access_token=EAAsecret')).body)).not.toContain('EAAsecret');
    expect(JSON.stringify((await bed.send('/v25.0/no/such/path?access_token=EAAsecret')).body)).not.toContain(
      'EAAsecret',
    );
  });

  test('expires by the simulator’s clock with 190/463', async () => {
    const brief = await bed.addAccount('brief', { tokenLifeSeconds: 60 });
    expect((await bed.read(brief, 'me')).status).toBe(200);
    await bed.advance(60_000);
    expect(refusalIn(await bed.read(brief, 'me'))).toEqual([400, 190, 463]);
    expect((await bed.read(account, 'me')).status).toBe(200);
  });

  test('of one account shows nothing of another: its account, its containers, its media and its edges are 100/33', async () => {
    const other = await bed.addAccount('other');
    const container = idIn(await bed.createImage(other));
    const media = await bed.publishNew(other, 'theirs');
    const params = { access_token: account.token, image_url: bed.pictureUrl };
    const answers = [
      await bed.read(account, container),
      await bed.read(account, media),
      await bed.read(account, other.igUserId),
      await bed.read(account, '17889615691921648'),
      await bed.graph('GET', `/${other.igUserId}/media`, params),
      await bed.graph('POST', `/${other.igUserId}/media`, params),
      await bed.graph('GET', `/${other.igUserId}/content_publishing_limit`, params),
    ];
    expect(answers.map(refusalIn)).toEqual(answers.map(() => [400, 100, 33]));
    expect(answers[0]?.body).toMatchObject({ error: { type: 'GraphMethodException' } });
  });
});

describe('an answer', () => {
  test.each([
    ['/v26.0/me', 'v26.0'],
    ['/v21.0/me', 'v21.0'],
    ['/me', 'v21.0'],
    ['//me', 'v21.0'],
    ['/v20.0/me', 'v21.0'],
  ])('at %s says that it comes from %s', async (path, version) => {
    const answer = await bed.graph('GET', path, { access_token: account.token });
    expect([answer.status, answer.headers.get('facebook-api-version')]).toEqual([200, version]);
  });

  test.each(['/v99.0/me', '/v25.0/me/likes/all', '/v25.0/me/mediapublish'])(
    'at %s is that the path is unknown',
    async (path) => {
      const answer = await bed.graph('GET', path, { access_token: account.token });
      expect(refusalIn(answer)).toEqual([400, 2500, undefined]);
      expect(answer.body).toMatchObject({ error: { message: `Unknown path components: ${path}` } });
    },
  );

  test('that refuses a token of Instagram Login is an IGApiException', async () => {
    const other = await bed.addAccount('ben', { login: 'instagram' });
    expect((await bed.create(other, {})).body).toMatchObject({ error: { type: 'IGApiException', code: 100 } });
  });

  test('that refuses has Graph’s envelope and names its trace in body and header', async () => {
    const answer = await bed.createImage(account, { image_url: `${bed.simulator.url}/_control/state` });
    const trace = answer.headers.get('x-fb-trace-id');
    expect(trace).toMatch(/^A[\w-]{22}$/);
    expect(answer.headers.get('content-type')).toMatch(/^application\/json/);
    expect(answer.body).toEqual({
      error: {
        message: 'Only photo or video can be accepted as media type.',
        type: 'OAuthException',
        code: 9004,
        error_subcode: 2207052,
        is_transient: false,
        error_user_title: 'Media download has failed',
        error_user_msg: `The media could not be fetched from this uri: ${bed.simulator.url}/_control/state`,
        fbtrace_id: trace,
      },
    });
  });
});
