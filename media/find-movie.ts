import type { MediaBytes } from './media-bytes.ts';
import { type MediaProblem, refused } from './media-problem.ts';
import { megabytes } from './written-amounts.ts';

// mp4box reads everything but media data into memory before it goes on to the next box, so the way to the index is walked here.

/** What describes a video, without the video. */
export interface Movie {
  /** The boxes `ftyp`, where there is one, and `moov`, whole. */
  readonly boxes: Buffer;
  readonly moovFirst: boolean;
}

interface BoxHeader {
  readonly type: string;
  readonly offset: number;
  /** Header included. */
  readonly size: number;
}

/** ISO/IEC 14496-12, 4.2: size and type, 4 bytes each; size 1 announces a size of 8 bytes after the type. */
const HEADER_BYTES = 16;
const SHORT_HEADER_BYTES = 8;
const FOUR_CHARACTERS = /^[\x20-\x7e\xa9]{4}$/;
const FIRST_TYPES = ['ftyp', 'moov', 'mdat', 'wide', 'free', 'skip', 'pnot', 'styp'];

/** The index of a video of 15 minutes at 60 frames a second takes about 1 MB. */
const MAXIMUM_INDEX_BYTES = 8 * 1024 * 1024;
/** Ordinary files have three to six boxes before both the index and the media data have begun. */
const MAXIMUM_BOXES = 100;

/**
 * Finds the index of an MP4 or MOV, at whichever end it lies, by a few small reads.
 * @throws MediaAccessError
 */
export async function findMovie(media: MediaBytes): Promise<Movie | MediaProblem> {
  if (media.bytes === 0) return refused('media-empty', 'The video is empty: it has 0 bytes.');
  const headers: BoxHeader[] = [];
  let offset = 0;
  while (!knowsEnough(headers) && offset < media.bytes && headers.length < MAXIMUM_BOXES) {
    const header = headerOf(await media.read(offset, HEADER_BYTES), offset, media.bytes);
    if (header === null || (offset === 0 && !FIRST_TYPES.includes(header.type))) break;
    headers.push(header);
    offset += header.size;
  }
  return indexProblem(headers, media) ?? (await movieOf(headers, media));
}

const knowsEnough = (headers: readonly BoxHeader[]) => ['moov', 'mdat'].every((type) => has(headers, type));
const has = (headers: readonly BoxHeader[], type: string) => headers.some((header) => header.type === type);

/** @returns null for what is no header. */
function headerOf(read: Buffer, offset: number, bytes: number): BoxHeader | null {
  if (read.length < SHORT_HEADER_BYTES) return null;
  const type = read.toString('latin1', 4, 8);
  if (!FOUR_CHARACTERS.test(type)) return null;
  const written = read.readUInt32BE(0);
  // 0: to the end of the file.
  if (written === 0) return { type, offset, size: bytes - offset };
  if (written !== 1) return written < SHORT_HEADER_BYTES ? null : { type, offset, size: written };
  if (read.length < HEADER_BYTES) return null;
  const size = Number(read.readBigUInt64BE(8));
  return size < HEADER_BYTES ? null : { type, offset, size };
}

function indexProblem(headers: readonly BoxHeader[], { bytes }: MediaBytes): MediaProblem | null {
  if (headers.length === 0) return refused('not-a-video', 'The file is no video in an MP4 or MOV container.');
  const cut = headers.find(({ offset, size }) => offset + size > bytes);
  if (cut !== undefined)
    return refused(
      'video-cut-off',
      `The video is cut off: its "${cut.type}" part should end at byte ${cut.offset + cut.size}, but the file ends at ${bytes}.`,
    );
  const moov = headers.find(({ type }) => type === 'moov');
  if (moov === undefined)
    return refused(
      'video-without-index',
      'The video has no index (moov): it is damaged, or its recording never ended.',
    );
  if (moov.size <= MAXIMUM_INDEX_BYTES) return null;
  return refused(
    'video-index-too-large',
    `The index (moov) of the video has ${megabytes(moov.size)}; more than ${megabytes(MAXIMUM_INDEX_BYTES)} is not looked into.`,
  );
}

async function movieOf(headers: readonly BoxHeader[], media: MediaBytes): Promise<Movie> {
  const described = ['ftyp', 'moov'].map((type) => headers.find((header) => header.type === type));
  const boxes: Buffer[] = [];
  for (const header of described) {
    if (header !== undefined && header.size <= MAXIMUM_INDEX_BYTES)
      boxes.push(await media.read(header.offset, header.size));
  }
  return { boxes: Buffer.concat(boxes), moovFirst: comesFirst(headers) };
}

const comesFirst = (headers: readonly BoxHeader[]) =>
  headers.find(({ type }) => type === 'moov' || type === 'mdat')?.type === 'moov';
