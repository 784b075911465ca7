import { testPicture } from '../../simulator/control/test-picture.ts';

export interface SampleJpeg {
  /** In pixels. @default 1080 */
  readonly width?: number;
  /** @default 1080 */
  readonly height?: number;
  /** The length of the file: filled up behind the picture, where readers no longer look. @default as short as it gets */
  readonly bytes?: number;
  /** EXIF orientation, 1 to 8. @default none is written */
  readonly orientation?: number;
  /** Metadata between the start and the size of the picture. @default 0 */
  readonly metadataBytes?: number;
}

/** A JPEG that says it is of this size: whoever decodes it sees 32 x 32 grey pixels, or an error. */
export function sampleJpeg(wanted: SampleJpeg = {}): Buffer {
  const { width = 1080, height = 1080, bytes, orientation, metadataBytes = 0 } = wanted;
  const picture = Buffer.from(testPicture);
  const frame = picture.indexOf(Buffer.from('ffc0', 'hex'));
  picture.writeUInt16BE(height, frame + 5);
  picture.writeUInt16BE(width, frame + 7);
  const start = picture.subarray(0, 2);
  const metadata = orientation === undefined ? [] : [exif(orientation)];
  const jpeg = Buffer.concat([start, ...metadata, ...comments(metadataBytes), picture.subarray(2)]);
  return bytes === undefined ? jpeg : Buffer.concat([jpeg, Buffer.alloc(bytes - jpeg.length)]);
}

/** ITU-T T.81, B.2.4.5: a marker, then the length of what follows, itself included. */
function segment(marker: number, content: Buffer): Buffer {
  const head = Buffer.from([0xff, marker, 0, 0]);
  head.writeUInt16BE(content.length + 2, 2);
  return Buffer.concat([head, content]);
}

const LONGEST_SEGMENT = 65_533;

function comments(bytes: number): Buffer[] {
  const full = Array.from({ length: Math.floor(bytes / LONGEST_SEGMENT) }, () => LONGEST_SEGMENT);
  return [...full, bytes % LONGEST_SEGMENT]
    .filter((length) => length > 0)
    .map((length) => segment(0xfe, Buffer.alloc(length, 0x20)));
}

/** An EXIF block with one entry: tag 0x0112, of type SHORT. */
function exif(orientation: number): Buffer {
  const tiff = Buffer.from('4d4d002a00000008' + '0001' + '0112' + '0003' + '00000001' + '00000000' + '00000000', 'hex');
  tiff.writeUInt16BE(orientation, 18);
  return segment(0xe1, Buffer.concat([Buffer.from('Exif\0\0', 'latin1'), tiff]));
}
