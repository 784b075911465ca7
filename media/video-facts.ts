import { AudioSampleEntry, type ISOFile, VisualSampleEntry } from 'mp4box';
import type { Movie } from './find-movie.ts';
import { parseBoxes } from './mp4box.ts';

export interface VideoFacts {
  /** `mp4`, `mov`, or the brand of another container. */
  readonly container: string;
  /** As RFC 6381 names it: `avc1.64001f`, `hvc1.1.6.L93.B0`, or the four characters of one that it does not name. */
  readonly videoCodec: string;
  /** `mp4a.40.2` is AAC. Null for a video without sound. */
  readonly audioCodec: string | null;
  /** Null where there is no sound, or the file does not say; so is the next. */
  readonly audioChannels: number | null;
  /** Samples a second. */
  readonly audioSampleRate: number | null;
  /** In pixels, as the video is shown: turned as its matrix says. */
  readonly width: number;
  readonly height: number;
  /** Of the track of pictures. Null when the file does not say. */
  readonly durationMs: number | null;
  /** On average. Null when the file does not say. */
  readonly frameRate: number | null;
  readonly bytes: number;
  readonly moovFirst: boolean;
  readonly fragmented: boolean;
  /** Whether an edit list shifts or cuts a track. One that plays all of it from its start is as none. */
  readonly hasEditList: boolean;
}

type Track = ISOFile['moov']['traks'][number];

/**
 * The facts of a video by its index.
 * @returns null when it is damaged, or holds no pictures.
 */
export function videoFactsOf({ boxes, moovFirst }: Movie, bytes: number): VideoFacts | null {
  try {
    const file = parseBoxes(boxes);
    const pictures = trackOf(file, 'vide');
    if (pictures === undefined) return null;
    const facts = factsOf(file, pictures);
    return facts.width > 0 && facts.height > 0 ? { ...facts, bytes, moovFirst } : null;
  } catch {
    // mp4box meets a damaged box with whatever error its reading ends in.
    return null;
  }
}

const trackOf = (file: ISOFile, handler: string): Track | undefined =>
  file.moov.traks.find(
    ({ mdia }) => mdia?.hdlr?.handler === handler && mdia.minf?.stbl?.stsd?.entries[0] !== undefined,
  );

function factsOf(file: ISOFile, pictures: Track): Omit<VideoFacts, 'bytes' | 'moovFirst'> {
  const sound = trackOf(file, 'soun');
  const fragmented = file.moov.mvex !== undefined;
  return {
    container: containerOf(file),
    videoCodec: entryOf(pictures).getCodec(),
    ...soundOf(sound),
    ...shownSize(pictures),
    durationMs: fragmented
      ? fragmentedDuration(file)
      : ratio(pictures.mdia.mdhd.duration * 1000, pictures.mdia.mdhd.timescale),
    frameRate: fragmented ? null : frameRateOf(pictures),
    fragmented,
    hasEditList: [pictures, sound].some((track) => track !== undefined && isEdited(track)),
  };
}

type SampleEntry = Track['mdia']['minf']['stbl']['stsd']['entries'][number];

function entryOf({ mdia }: Track): SampleEntry {
  const [entry] = mdia.minf.stbl.stsd.entries;
  if (entry === undefined) throw new Error('A track without a sample description.');
  return entry;
}

const QUICKTIME_BRAND = 'qt  ';
const MP4_BRAND = /^(iso[m2-9a-d]|mp4[12]|avc1|M4V[ HP]|MSNV|dash|cmf[cs2]|f4v )$/;

function containerOf({ ftyp }: ISOFile): string {
  // QuickTime is older than the box that names the brand.
  if (ftyp === undefined || ftyp.major_brand === QUICKTIME_BRAND) return 'mov';
  const brands = [ftyp.major_brand, ...ftyp.compatible_brands];
  return brands.some((brand) => MP4_BRAND.test(brand)) ? 'mp4' : ftyp.major_brand.trim();
}

/** The second version of QuickTime's sound description has placeholders where the older ones have their numbers. */
const PLACEHOLDERS_FROM_VERSION = 2;

function soundOf(track: Track | undefined): Pick<VideoFacts, 'audioCodec' | 'audioChannels' | 'audioSampleRate'> {
  if (track === undefined) return { audioCodec: null, audioChannels: null, audioSampleRate: null };
  const entry = entryOf(track);
  const audioCodec = entry.getCodec();
  if (!(entry instanceof AudioSampleEntry) || entry.version >= PLACEHOLDERS_FROM_VERSION)
    return { audioCodec, audioChannels: null, audioSampleRate: null };
  return { audioCodec, audioChannels: entry.getChannelCount() || null, audioSampleRate: entry.getSampleRate() || null };
}

function shownSize(track: Track): Pick<VideoFacts, 'width' | 'height'> {
  const entry = entryOf(track);
  const { width, height } = entry instanceof VisualSampleEntry ? entry : displaySize(track);
  const { matrix } = track.tkhd;
  const turned = matrix[0] === 0 && matrix[4] === 0;
  return turned ? { width: height, height: width } : { width, height };
}

/** Fixed-point numbers with 16 bits after the point. */
const displaySize = ({ tkhd }: Track) => ({ width: tkhd.width / 0x10000, height: tkhd.height / 0x10000 });

/** `stts` lists runs of frames that are shown equally long. */
function frameRateOf({ mdia }: Track): number | null {
  const { sample_counts: counts, sample_deltas: ticks } = mdia.minf.stbl.stts;
  const frames = counts.reduce((sum, count) => sum + count, 0);
  const duration = counts.reduce((sum, count, run) => sum + count * (ticks[run] ?? 0), 0);
  return ratio(frames * mdia.mdhd.timescale, duration);
}

function fragmentedDuration({ moov }: ISOFile): number | null {
  const ticks = moov.mvex?.mehd?.fragment_duration;
  return ticks === undefined ? null : ratio(ticks * 1000, moov.mvhd.timescale);
}

/** Null where a number is not written, which these boxes say with 0. */
const ratio = (dividend: number, divisor: number): number | null =>
  dividend > 0 && divisor > 0 ? dividend / divisor : null;

const isEdited = ({ edts }: Track): boolean => {
  const edits = edts?.elst?.entries ?? [];
  return edits.length > 1 || edits.some(({ media_time }) => media_time !== 0);
};
