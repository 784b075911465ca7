import { truncateSync } from 'node:fs';
import { dirname } from 'node:path';
import { describe, expect, test } from '@jest/globals';
import { examineImage, examineVideo, readImageFacts, readVideoFacts } from '../../media/read-facts.ts';
import { mediaFile, mediaPath } from './media-directory.ts';
import { sampleJpeg } from './sample-image.ts';
import { box, type SampleVideo, sampleVideo, writeSampleVideo } from './sample-video.ts';

const { signal } = new AbortController();

const videoIn = (bytes: Buffer) => readVideoFacts({ file: mediaFile(bytes) }, { signal });
const imageIn = (bytes: Buffer) => readImageFacts({ file: mediaFile(bytes) }, { signal });
const codesOf = ({ problems }: { readonly problems: readonly { readonly code: string }[] }) =>
  problems.map(({ code }) => code);

const SAMPLE_FACTS = {
  container: 'mp4',
  videoCodec: 'avc1.640028',
  audioCodec: 'mp4a.40.2',
  audioChannels: 2,
  audioSampleRate: 48_000,
  width: 1080,
  height: 1920,
  durationMs: 5_000,
  frameRate: 30,
  moovFirst: true,
  fragmented: false,
  hasEditList: false,
};

describe('the facts of a video', () => {
  test.each<[string, SampleVideo, object]>([
    ['an MP4 with H.264 and AAC', {}, {}],
    ['one with HEVC', { codec: 'hvc1' }, { videoCodec: 'hvc1.1.6.L120.90' }],
    ['23.976 frames a second', { fps: 23.976 }, { frameRate: 23.976 }],
    [
      'another duration and size',
      { seconds: 61, width: 720, height: 1280 },
      { durationMs: 61_000, width: 720, height: 1280 },
    ],
    ['one without sound', { audio: null }, { audioCodec: null, audioChannels: null, audioSampleRate: null }],
    [
      'mono at 44.1 kHz',
      { audio: { codec: 'mp4a', channels: 1, sampleRate: 44_100 } },
      { audioChannels: 1, audioSampleRate: 44_100 },
    ],
    ['MP3 in MP4', { audio: { codec: 'mp4a', objectType: 0x6b } }, { audioCodec: 'mp4a.6b.2' }],
    ['the index at the end', { moovFirst: false, paddingBytes: 300_000 }, { moovFirst: false }],
    ['one that is turned when shown', { turned: true }, { width: 1920, height: 1080 }],
    ['an edit list that cuts', { editListStart: 1024 }, { hasEditList: true }],
    ['an edit list that plays everything', { editListStart: 0 }, {}],
    ['a fragmented one', { fragmented: true }, { fragmented: true, frameRate: null }],
    [
      'ProRes and uncompressed sound in MOV',
      { brand: 'qt  ', codec: 'apcn', audio: { codec: 'sowt' } },
      { container: 'mov', videoCodec: 'apcn', audioCodec: 'sowt', audioChannels: null, audioSampleRate: null },
    ],
    ['another container', { brand: 'M4A ' }, { container: 'M4A' }],
  ])('are read from a file: %s', async (_case, wanted, differing) => {
    const bytes = sampleVideo(wanted);
    expect(await videoIn(bytes)).toEqual({
      facts: { ...SAMPLE_FACTS, bytes: bytes.length, ...differing },
      problems: [],
    });
  });

  test('are read from a file of QuickTime, older than the box that names its brand', async () => {
    const bytes = sampleVideo();
    expect((await videoIn(bytes.subarray(bytes.readUInt32BE(0)))).facts).toMatchObject({
      container: 'mov',
      frameRate: 30,
    });
  });

  test('do not cost more for uncompressed sound, which has 40 million samples of equal size', async () => {
    const bytes = sampleVideo({ brand: 'qt  ', audio: { codec: 'sowt' } });
    const sizes = bytes.lastIndexOf('stsz');
    bytes.writeUInt32BE(40_000_000, sizes + 12);
    const before = process.memoryUsage().rss;
    expect((await videoIn(bytes)).facts).toMatchObject({ audioCodec: 'sowt' });
    expect(process.memoryUsage().rss - before).toBeLessThan(50_000_000);
  });

  test('are judged together with what was noticed on the way', async () => {
    const file = mediaFile(sampleVideo({ moovFirst: false, seconds: 2 }));
    expect(codesOf(await examineVideo({ file }, { signal, use: 'reel' }))).toEqual([
      'video-moov-last',
      'video-too-short',
    ]);
  });

  test('are found by a few reads at either end of 300 MB', async () => {
    const file = mediaPath();
    await writeSampleVideo(file, { seconds: 600, paddingBytes: 300 * 1024 * 1024, moovFirst: false });
    const before = process.memoryUsage().rss;
    const { facts } = await readVideoFacts({ file }, { signal });
    expect(facts).toMatchObject({ moovFirst: false, durationMs: 600_000 });
    expect(process.memoryUsage().rss - before).toBeLessThan(32_000_000);
  });
});

