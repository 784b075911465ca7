import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { FetchedImage } from './image-fetch.ts';
import { isJpeg, jpegSize } from './jpeg.ts';

const NARROWEST = 4 / 5;
const WIDEST = 1.91;
/** Pixels are whole: an image cut to 4:5 or 1.91:1 may miss the ratio by a rounding. */
const TOLERANCE = 0.01;

const OTHER_FORMATS: readonly { readonly name: string; readonly signature: Buffer }[] = [
  { name: 'PNG', signature: Buffer.from('89504e470d0a1a0a', 'hex') },
  { name: 'GIF', signature: Buffer.from('GIF8', 'latin1') },
];

/** Why Instagram refuses what it found at an `image_url`. */
export const imageRefusal = (url: string, fetched: FetchedImage): Refusal | null =>
  coverRefusal(url, fetched) ?? (fetched.kind === 'bytes' ? ratioRefusal(fetched.bytes) : null);

/** Why it refuses an image that may have any ratio: a cover of a reel, or a story. */
export function coverRefusal(url: string, fetched: FetchedImage): Refusal | null {
  switch (fetched.kind) {
    case 'timedOut':
      return refusals.mediaDownloadTimedOut();
    case 'tooLarge':
      return refusals.imageTooLarge();
    case 'unreachable':
      return refusals.mediaNotFetched(url);
    case 'bytes':
      return isJpeg(fetched.bytes) ? null : formatRefusal(url, fetched.bytes);
    default:
      return fetched satisfies never;
  }
}

/** Images of another known format are named; WebP and pages of HTML are not, as reports of Instagram have it. */
function formatRefusal(url: string, bytes: Buffer): Refusal {
  const format = OTHER_FORMATS.find(({ signature }) => bytes.subarray(0, signature.length).equals(signature));
  return format === undefined ? refusals.mediaNotFetched(url) : refusals.imageFormatUnsupported(format.name);
}

function ratioRefusal(bytes: Buffer): Refusal | null {
  const size = jpegSize(bytes);
  if (size === null) return null;
  const ratio = size.width / size.height;
  return ratio < NARROWEST - TOLERANCE || ratio > WIDEST + TOLERANCE ? refusals.aspectRatioOutOfRange(ratio) : null;
}
