import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { MAXIMUM_IMAGE_BYTES } from '../../../simulator/containers/image-fetch.ts';
import { type MediaHost, startMediaHost } from '../media-host.ts';
import { idIn, refusalIn, startTestBed, type TestAccount, type TestBed } from '../test-bed.ts';

let bed: TestBed;
let host: MediaHost;
let account: TestAccount;
beforeAll(async () => {
  [bed, host] = await Promise.all([startTestBed(), startMediaHost()]);
  account = await bed.addAccount('ann');
});
afterAll(() => Promise.all([bed.simulator.close(), host.close()]));

const createFrom = (path: string) => bed.createImage(account, { image_url: `${host.url}${path}` });

describe('POST /{ig-user}/media', () => {
  test('answers with nothing but the id of a new container', async () => {
    const answer = await createFrom('/good.jpg');
    expect(answer.status).toBe(200);
    expect(answer.body).toEqual({ id: expect.stringMatching(/^\d{17,18}$/) });
  });

  test('really fetches the image, under the name of Meta’s fetcher', async () => {
    const before = host.visits.length;
    await createFrom('/good.jpg');
    expect(host.visits.slice(before)).toMatchObject([
      { method: 'GET', path: '/good.jpg', userAgent: expect.stringContaining('facebookexternalhit') },
    ]);
  });

  test.each(['/good.jpg', '/moved.jpg', '/narrow.jpg', '/wide.jpg'])('takes %s', async (path) => {
    expect((await createFrom(path)).status).toBe(200);
  });

  test.each([
    ['/page.html', 9004, 2207052],
    ['/image.webp', 9004, 2207052],
    ['/empty.jpg', 9004, 2207052],
    ['/gone.jpg', 9004, 2207052],
    ['/accepted.jpg', 9004, 2207052],
    ['/circle.jpg', 9004, 2207052],
    ['/cut.jpg', 9004, 2207052],
    ['/image.png', 36001, 2207005],
    ['/image.gif', 36001, 2207005],
    ['/endless.jpg', 36000, 2207004],
    ['/too-narrow.jpg', 36003, 2207009],
    ['/too-wide.jpg', 36003, 2207009],
  ])('refuses %s with %d/%d and makes no container', async (path, code, subcode) => {
    const before = (await bed.state()).containers.length;
    expect(refusalIn(await createFrom(path))).toEqual([400, code, subcode]);
    expect((await bed.state()).containers).toHaveLength(before);
  });

  test.each(['http://127.0.0.1:1/closed.jpg', 'data:image/jpeg;base64,/9j/2w==', 'file:///a.jpg', 'not an address'])(
    'refuses %s as an address that nothing can be fetched from',
    async (image_url) => {
      const answer = await bed.createImage(account, { image_url });
      expect(refusalIn(answer)).toEqual([400, 9004, 2207052]);
      expect(answer.body).toMatchObject({
        error: { error_user_msg: `The media could not be fetched from this uri: ${image_url}` },
      });
    },
  );

  test('refuses an image that does not come in time', async () => {
    await bed.control('/settings', { mediaFetchTimeoutMs: 50 });
    const answer = await createFrom('/silent.jpg');
    await bed.control('/settings', { mediaFetchTimeoutMs: 10_000 });
    expect(refusalIn(answer)).toEqual([400, -2, 2207003]);
  });

  test('reads no more than 8 MiB of an image', () => {
    expect(MAXIMUM_IMAGE_BYTES).toBe(8_388_608);
  });

  test.each([
    ['an empty image_url', { image_url: '' }, [400, 100, undefined]],
    ['alt_text that is too long', { alt_text: 'a'.repeat(1_001) }, [400, 100, undefined]],
    ['a caption that is too long', { caption: 'a'.repeat(2_201) }, [400, 36004, 2207010]],
    ['an unknown media_type', { media_type: 'PHOTO' }, [400, 100, 2207023]],
    ['a parameter of another kind', { trial_params: '{}' }, [400, 100, undefined]],
  ])('refuses %s before it fetches anything', async (_, params, expected) => {
    const before = host.visits.length;
    const answer = await bed.createImage(account, { image_url: `${host.url}/good.jpg`, ...params });
    expect(refusalIn(answer)).toEqual(expected);
    expect(host.visits).toHaveLength(before);
  });

  test('refuses the whole container for one user or location that Instagram cannot use', async () => {
    await bed.control('/untaggable', { usernames: ['private'] });
    await bed.control('/locations', { invalid: ['7'] });
    const named = await bed.createImage(account, { collaborators: 'kim,private' });
    expect(refusalIn(named)).toEqual([400, 110, 2207018]);
    expect(named.body).toMatchObject({
      error: { error_user_msg: 'The following user(s) cannot be accessed: private' },
    });
    expect(refusalIn(await bed.createImage(account, { location_id: '7' }))).toEqual([400, 100, undefined]);
  });

  test('says that image_url is required', async () => {
    const answer = await bed.graph('POST', `/v25.0/${account.igUserId}/media`, { access_token: account.token });
    expect(refusalIn(answer)).toEqual([400, 100, undefined]);
    expect(answer.body).toMatchObject({ error: { message: '(#100) The parameter image_url is required' } });
  });

  test('keeps what was asked for, as it came and without the token', async () => {
    const known = { image_url: bed.pictureUrl, caption: 'Grüße 🎉', alt_text: 'grey', location_id: '7640348500' };
    const params = { ...known, what_meta_adds_next: '1' };
    const id = idIn(await bed.createImage(account, params));
    const { containers } = await bed.state();
    expect(containers.find((container) => container['id'] === id)).toMatchObject({
      igUserId: account.igUserId,
      parameters: params,
    });
  });
});