describe('a video that cannot be examined', () => {
  const sample = sampleVideo({ paddingBytes: 1_000 });
  const moovAt = sample.indexOf('moov') - 4;
  const damaged = Buffer.from(sample);
  damaged.fill(0xff, moovAt + 40, moovAt + 300);

  test.each<[string, Buffer, string]>([
    ['is empty', Buffer.alloc(0), 'media-empty'],
    ['is text', Buffer.from('<!doctype html><title>Sign in</title>'), 'not-a-video'],
    ['is a picture', sampleJpeg(), 'not-a-video'],
    ['is three bytes long', Buffer.from('abc'), 'not-a-video'],
    ['is cut off in the index', sample.subarray(0, moovAt + 100), 'video-cut-off'],
    ['is cut off in the media data', sample.subarray(0, -1), 'video-cut-off'],
    [
      'has no index',
      Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0')), box('mdat', Buffer.alloc(100))]),
      'video-without-index',
    ],
    [
      'has an index of nothing',
      Buffer.concat([box('ftyp', Buffer.from('isom\0\0\0\0')), box('moov')]),
      'video-damaged',
    ],
    ['has an index of 9 MB', box('moov', Buffer.alloc(9 * 1024 * 1024)), 'video-index-too-large'],
    ['has a damaged index', damaged, 'video-damaged'],
    [
      'is sound only',
      Buffer.from(sample).fill('soun', sample.indexOf('vide'), sample.indexOf('vide') + 4),
      'video-damaged',
    ],
    ['is a thousand boxes of nothing', Buffer.concat([...Array(1_000)].map(() => box('free'))), 'video-without-index'],
  ])('is told when it %s', async (_case, bytes, code) => {
    const reading = await videoIn(bytes);
    expect(codesOf(reading)).toEqual([code]);
    expect(reading.facts).toBeNull();
  });

  test('is told when it says that it goes on beyond the end of the file', async () => {
    const file = mediaPath();
    await writeSampleVideo(file, { paddingBytes: 10_000_000 });
    truncateSync(file, 5_000_000);
    expect((await readVideoFacts({ file }, { signal })).problems).toMatchObject([
      {
        severity: 'refused',
        message: expect.stringMatching(/"mdat" part should end at byte 100\d+, but the file ends at 5000000\.$/),
      },
    ]);
  });
});

describe('the facts of an image', () => {
  test.each<[string, Buffer, object]>([
    ['a JPEG', sampleJpeg({ width: 1080, height: 1350 }), { format: 'jpeg', width: 1080, height: 1350 }],
    ['one of 9 MB', sampleJpeg({ bytes: 9_000_000 }), { format: 'jpeg', width: 1080, height: 1080, bytes: 9_000_000 }],
    ['one behind 300 KB of metadata', sampleJpeg({ metadataBytes: 300_000 }), { format: 'jpeg', width: 1080 }],
    [
      'one that is turned when shown',
      sampleJpeg({ width: 4032, height: 3024, orientation: 6 }),
      { width: 3024, height: 4032 },
    ],
    [
      'one that is mirrored when shown',
      sampleJpeg({ width: 4032, height: 3024, orientation: 2 }),
      { width: 4032, height: 3024 },
    ],
    [
      'a PNG',
      Buffer.from(`89504e470d0a1a0a0000000d49484452${'00000438'}${'0000021c'}0806000000`, 'hex'),
      { format: 'png', width: 1080, height: 540 },
    ],
  ])('are read from a file: %s', async (_case, bytes, facts) => {
    expect(await imageIn(bytes)).toEqual({ facts: expect.objectContaining(facts), problems: [] });
  });

  test.each<[string, Buffer, string]>([
    ['is empty', Buffer.alloc(0), 'media-empty'],
    ['is text', Buffer.from('<!doctype html><title>Sign in</title>'), 'not-an-image'],
    ['ends before its size', sampleJpeg().subarray(0, 100), 'not-an-image'],
    ['is of no height', sampleJpeg({ height: 0 }), 'not-an-image'],
    ['hides its size behind 3 MB', sampleJpeg({ metadataBytes: 3_000_000 }), 'not-an-image'],
  ])('are not found when it %s, and that is told', async (_case, bytes, code) => {
    const reading = await imageIn(bytes);
    expect(codesOf(reading)).toEqual([code]);
    expect(reading.facts).toBeNull();
  });

  test('are judged for their use', async () => {
    const file = mediaFile(sampleJpeg({ width: 1080, height: 1920 }));
    expect(codesOf(await examineImage({ file }, { signal, use: 'feed' }))).toEqual(['image-ratio']);
    expect(codesOf(await examineImage({ file }, { signal, use: 'story' }))).toEqual([]);
  });
});

describe('a file that cannot be read is told', () => {
  test.each<[string, () => string, string]>([
    ['because there is none', () => mediaPath(), 'media-missing'],
    ['because its folder is a file', () => `${mediaFile(Buffer.from('x'))}/clip.mp4`, 'media-missing'],
    ['because it is a folder', () => dirname(mediaPath()), 'media-unreadable'],
    ['because its name is none', () => 'a\0b', 'media-unreadable'],
  ])('%s', async (_case, pathOf, code) => {
    expect(codesOf(await readVideoFacts({ file: pathOf() }, { signal }))).toEqual([code]);
    expect(codesOf(await readImageFacts({ file: pathOf() }, { signal }))).toEqual([code]);
  });
});
