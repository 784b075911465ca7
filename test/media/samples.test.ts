import { readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { createFile, type Movie, MP4BoxBuffer } from 'mp4box';
import { mediaPath } from './media-directory.ts';
import { sampleJpeg } from './sample-image.ts';
import { type SampleVideo, sampleVideo, writeSampleVideo } from './sample-video.ts';

/** What mp4box makes of all of it, every sample listed. */
function described(bytes: Buffer): Movie | undefined {
  const file = createFile();
  let movie: Movie | undefined;
  file.onReady = (info) => {
    movie = info;
  };
  file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(bytes).buffer, 0), true);
  return movie;
}

describe('a sample video', () => {
  test.each<[string, SampleVideo]>([
    ['with its index first', {}],
    ['with its index last', { moovFirst: false }],
  ])('%s is H.264 and AAC of the duration that was asked for', (_case, wanted) => {
    const movie = described(sampleVideo({ ...wanted, seconds: 7, fps: 25, width: 720, height: 1280 }));
    expect(movie).toMatchObject({
      duration: 7_000,
      timescale: 1_000,
      isFragmented: false,
      isProgressive: wanted.moovFirst ?? true,
    });
    expect(movie?.videoTracks).toMatchObject([
      { codec: 'avc1.640028', nb_samples: 175, video: { width: 720, height: 1280 } },
    ]);
    expect(movie?.audioTracks).toMatchObject([
      { codec: 'mp4a.40.2', audio: { sample_rate: 48_000, channel_count: 2 } },
    ]);
  });

  test('has samples that lie in its media data', () => {
    const bytes = sampleVideo({ paddingBytes: 1_000 });
    const [first, end] = [bytes.indexOf('mdat') + 4, bytes.length - 1_000];
    const file = createFile();
    file.appendBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(bytes).buffer, 0), true);
    const samples = file.moov.traks.flatMap((trak) => trak.samples);
    expect(samples[0]?.offset).toBe(first);
    expect(Math.max(...samples.map(({ offset, size }) => offset + size))).toBe(end);
  });

  test('is longer by exactly the padding', () => {
    expect(sampleVideo({ paddingBytes: 1_234_567 }).length - sampleVideo().length).toBe(1_234_567);
  });

  test('is the same in a file', async () => {
    const path = mediaPath();
    await writeSampleVideo(path, { paddingBytes: 1_000_000, moovFirst: false });
    expect(readFileSync(path).equals(sampleVideo({ paddingBytes: 1_000_000, moovFirst: false }))).toBe(true);
  });
});

test('a sample JPEG is as long as asked for', () => {
  expect(sampleJpeg({ bytes: 8_388_609 })).toHaveLength(8_388_609);
});
