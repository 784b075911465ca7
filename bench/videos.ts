import { join } from 'node:path';
import { sampleVideo, writeSampleVideo } from '../test/media/sample-video.ts';
import type { Rig } from './rig.ts';

export const MEGABYTE = 1_000_000;

export interface Video {
  readonly file: string;
  readonly bytes: number;
}

/** A video of exactly that length, in a file that goes away with the rig. */
export async function writeVideo({ folder }: Rig, name: string, megabytes: number): Promise<Video> {
  const file = join(folder, `${name}.mp4`);
  const bytes = megabytes * MEGABYTE;
  await writeSampleVideo(file, { paddingBytes: bytes - sampleVideo().length });
  return { file, bytes };
}
