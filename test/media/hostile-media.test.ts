import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { findMovie } from '../../media/find-movie.ts';
import { imageFactsOf } from '../../media/image-facts.ts';
import type { MediaBytes } from '../../media/media-bytes.ts';
import { type VideoFacts, videoFactsOf } from '../../media/video-facts.ts';
import { sampleJpeg } from './sample-image.ts';
import { box, sampleVideo } from './sample-video.ts';

/** Any of these bytes replaced, some taken away, and the end cut off. */
const mutated = (sample: Buffer): fc.Arbitrary<Buffer> =>
  fc
    .record({
      writes: fc.array(fc.tuple(fc.nat(sample.length - 1), fc.oneof(fc.constantFrom(0, 1, 0x7f, 0xff), fc.nat(255))), {
        maxLength: 12,
      }),
      words: fc.array(fc.tuple(fc.nat(sample.length - 5), fc.constantFrom(0, 1, 8, 0x7fffffff, 0xffffffff)), {
        maxLength: 4,
      }),
      end: fc.option(fc.nat(sample.length), { nil: sample.length }),
    })
    .map(({ writes, words, end }) => {
      const bytes = Buffer.from(sample);
      for (const [at, value] of writes) bytes[at] = value;
      for (const [at, value] of words) bytes.writeUInt32BE(value, at);
      return bytes.subarray(0, end);
    });

const inMemory = (bytes: Buffer): MediaBytes => ({
  bytes: bytes.length,
  problems: [],
  read: async (offset, length) => bytes.subarray(offset, offset + length),
  close: async () => {},
});

/** How an examination of these bytes ended, and how long it took. */
async function examined(bytes: Buffer): Promise<{ readonly end: string; readonly ms: number }> {
  const start = performance.now();
  const movie = await findMovie(inMemory(bytes));
  const end = 'boxes' in movie ? endOf(videoFactsOf(movie, bytes.length)) : movie.code;
  return { end, ms: performance.now() - start };
}

function endOf(facts: VideoFacts | null): string {
  if (facts === null) return 'damaged';
  const { width, height, durationMs, frameRate } = facts;
  const numbers = [width, height, durationMs ?? 1, frameRate ?? 1];
  return numbers.every((number) => Number.isFinite(number) && number > 0) ? 'facts' : 'nonsense';
}

test.each([
  ['the index first', sampleVideo({ seconds: 1 })],
  ['the index last', sampleVideo({ seconds: 1, moovFirst: false, paddingBytes: 100 })],
  ['HEVC in MOV', sampleVideo({ seconds: 1, codec: 'hvc1', brand: 'qt  ', editListStart: 5, fragmented: true })],
])('a damaged video with %s is examined to an end', async (_case, sample) => {
  await fc.assert(
    fc.asyncProperty(mutated(sample), async (bytes) => {
      expect((await examined(bytes)).end).toMatch(
        /^(facts|damaged|not-a-video|video-cut-off|video-without-index|media-empty)$/,
      );
    }),
    { numRuns: 2_000, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: true },
  );
});

const COUNTED_BOXES = [
  'stts',
  'stsz',
  'stsd',
  'elst',
  'ctts',
  'stsc',
  'stco',
  'trun',
  'sgpd',
  'sbgp',
  'saiz',
  'senc',
  'iloc',
  'iinf',
  'subs',
  'tfra',
  'dref',
  'meta',
  'keys',
];
test.each(COUNTED_BOXES)('a count of 4 billion in "%s" costs neither time nor memory', async (type) => {
  const sample = sampleVideo({ seconds: 1 });
  const moovAt = sample.indexOf('moov') - 4;
  for (const flags of [0, 1, 0x01000000, 0x02000000, 0x00000f01]) {
    const counts = Buffer.alloc(64, 0xff);
    counts.writeUInt32BE(flags, 0);
    counts.writeUInt32BE(1, 4);
    const hostile = box('moov', box(type, counts), sample.subarray(moovAt + 8, moovAt + sample.readUInt32BE(moovAt)));
    expect((await examined(hostile)).ms).toBeLessThan(500);
  }
});

test('a whole index of boxes in boxes is examined to an end', async () => {
  const layers = 20_000;
  const nested = Buffer.alloc(layers * 8);
  for (let layer = 0; layer < layers; layer += 1) {
    nested.writeUInt32BE((layers - layer) * 8, layer * 8);
    nested.write(layer === 0 ? 'moov' : 'trak', layer * 8 + 4, 'latin1');
  }
  expect((await examined(nested)).end).toBe('damaged');
});

test('a damaged image is examined to an end', () => {
  fc.assert(
    fc.property(mutated(sampleJpeg({ orientation: 6 })), (bytes) => {
      const facts = imageFactsOf(bytes, bytes.length);
      expect(facts === null || facts.width > 0).toBe(true);
    }),
    { numRuns: 2_000, interruptAfterTimeLimit: 30_000, markInterruptAsFailure: true },
  );
});

test.each(['heif', 'jxl', 'icns', 'tiff', 'webp', 'jp2', 'png', 'gif'])(
  'bytes that begin as %s do are examined to an end',
  (format) => {
    const beginning = BEGINNINGS[format] ?? Buffer.alloc(0);
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(0, 1, 0xff), (rest, filling) => {
        const bytes = Buffer.concat([beginning, rest, Buffer.alloc(64, filling)]);
        expect(typeof imageFactsOf(bytes, bytes.length)).toBe('object');
      }),
      { numRuns: 500, interruptAfterTimeLimit: 10_000, markInterruptAsFailure: true },
    );
  },
);

const BEGINNINGS: Readonly<Record<string, Buffer>> = {
  heif: Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heic\0\0\0\0meta', 'latin1'),
  jxl: Buffer.from('\0\0\0\x0cJXL \x0d\x0a\x87\x0a\0\0\0\x14ftypjxl ', 'latin1'),
  icns: Buffer.from('icns\0\0\0\0', 'latin1'),
  tiff: Buffer.from('II*\0\x08\0\0\0', 'latin1'),
  webp: Buffer.from('RIFF\0\0\0\0WEBPVP8X', 'latin1'),
  jp2: Buffer.from('\0\0\0\x0cjP  \x0d\x0a\x87\x0a', 'latin1'),
  png: Buffer.from('\x89PNG\x0d\x0a\x1a\x0a', 'latin1'),
  gif: Buffer.from('GIF89a', 'latin1'),
};
