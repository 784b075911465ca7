import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { idIn, startTestBed, type TestBed } from '../test-bed.ts';

let bed: TestBed;
beforeEach(async () => {
  bed = await startTestBed();
});
afterEach(() => bed.simulator.close());

describe('POST /_control/accounts', () => {
  test('makes an id and a token where none are given', async () => {
    const answer = await bed.control('/accounts', { username: 'ann' });
    expect(answer.status).toBe(201);
    expect(answer.body).toEqual({
      username: 'ann',
      igUserId: expect.stringMatching(/^\d{17,18}$/),
      token: expect.stringMatching(/^EAA\S{40,}$/),
    });
  });

  test('takes an id and a token as they are given', async () => {
    const given = { username: 'ann', igUserId: '17841405822304914', token: 'IGAA-mine' };
    expect((await bed.control('/accounts', given)).body).toEqual(given);
    expect((await bed.read(given, 'me', 'username')).body).toEqual({ id: given.igUserId, username: 'ann' });
  });

  test('gives an account that exists another token, and both are valid', async () => {
    const account = await bed.addAccount('ann', { igUserId: '17841405822304914', token: 'IGAA-old' });
    const renewed = { username: 'ann', igUserId: account.igUserId, token: 'IGAA-new' };
    expect(await bed.control('/accounts', renewed)).toMatchObject({ status: 200, body: renewed });
    for (const { token } of [account, renewed]) {
      expect((await bed.read({ ...account, token }, 'me', 'username')).status).toBe(200);
    }
    expect((await bed.state()).accounts).toMatchObject([{ tokens: 2 }]);
  });

  test('remembers which login an account has, and gives it tokens of that one', async () => {
    const { igUserId, token } = await bed.addAccount('ann', { login: 'instagram' });
    expect(token).toMatch(/^IGAA/);
    expect((await bed.state()).accounts).toMatchObject([{ igUserId, login: 'instagram' }]);
    const other = await bed.control('/accounts', { username: 'ann', igUserId, login: 'facebook' });
    expect(other).toMatchObject({ status: 409, body: { message: expect.stringContaining('"instagram"') } });
  });

  test.each([
    ['no username', {}, 400, 'username'],
    ['an unknown login', { username: 'ann', login: 'threads' }, 400, 'login'],
    ['an unknown key', { username: 'ann', tokn: 'x' }, 400, 'tokn'],
    ['an id that is no number', { username: 'ann', igUserId: 'ann' }, 400, 'igUserId'],
    ['a token with white space', { username: 'ann', token: 'a b' }, 400, 'token'],
    ['a token that is taken', { username: 'ann', token: 'taken' }, 409, 'The token belongs to another account'],
  ])('refuses %s and says which', async (_, given, status, words) => {
    await bed.addAccount('first', { igUserId: '17841405822304914', token: 'taken' });
    const answer = await bed.control('/accounts', given);
    expect(answer.status).toBe(status);
    expect(answer.body).toMatchObject({ message: expect.stringContaining(words) });
    expect((await bed.state()).accounts).toHaveLength(1);
  });
});

describe('GET /_control/state', () => {
  test('shows accounts, containers and media, and of tokens only how many', async () => {
    const account = await bed.addAccount('ann', { token: 'EAA-recognisable' });
    const container = idIn(await bed.createImage(account, { caption: 'hello' }));
    const mediaId = idIn(await bed.publish(account, container));
    await bed.graph('GET', `/${account.igUserId}/media`, { access_token: account.token });

    const state = await bed.state();
    expect(JSON.stringify(state)).not.toContain('EAA-recognisable');
    expect(JSON.stringify(await bed.publishes())).not.toContain('EAA-recognisable');
    expect(state).toMatchObject({
      accounts: [{ igUserId: account.igUserId, username: 'ann', tokens: 1, mediaCount: 1 }],
      containers: [{ id: container, igUserId: account.igUserId, kind: 'image', statusCode: 'PUBLISHED', mediaId }],
      media: [{ id: mediaId, igUserId: account.igUserId, creationId: container, caption: 'hello' }],
      settings: { republish: 'error24', quotaTotal: 100 },
      faults: [],
    });
  });
});

