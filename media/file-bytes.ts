import type { Stats } from 'node:fs';
import { type FileHandle, open, stat } from 'node:fs/promises';
import { fileError } from './file-error.ts';
import { MediaAccessError } from './media-access-error.ts';
import type { MediaBytes } from './media-bytes.ts';

/** @throws MediaAccessError */
export async function openFileBytes(path: string): Promise<MediaBytes> {
  try {
    const { size } = await statOfFile(path);
    return bytesOf(await open(path, 'r'), size, path);
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Asked before anything is opened: opening a pipe waits for somebody to write to it. */
export async function statOfFile(path: string): Promise<Stats> {
  const stats = await stat(path);
  if (!stats.isFile()) throw new MediaAccessError('media-unreadable', `${path} is not a file.`);
  return stats;
}

function bytesOf(handle: FileHandle, bytes: number, path: string): MediaBytes {
  return {
    bytes,
    problems: [],
    read: async (offset, length) => {
      try {
        const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, offset);
        return buffer.subarray(0, bytesRead);
      } catch (error) {
        throw fileError(error, path);
      }
    },
    close: () => handle.close(),
  };
}
