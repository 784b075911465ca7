import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
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

const KINDS = {
  reel: { media_type: 'REELS' },
  story: { media_type: 'STORIES' },
  child: { media_type: 'VIDEO', is_carousel_item: 'true' },
};
const create = (path: string, kind: keyof typeof KINDS = 'reel', params: Record<string, string> = {}) =>
  bed.create(account, { ...KINDS[kind], video_url: `${host.url}${path}`, ...params });
const statusOf = async (id: string) => (await bed.read(account, id, 'status_code,status,video_status')).body;
const failed = (subcode: number) => ({
  status_code: 'ERROR',
  status: `Error: Media upload has failed with error code ${subcode}`,
  video_status: { processing_phase: { status: 'error' } },
});

describe('POST /{ig-user}/media with a video_url', () => {
  test('asks the host for the length and the first bytes of the video, and for no more', async () => {
    const before = host.visits.length;
    await create('/good.mp4');
    expect(host.visits.slice(before)).toMatchObject([
      { method: 'HEAD', path: '/good.mp4', userAgent: expect.stringContaining('facebookexternalhit') },
      { method: 'GET', path: '/good.mp4', range: 'bytes=0-11' },
    ]);
  });

  test.each(['reel', 'story', 'child'] as const)('makes the container of a %s that finishes', async (kind) => {
    const answer = await create('/good.mp4', kind);
    expect([answer.status, answer.body]).toEqual([200, { id: expect.stringMatching(/^\d{17}$/) }]);
    expect(await statusOf(idIn(answer))).toMatchObject({
      status_code: 'FINISHED',
      video_status: {
        uploading_phase: { status: 'complete', bytes_transferred: 5_000_000 },
        processing_phase: { status: 'complete' },
      },
    });
  });

  test('follows a redirect', async () => {
    expect(await statusOf(idIn(await create('/moved.mp4')))).toMatchObject({ status_code: 'FINISHED' });
  });

  test.each([
    ['/gone.mp4', 'reel', 2207076],
    ['/private.mp4', 'reel', 2207076],
    ['/page.mp4', 'reel', 2207077],
    ['/no-head.mp4', 'reel', 2207077],
    ['/failing.mp4', 'reel', 2207077],
    ['/no-length.mp4', 'reel', 2207077],
    ['/no-range.mp4', 'reel', 2207077],
    ['/no-part.mp4', 'reel', 2207077],
    ['/text.mp4', 'reel', 2207026],
    ['/tiny.mp4', 'reel', 2207026],
    ['/huge.mp4', 'reel', 2207082],
    ['/large.mp4', 'story', 2207082],
  ] as const)('makes a container for %s that fails, as %s, with %d in its status', async (path, kind, subcode) => {
    expect(await statusOf(idIn(await create(path, kind)))).toMatchObject(failed(subcode));
  });

  test.each([
    ['http://127.0.0.1:1/closed.mp4', 9004, 2207052],
    ['file:///clip.mp4', 9004, 2207052],
    ['/circle.mp4', 9004, 2207052],
  ])('refuses %s at once', async (path, code, subcode) => {
    const video_url = path.startsWith('/') ? `${host.url}${path}` : path;
    expect(refusalIn(await create('', 'reel', { video_url }))).toEqual([400, code, subcode]);
  });

  test('refuses a video that does not come in time', async () => {
    await bed.control('/settings', { mediaFetchTimeoutMs: 50 });
    const answer = await create('/silent.mp4');
    await bed.control('/settings', { mediaFetchTimeoutMs: 10_000 });
    expect(refusalIn(answer)).toEqual([400, -2, 2207003]);
  });

  test('fetches the cover of a reel, of any ratio, and refuses one that is no JPEG', async () => {
    const cover = (path: string) => create('/good.mp4', 'reel', { cover_url: `${host.url}${path}` });
    expect((await cover('/too-wide.jpg')).status).toBe(200);
    expect(refusalIn(await cover('/image.png'))).toEqual([400, 36001, 2207005]);
    expect(refusalIn(await cover('/gone.jpg'))).toEqual([400, 9004, 2207052]);
  });

  test('takes an image of any ratio for a story, but not for the feed', async () => {
    const image_url = `${host.url}/too-narrow.jpg`;
    expect((await bed.create(account, { media_type: 'STORIES', image_url })).status).toBe(200);
    expect(refusalIn(await bed.create(account, { image_url }))).toEqual([400, 36003, 2207009]);
  });

  test('goes by the time that videos take and not by that of images', async () => {
    await bed.control('/settings', { videoProcessingMs: 60_000 });
    const id = idIn(await create('/good.mp4'));
    await bed.control('/settings', { videoProcessingMs: 0 });
    expect(await statusOf(id)).toMatchObject({
      status_code: 'IN_PROGRESS',
      video_status: { uploading_phase: { status: 'complete' }, processing_phase: { status: 'in_progress' } },
    });
    await bed.advance(60_000);
    expect(await statusOf(id)).toMatchObject({ status_code: 'FINISHED' });
  });

  test('fails a story that is longer than a minute, once durations are known', async () => {
    await bed.control('/settings', { videoDurationMs: 61_000 });
    const [story, reel] = [idIn(await create('/good.mp4', 'story')), idIn(await create('/good.mp4'))];
    await bed.control('/settings', { videoDurationMs: null });
    expect(await statusOf(story)).toMatchObject(failed(2207082));
    expect(await statusOf(reel)).toMatchObject({ status_code: 'FINISHED' });
  });
});

describe('POST /{ig-user}/media with upload_type=resumable', () => {
  test.each(['reel', 'story', 'child'] as const)(
    'answers a %s with an id and where to send the bytes',
    async (kind) => {
      await bed.control('/settings', { strictUploadUri: false });
      const { body } = await bed.create(account, { ...KINDS[kind], upload_type: 'resumable' });
      const id = idIn({ status: 200, headers: new Headers(), body });
      expect(body).toEqual({ id, uri: `${bed.simulator.url}/ig-api-upload/v25.0/${id}` });
      expect((await bed.read(account, id, 'status_code,video_status,copyright_check_status')).body).toEqual({
        id,
        status_code: 'IN_PROGRESS',
        video_status: {
          uploading_phase: { status: 'not_started', bytes_transferred: 0 },
          processing_phase: { status: 'not_started' },
        },
        copyright_check_status: { status: 'not_started', matches_found: false },
      });
    },
  );

  test('names another host for the bytes where one is set', async () => {
    await bed.control('/settings', { ruploadUrl: 'http://127.0.0.1:9' });
    const { body } = await bed.create(account, { media_type: 'REELS', upload_type: 'resumable' });
    await bed.control('/settings', { ruploadUrl: null });
    expect(body).toMatchObject({ uri: expect.stringMatching(/^http:\/\/127\.0\.0\.1:9\/ig-api-upload\/v25\.0\/\d+/) });
  });

  test('does not exist under Instagram Login, which asks for the video_url', async () => {
    const other = await bed.addAccount('ben', { login: 'instagram' });
    const answer = await bed.create(other, { media_type: 'REELS', upload_type: 'resumable' });
    expect(refusalIn(answer)).toEqual([400, 100, undefined]);
    expect(answer.body).toMatchObject({ error: { message: '(#100) The parameter video_url is required' } });
  });
});
