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

  test.each([
    ['no username', {}, 400, 'username'],
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
      media: [{ id: mediaId, igUserId: account.igUserId, containerId: container, caption: 'hello' }],
      settings: { republish: 'error24', quotaTotal: 100 },
      faults: [],
    });
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
    const answer = await bed.control('/settings', { quotaTotal: 25 });
    expect(answer.body).toEqual({
      imageProcessingMs: 0,
      imageFetchTimeoutMs: 10_000,
      republish: 'error24',
      quotaTotal: 25,
      quotaDurationSeconds: 86_400,
    });
  });

  test.each([
    ['/settings', { republish: 'maybe' }, 'republish'],
    ['/settings', { quotaTotl: 1 }, 'quotaTotl'],
    ['/settings', { quotaTotal: -1 }, 'quotaTotal'],
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