describe('GET /_control/state, of what was made,', () => {
  test('shows the children of a carousel and the comments on what became of it', async () => {
    const account = await bed.addAccount('ann');
    const id = await bed.createCarousel(account, 2, { caption: 'two of them' });
    const mediaId = idIn(await bed.publish(account, id));
    await bed.graph('POST', `/${mediaId}/comments`, { access_token: account.token, message: 'first' });
    const state = await bed.state();
    const [one, two, parent] = state.containers;
    expect([one, two]).toMatchObject([{ isCarouselItem: true }, { isCarouselItem: true, upload: null }]);
    expect(parent).toMatchObject({ id, kind: 'carousel', children: [one?.['id'], two?.['id']] });
    expect(parent).toMatchObject({ parameters: { caption: 'two of them' }, mediaId });
    expect(state.media).toMatchObject([
      { id: mediaId, kind: 'carousel', creationId: id, children: 2, comments: [{ text: 'first', username: 'ann' }] },
    ]);
    expect((await bed.send('/_control/state')).body).toMatchObject({
      publishes: [{ creationId: id, mediaId, committed: true }],
    });
  });
});

describe('POST /_control/media', () => {
  test('adds what somebody has posted in the app, and the lists of the account show it', async () => {
    const account = await bed.addAccount('ann');
    const own = await bed.publishNew(account, 'ours');
    const answer = await bed.control('/media', { igUserId: account.igUserId, kind: 'reel', caption: 'theirs' });
    expect(answer).toMatchObject({ status: 201, body: { id: expect.stringMatching(/^\d{17}$/) } });
    const feed = (await bed.read(account, `${account.igUserId}/media`, 'caption,media_product_type')).body;
    expect(feed).toMatchObject({
      data: [
        { id: idIn(answer), caption: 'theirs', media_product_type: 'REELS' },
        { id: own, caption: 'ours' },
      ],
    });
    expect((await bed.state()).media).toMatchObject([
      { id: own, foreign: false },
      { id: idIn(answer), kind: 'reel', caption: 'theirs', foreign: true, creationId: null },
    ]);
  });

  test('takes the time at which it was posted', async () => {
    const { igUserId } = await bed.addAccount('ann');
    const { now } = await bed.state();
    await bed.control('/media', { igUserId, publishedAt: 1_000 });
    await bed.control('/media', { igUserId });
    const times = (await bed.state()).media.map(({ publishedAt }) => Number(publishedAt));
    expect(times[0]).toBe(1_000);
    expect(times[1]).toBeGreaterThanOrEqual(now);
  });

  test('adds what another tool publishes, until the quota is spent', async () => {
    await bed.control('/settings', { quotaTotal: 2, quotaDurationSeconds: 60 });
    const { igUserId } = await bed.addAccount('ann');
    const post = async (through: string) => (await bed.control('/media', { igUserId, through })).status;
    expect([await post('api'), await post('api'), await post('api'), await post('app')]).toEqual([201, 201, 409, 201]);
    const shown = { foreign: true, creationId: null };
    expect((await bed.state()).media).toMatchObject([
      { ...shown, through: 'api' },
      { ...shown, through: 'api' },
      { ...shown, through: 'app' },
    ]);
    await bed.advance(60_001);
    expect(await post('api')).toBe(201);
  });

  test.each([
    ['an account that does not exist', { igUserId: '1' }, 404, 'account 1'],
    ['no account', {}, 400, 'igUserId'],
    ['the part of a carousel', { igUserId: '1', kind: 'video' }, 400, 'kind'],
    ['an unknown way', { igUserId: '1', through: 'web' }, 400, 'through'],
  ])('refuses %s', async (_, given, status, words) => {
    const answer = await bed.control('/media', given);
    expect(answer).toMatchObject({ status, body: { message: expect.stringContaining(words) } });
  });
});

describe('who and what can be tagged', () => {
  test('POST /_control/untaggable says whose names are refused, and the next one replaces it', async () => {
    const account = await bed.addAccount('ann');
    const create = async () => bed.createImage(account, { collaborators: '["bob"]' });
    expect((await bed.control('/untaggable', { usernames: ['bob'] })).body).toEqual({ usernames: ['bob'] });
    expect((await create()).status).toBe(400);
    expect((await bed.send('/_control/state')).body).toMatchObject({ untaggable: ['bob'] });
    await bed.control('/untaggable', { usernames: [] });
    expect((await create()).status).toBe(200);
  });

  test('POST /_control/locations says which are refused, and the next one replaces it', async () => {
    const account = await bed.addAccount('ann');
    const create = async () => bed.createImage(account, { location_id: '7640348500' });
    expect((await bed.control('/locations', { invalid: ['7640348500'] })).body).toEqual({ invalid: ['7640348500'] });
    expect((await create()).status).toBe(400);
    await bed.control('/locations', { invalid: [] });
    expect((await create()).status).toBe(200);
  });
});

