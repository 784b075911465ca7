const START_OF_IMAGE = Buffer.from('ffd8ff', 'hex');
const FIRST_SEGMENT = 2;
/** Markers from C0 to CF begin a frame and hold its size, but for these three. */
const NOT_A_FRAME = new Set([0xc4, 0xc8, 0xcc]);

export const isJpeg = (bytes: Buffer): boolean => bytes.subarray(0, START_OF_IMAGE.length).equals(START_OF_IMAGE);

const startsFrame = (marker: number): boolean => (marker & 0xf0) === 0xc0 && !NOT_A_FRAME.has(marker);

/**
 * The size of a JPEG in pixels, from the header of its first frame (ITU-T T.81, B.2.2).
 * @returns null when no such header is found, or it is of no height.
 */
export function jpegSize(bytes: Buffer): { readonly width: number; readonly height: number } | null {
  for (let at = FIRST_SEGMENT; at + 9 <= bytes.length && bytes[at] === 0xff; at += 2 + bytes.readUInt16BE(at + 2)) {
    if (!startsFrame(bytes.readUInt8(at + 1))) continue;
    const [height, width] = [bytes.readUInt16BE(at + 5), bytes.readUInt16BE(at + 7)];
    return height === 0 || width === 0 ? null : { width, height };
  }
  return null;
}
