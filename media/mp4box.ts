import { BoxParser, createFile, type ISOFile, Log, MP4BoxBuffer } from 'mp4box';

/**
 * The boxes that facts are read from; mp4box keeps all others as bytes. It believes the counts in those it knows: the sound
 * of an ordinary MOV may be a table of 40 million equal entries, which it would write out in memory, and a damaged table
 * may claim 4 billion.
 */
const READ: ReadonlySet<string> = new Set([
  ...['ftyp', 'moov', 'mvhd', 'mvex', 'mehd', 'trak', 'tkhd', 'edts', 'elst', 'mdia', 'mdhd', 'hdlr', 'minf', 'stbl'],
  ...['stsd', 'stts', 'avcC', 'hvcC', 'av1C', 'vpcC', 'vvcC', 'wave', 'esds'],
]);

for (const type of Object.keys(BoxParser.box)) if (!READ.has(type)) Reflect.deleteProperty(BoxParser.box, type);
for (const uuid of Object.keys(BoxParser.uuid)) Reflect.deleteProperty(BoxParser.uuid, uuid);

// It would write to the console what it finds wrong. Here that shows in what it could not read.
Log.error = () => {};

/**
 * Parses whole boxes: a file of them without the media data.
 * @throws whatever mp4box stumbles over
 */
export function parseBoxes(boxes: Buffer): ISOFile {
  const file = createFile();
  // Without appendBuffer(), which would go on to list every sample of every track.
  file.stream.insertBuffer(MP4BoxBuffer.fromArrayBuffer(Uint8Array.from(boxes).buffer, 0));
  if (file.stream.initialized()) file.parse();
  return file;
}
