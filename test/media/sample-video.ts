import { createWriteStream } from 'node:fs';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

export interface SampleVideo {
  /** @default 5 */
  readonly seconds?: number;
  /** In pixels. @default 1080 */
  readonly width?: number;
  /** @default 1920 */
  readonly height?: number;
  /** @default 30 */
  readonly fps?: number;
  /** Four characters. @default 'avc1' (H.264) */
  readonly codec?: 'avc1' | 'hvc1' | 'apcn';
  /** Stereo of 48,000 samples a second, unless it says otherwise; null for none. @default { codec: 'mp4a' } (AAC) */
  readonly audio?: SampleAudio | null;
  /** Whether the index comes before the media data. @default true */
  readonly moovFirst?: boolean;
  /** Makes the file this much longer, by media data that belongs to no track. @default 0 */
  readonly paddingBytes?: number;
  /** `qt  ` for MOV. @default 'isom' */
  readonly brand?: string;
  /** Where the tracks start, in ticks of their own, by an edit list. @default none is written */
  readonly editListStart?: number;
  /** Whether it says that its frames are listed in fragments, of which it has none. @default false */
  readonly fragmented?: boolean;
  /** Turned by 90 degrees when it is shown. @default false */
  readonly turned?: boolean;
}

export interface SampleAudio {
  readonly codec: 'mp4a' | 'sowt';
  /** MPEG-4 object type: 0x40 AAC, 0x6b MP3. @default 0x40 */
  readonly objectType?: number;
  /** @default 2 */
  readonly channels?: number;
  /** Samples a second. @default 48000 */
  readonly sampleRate?: number;
}

type Complete = Required<Omit<SampleVideo, 'editListStart'>> & Pick<SampleVideo, 'editListStart'>;

const DEFAULTS: Required<Omit<SampleVideo, 'editListStart'>> = {
  seconds: 5,
  width: 1080,
  height: 1920,
  fps: 30,
  codec: 'avc1',
  audio: { codec: 'mp4a' },
  moovFirst: true,
  paddingBytes: 0,
  brand: 'isom',
  fragmented: false,
  turned: false,
};

/** A small MP4 with a true index. Its frames are noise: readers of the index cannot tell, decoders can. */
export const sampleVideo = (wanted: SampleVideo = {}): Buffer => Buffer.concat([...parts(wanted)]);

/** The same, written piece by piece, for files of hundreds of megabytes. */
export async function writeSampleVideo(path: string, wanted: SampleVideo = {}): Promise<void> {
  await pipeline(Readable.from(parts(wanted)), createWriteStream(path));
}

/** ISO/IEC 14496-12, 4.2: size, type, content. */
export function box(type: string, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([u32(body.length + 8), Buffer.from(type, 'latin1'), body]);
}

const MOVIE_TIMESCALE = 1000;
const FRAME_BYTES = 32;
const AAC_FRAME_SAMPLES = 1024;
const AAC_FRAME_BYTES = 16;
const PIECE_BYTES = 256 * 1024;

function* parts(wanted: SampleVideo): Generator<Buffer> {
  const video = { ...DEFAULTS, ...wanted };
  const ftyp = box(
    'ftyp',
    ascii(video.brand),
    u32(512),
    ascii(video.brand),
    ascii(video.brand === 'isom' ? 'mp42' : '    '),
  );
  const samples = pictureBytes(video) + soundBytes(video);
  const mdat = Buffer.concat([u32(8 + samples + video.paddingBytes), ascii('mdat')]);
  // The offset of the samples has the same length whatever it is.
  const samplesAt = ftyp.length + mdat.length + (video.moovFirst ? moov(video, 0).length : 0);
  const index = moov(video, samplesAt);
  yield ftyp;
  if (video.moovFirst) yield index;
  yield mdat;
  yield* noise(samples + video.paddingBytes);
  if (!video.moovFirst) yield index;
}

/** No two pieces are the same, so that bytes at the wrong place are noticed. */
function* noise(bytes: number): Generator<Buffer> {
  for (let at = 0; at < bytes; at += PIECE_BYTES) {
    const piece = Buffer.alloc(Math.min(PIECE_BYTES, bytes - at), `piece ${at / PIECE_BYTES} `);
    yield piece;
  }
}

const frames = ({ seconds, fps }: Complete) => Math.round(seconds * fps);
const pictureBytes = (video: Complete) => frames(video) * FRAME_BYTES;
const soundFrames = ({ seconds, audio }: Complete) =>
  audio === null ? 0 : Math.ceil((seconds * (audio.sampleRate ?? 48_000)) / AAC_FRAME_SAMPLES);
const soundBytes = (video: Complete) => soundFrames(video) * AAC_FRAME_BYTES;

function moov(video: Complete, samplesAt: number): Buffer {
  const { seconds, audio, fragmented } = video;
  const length = u32(fragmented ? 0 : seconds * MOVIE_TIMESCALE);
  const mvhd = full(
    'mvhd',
    0,
    u32(0),
    u32(0),
    u32(MOVIE_TIMESCALE),
    length,
    u32(0x10000),
    u16(0x100),
    zeros(10),
    UPRIGHT,
    zeros(24),
    u32(3),
  );
  const sound = audio === null ? [] : [soundTrack(video, audio, samplesAt + pictureBytes(video))];
  const mvex = box('mvex', full('mehd', 0, u32(seconds * MOVIE_TIMESCALE)), full('trex', 0, u32(1), u32(1), zeros(12)));
  return box('moov', mvhd, pictureTrack(video, samplesAt), ...sound, ...(fragmented ? [mvex] : []));
}

