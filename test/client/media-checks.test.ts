import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { checkMedia, looksAt, type MediaChecks } from '../../client/media-checks.ts';
import { parsePostRequest } from '../../client/parse-post-request.ts';
import { mediaFile, mediaPath } from '../media/media-directory.ts';
import { type MediaHost, startMediaHost } from '../media/media-host.ts';
import { sampleJpeg } from '../media/sample-image.ts';
import { sampleVideo } from '../media/sample-video.ts';
import { CAROUSEL, IMAGE_POST, NOW, PICTURE, REEL, STORY, VIDEO } from './requests.ts';

const postOf = (request: object) => parsePostRequest(request, NOW).post;
const reelOf = (file: string, more: object = {}) => postOf({ ...REEL, ...more, media: [{ kind: 'video', file }] });
const filesOnly: MediaChecks = { probe: false, allowPrivate: false };
const here: MediaChecks = { probe: true, allowPrivate: true };

let host: MediaHost;
beforeAll(async () => {
  host = await startMediaHost();
});
afterAll(() => host.close());

describe('which media are looked at', () => {
  const FILE = { kind: 'video', file: '/media/a.mp4' };
  const coverUrl = 'https://shop.example/cover.jpg';
  const picture = (index: number, use: string) => ({
    path: ['media', index, 'url'],
    location: { url: PICTURE.url },
    kind: 'image',
    use,
  });
  const video = (index: number, use: string) => ({
    path: ['media', index, 'url'],
    location: { url: VIDEO.url },
    kind: 'video',
    use,
  });
  const file = (index: number, use: string) => ({
    path: ['media', index, 'file'],
    location: { file: FILE.file },
    kind: 'video',
    use,
  });
  const cover = { path: ['coverUrl'], location: { url: coverUrl }, kind: 'image', use: 'cover' };

  test.each<[string, object, object[], object[]]>([
    ['an image post', IMAGE_POST, [], [picture(0, 'feed')]],
    ['a reel', { ...REEL, coverUrl }, [], [video(0, 'reel'), cover]],
    ['a reel in a file', { ...REEL, media: [FILE], coverUrl }, [file(0, 'reel')], [file(0, 'reel'), cover]],
    ['a story', STORY, [], [picture(0, 'story')]],
    ['a story in a file', { ...STORY, media: [FILE] }, [file(0, 'story')], [file(0, 'story')]],
    [
      'a carousel',
      { ...CAROUSEL, media: [PICTURE, FILE, VIDEO] },
      [file(1, 'carousel')],
      [picture(0, 'feed'), file(1, 'carousel'), video(2, 'carousel')],
    ],
  ])('of %s: its files always, the rest when it is probed', (_, request, always, probed) => {
    expect(looksAt(postOf(request), filesOnly)).toEqual(always);
    expect(looksAt(postOf(request), { ...filesOnly, probe: true })).toEqual(probed);
  });
});

describe('a file', () => {
  test('that Instagram takes has no finding', async () => {
    const found = await checkMedia(reelOf(mediaFile(sampleVideo())), filesOnly);
    expect(found).toEqual({ issues: [], warnings: [] });
  });

  test('that is not there, or that Instagram does not take, is an issue at its place', async () => {
    const missing = mediaPath('clip.mp4');
    expect(await checkMedia(reelOf(missing), filesOnly)).toEqual({
      issues: [{ pointer: '/media/0/file', message: `media[0].file: There is no file ${missing}.` }],
      warnings: [],
    });
    const short = { kind: 'video', file: mediaFile(sampleVideo({ seconds: 2 })) };
    const { issues } = await checkMedia(postOf({ ...CAROUSEL, media: [PICTURE, short] }), filesOnly);
    expect(issues).toEqual([
      { pointer: '/media/1/file', message: expect.stringMatching(/^media\[1\]\.file: The video lasts 2 s; .*\.$/) },
    ]);
  });

  test('that Instagram may not like is a warning, and no issue', async () => {
    const { issues, warnings } = await checkMedia(
      reelOf(mediaFile(sampleVideo({ width: 1920, height: 1080 }))),
      filesOnly,
    );
    expect(issues).toEqual([]);
    expect(warnings).toEqual([{ pointer: '/media/0/file', message: expect.stringContaining('9:16') }]);
  });

  test('that does not last beyond the moment of its cover is told by that moment', async () => {
    const file = mediaFile(sampleVideo({ seconds: 5 }));
    const issuesAt = async (thumbOffsetMs: number) =>
      (await checkMedia(reelOf(file, { thumbOffsetMs }), filesOnly)).issues;
    expect(await issuesAt(4999)).toEqual([]);
    for (const moment of [5000, 5001]) {
      const message = `thumbOffsetMs is ${moment}, and must be less than the 5000 ms that the video lasts.`;
      expect(await issuesAt(moment)).toEqual([{ pointer: '/thumbOffsetMs', message }]);
    }
  });

  test('whose cover is a picture may have any moment beside it', async () => {
    const cover = { coverUrl: 'https://shop.example/cover.jpg', thumbOffsetMs: 5000 };
    const { issues } = await checkMedia(reelOf(mediaFile(sampleVideo({ seconds: 5 })), cover), filesOnly);
    expect(issues).toEqual([]);
  });

  test('that the post had before is not looked at again', async () => {
    const before = reelOf(mediaPath('gone.mp4'));
    expect(await checkMedia(before, filesOnly, before)).toEqual({ issues: [], warnings: [] });
    const other = reelOf(mediaPath('other.mp4'));
    expect((await checkMedia(other, filesOnly, before)).issues).toHaveLength(1);
  });
});

describe('a URL', () => {
  const imageAt = (url: string) => postOf({ ...IMAGE_POST, media: [{ ...PICTURE, url }] });

  test('is looked at only when the post is probed', async () => {
    const post = imageAt(`${host.url}/nowhere.jpg`);
    expect(await checkMedia(post, filesOnly)).toEqual({ issues: [], warnings: [] });
    expect(host.visits).toEqual([]);
    const { issues } = await checkMedia(post, here);
    expect(issues).toEqual([{ pointer: '/media/0/url', message: expect.stringContaining('nowhere.jpg') }]);
  });

  test('of a picture, a video and a cover that Instagram takes has no finding', async () => {
    const jpeg = { body: sampleJpeg() };
    expect(await checkMedia(imageAt(host.serve('/a.jpg', jpeg)), here)).toEqual({ issues: [], warnings: [] });
    const media = [{ ...VIDEO, url: host.serve('/a.mp4', { body: sampleVideo() }) }];
    const reel = postOf({ ...REEL, media, coverUrl: host.serve('/cover.jpg', jpeg) });
    expect(await checkMedia(reel, here)).toEqual({ issues: [], warnings: [] });
  });

  test('on a private address is refused, and nothing is asked there', async () => {
    const asked = host.visits.length;
    const { issues } = await checkMedia(imageAt(host.serve('/private.jpg', { body: sampleJpeg() })), {
      ...here,
      allowPrivate: false,
    });
    expect(issues).toEqual([
      { pointer: '/media/0/url', message: expect.stringContaining('not on the public internet') },
    ]);
    expect(host.visits).toHaveLength(asked);
  });

  test('is shown without its query', async () => {
    const found = await checkMedia(imageAt(`${host.url}/nowhere.jpg?sig=secret`), here);
    expect(JSON.stringify(found)).not.toContain('secret');
  });
});