describe('GET /_control/publishes', () => {
  test('shows every request in the order of arrival, with the machine’s time at which it was there', async () => {
    await bed.advance(86_400_000);
    const account = await bed.addAccount('ann');
    const before = Date.now();
    const mediaId = await bed.publishNew(account, 'hello');
    await bed.publish({ ...account, token: 'unknown' }, '17889615691921648');
    const after = Date.now() + 1;

    const [good, refused] = await bed.publishes();
    expect(good).toMatchObject({ igUserId: account.igUserId, httpStatus: 200, mediaId, committed: true });
    expect(refused).toMatchObject({
      creationId: '17889615691921648',
      httpStatus: 401,
      mediaId: null,
      committed: false,
    });
    for (const { receivedAt, bodyReceivedAt } of await bed.publishes()) {
      expect(receivedAt).toBeGreaterThan(before - 50);
      expect(bodyReceivedAt).toBeGreaterThanOrEqual(receivedAt);
      expect(bodyReceivedAt).toBeLessThan(after + 50);
    }
  });

  test('tells the instant of the headers from that of the whole request', async () => {
    const account = await bed.addAccount('ann');
    const body = `creation_id=${idIn(await bed.createImage(account))}&access_token=${account.token}`;
    await sendInTwoParts(bed, `/v25.0/${account.igUserId}/media_publish`, body);
    const [seen] = await bed.publishes();
    const { receivedAt = 0, bodyReceivedAt = 0 } = seen ?? {};
    expect(bodyReceivedAt - receivedAt).toBeGreaterThan(50);
  });
});

/** Sends the headers, and the body 100 ms later. */
async function sendInTwoParts(bed: TestBed, path: string, body: string): Promise<void> {
  const { request } = await import('node:http');
  const headers = { 'content-type': 'application/x-www-form-urlencoded', 'content-length': body.length };
  await new Promise<void>((resolve, reject) => {
    const post = request(`${bed.simulator.url}${path}`, { method: 'POST', headers });
    post.once('error', reject).once('response', (response) => response.resume().once('end', resolve));
    post.flushHeaders();
    setTimeout(() => post.end(body), 100);
  });
}

describe('the other control routes', () => {
  test('POST /_control/clock sets the clock forward', async () => {
    const { now } = await bed.state();
    const answer = await bed.advance(86_400_000);
    expect(answer.body).toEqual({ now: expect.any(Number) });
    expect((await bed.state()).now).toBeGreaterThanOrEqual(now + 86_400_000);
  });

  test('POST /_control/settings changes what it names and shows all', async () => {
    const before = (await bed.state()).settings;
    const answer = await bed.control('/settings', { quotaTotal: 25 });
    expect(answer.body).toEqual({ ...before, quotaTotal: 25 });
    expect((await bed.state()).settings).toEqual(answer.body);
  });

  test.each([
    ['/settings', { republish: 'maybe' }, 'republish'],
    ['/settings', { quotaTotl: 1 }, 'quotaTotl'],
    ['/settings', { quotaTotal: -1 }, 'quotaTotal'],
    ['/settings', { usagePercent: 100 }, 'usagePercent'],
    ['/settings', { throttleCode: 17 }, 'throttleCode'],
    ['/settings', { expectContinue: 'no' }, 'expectContinue'],
    ['/settings', { goneInvite: 'ignored' }, 'goneInvite'],
    ['/settings', { inviteLimitCode: 0 }, 'inviteLimitCode'],
    ['/settings', { acceptedWord: '' }, 'acceptedWord'],
    ['/clock', { advanceMs: -1 }, 'advanceMs'],
    ['/clock', {}, 'advanceMs'],
    ['/faults', { on: 'publish', answer: { kind: 'normal' } }, 'commit'],
  ])('POST /_control%s refuses %j in one sentence that names the key', async (path, body, key) => {
    const answer = await bed.control(path, body);
    expect(answer.status).toBe(400);
    expect(answer.body).toMatchObject({ message: expect.stringContaining(key) });
  });

  test('GET /_control/pictures serves a JPEG under any name', async () => {
    const answer = await bed.send('/_control/pictures/sunrise-2.jpg');
    expect([answer.status, answer.headers.get('content-type')]).toEqual([200, 'image/jpeg']);
  });

  test('an unknown control route is 404 and not an answer of Graph', async () => {
    const answer = await bed.send('/_control/nothing');
    expect(answer.status).toBe(404);
    expect(answer.body).toEqual({ message: 'There is no GET /_control/nothing.' });
  });
});