interface Track {
  readonly id: number;
  readonly handler: 'vide' | 'soun';
  readonly timescale: number;
  readonly media: Buffer;
  readonly entry: Buffer;
  readonly samples: { readonly count: number; readonly ticks: number; readonly bytes: number; readonly at: number };
}

function pictureTrack(video: Complete, at: number): Buffer {
  const { codec, fps, width, height } = video;
  // So many ticks a frame make the rate come out as asked for, 23.976 included.
  const ticks = 1000;
  const timescale = Math.round(fps * ticks);
  const entry = box(
    codec,
    ...[
      zeros(6),
      u16(1),
      zeros(16),
      u16(width),
      u16(height),
      u32(0x480000),
      u32(0x480000),
      zeros(4),
      u16(1),
      zeros(32),
    ],
    ...[u16(24), u16(0xffff), configuration(codec)],
  );
  const samples = { count: video.fragmented ? 0 : frames(video), ticks, bytes: FRAME_BYTES, at };
  return track(video, { id: 1, handler: 'vide', timescale, media: full('vmhd', 1, zeros(8)), entry, samples });
}

function soundTrack(video: Complete, audio: SampleAudio, at: number): Buffer {
  const { codec, channels = 2, sampleRate = 48_000, objectType = 0x40 } = audio;
  const entry = box(
    codec,
    ...[zeros(6), u16(1), zeros(8), u16(channels), u16(16), zeros(4), u16(sampleRate), zeros(2)],
    codec === 'mp4a' ? esds(objectType) : Buffer.alloc(0),
  );
  const samples = {
    count: video.fragmented ? 0 : soundFrames(video),
    ticks: AAC_FRAME_SAMPLES,
    bytes: AAC_FRAME_BYTES,
    at,
  };
  return track(video, {
    id: 2,
    handler: 'soun',
    timescale: sampleRate,
    media: full('smhd', 0, zeros(4)),
    entry,
    samples,
  });
}

function track(video: Complete, { id, handler, timescale, media, entry, samples }: Track): Buffer {
  const { seconds, width, height, turned, editListStart } = video;
  const length = samples.count === 0 ? 0 : seconds;
  const size = handler === 'vide' ? [u16(width), u16(0), u16(height), u16(0)] : [zeros(8)];
  const tkhd = full(
    'tkhd',
    7,
    zeros(8),
    u32(id),
    zeros(4),
    u32(length * MOVIE_TIMESCALE),
    zeros(16),
    turned ? TURNED : UPRIGHT,
    ...size,
  );
  const edit =
    editListStart === undefined
      ? []
      : [box('edts', full('elst', 0, u32(1), u32(length * MOVIE_TIMESCALE), u32(editListStart), u32(0x10000)))];
  const mdhd = full('mdhd', 0, zeros(8), u32(timescale), u32(Math.round(length * timescale)), u16(0x55c4), zeros(2));
  const hdlr = full('hdlr', 0, zeros(4), ascii(handler), zeros(12), ascii('sample\0'));
  const dinf = box('dinf', full('dref', 0, u32(1), full('url ', 1)));
  return box('trak', tkhd, ...edit, box('mdia', mdhd, hdlr, box('minf', media, dinf, sampleTable(entry, samples))));
}

const sampleTable = (entry: Buffer, { count, ticks, bytes, at }: Track['samples']): Buffer =>
  box(
    'stbl',
    full('stsd', 0, u32(1), entry),
    full('stts', 0, u32(1), u32(count), u32(ticks)),
    full('stsc', 0, u32(1), u32(1), u32(count), u32(1)),
    full('stsz', 0, u32(bytes), u32(count)),
    full('stco', 0, u32(1), u32(at)),
  );

/** H.264 High at level 4.0 and HEVC Main at level 4.0, without parameter sets. */
function configuration(codec: Complete['codec']): Buffer {
  if (codec === 'avc1') return box('avcC', Buffer.from('01640028ffe000', 'hex'));
  if (codec === 'hvc1') return box('hvcC', Buffer.from('01016000000090000000000078f000fcfdf8f800000f00', 'hex'));
  return Buffer.alloc(0);
}

/** ISO/IEC 14496-1, 7.2.6: descriptors in each other, the innermost of which says AAC LC at 48 kHz, stereo. */
function esds(objectType: number): Buffer {
  const specific = descriptor(5, Buffer.from('1190', 'hex'));
  const decoder = descriptor(4, Buffer.from([objectType, 0x15, 0, 0, 0]), u32(128_000), u32(128_000), specific);
  return full('esds', 0, descriptor(3, u16(1), zeros(1), decoder, descriptor(6, Buffer.from([2]))));
}

function descriptor(tag: number, ...content: readonly Buffer[]): Buffer {
  const body = Buffer.concat(content);
  return Buffer.concat([Buffer.from([tag, body.length]), body]);
}

/** A box with a version (0) and flags. */
const full = (type: string, flags: number, ...content: readonly Buffer[]): Buffer => box(type, u32(flags), ...content);
const ascii = (text: string): Buffer => Buffer.from(text, 'latin1');
const zeros = (bytes: number): Buffer => Buffer.alloc(bytes);

function u16(value: number): Buffer {
  const bytes = Buffer.alloc(2);
  bytes.writeUInt16BE(value);
  return bytes;
}

function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value);
  return bytes;
}

const matrix = (...values: readonly number[]): Buffer => Buffer.concat(values.map((value) => u32(value >>> 0)));
const UPRIGHT = matrix(0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000);
const TURNED = matrix(0, 0x10000, 0, -0x10000, 0, 0, 0, 0, 0x40000000);
