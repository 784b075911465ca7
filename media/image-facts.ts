import { imageSize } from 'image-size';

export interface ImageFacts {
  /** `jpeg`, or the name of another format, in lower case. */
  readonly format: string;
  /** In pixels, as the image is shown: turned as its EXIF orientation says. */
  readonly width: number;
  readonly height: number;
  readonly bytes: number;
}

/** EXIF orientations from 5 on lie on their side. */
const FIRST_SIDEWAYS = 5;

/**
 * The facts of an image by its first bytes.
 * @returns null when they are of no known format, or end before its size is written.
 */
export function imageFactsOf(head: Buffer, bytes: number): ImageFacts | null {
  const found = measured(head);
  if (found === null || !(found.width > 0 && found.height > 0)) return null;
  const { type = 'unknown', width, height, orientation = 1 } = found;
  const upright = orientation < FIRST_SIDEWAYS;
  const format = type === 'jpg' ? 'jpeg' : type;
  return { format, bytes, width: upright ? width : height, height: upright ? height : width };
}

function measured(head: Buffer): ReturnType<typeof imageSize> | null {
  try {
    return imageSize(head);
  } catch {
    return null;
  }
}
