import type { Stats } from 'node:fs';
import { type FileHandle, open } from 'node:fs/promises';
import { addAbortSignal, type Readable } from 'node:stream';
import { abortError } from './abort-error.ts';
import { exactLength } from './exact-length.ts';
import { statOfFile } from './file-bytes.ts';
import { fileError } from './file-error.ts';
import { FileStream } from './file-stream.ts';
import { changedError, MediaAccessError } from './media-access-error.ts';
import type { MediaSource } from './media-source.ts';

/** @throws MediaAccessError */
export async function openFileSource(path: string): Promise<MediaSource> {
  try {
    const stats = await statOfFile(path);
    if (stats.size === 0) throw new MediaAccessError('media-unreadable', `${path} is empty.`);
    const source = { path, bytes: stats.size, identity: identityOf(stats) };
    // A file that may not be read is told now, not when its container has been made.
    await (await open(path, 'r')).close();
    return { ...source, open: (offset, signal) => streamFrom(source, offset, signal) };
  } catch (error) {
    throw fileError(error, path);
  }
}

const identityOf = ({ size, mtimeMs }: Stats): string => `${size} bytes of ${mtimeMs}`;

interface OpenedFile {
  readonly path: string;
  readonly bytes: number;
  readonly identity: string;
}

async function streamFrom(file: OpenedFile, offset: number, signal: AbortSignal): Promise<Readable> {
  signal.throwIfAborted();
  const { path, bytes } = file;
  try {
    await statOfFile(path);
    const handle = await unchanged(await open(path, 'r'), file);
    return exactLength(addAbortSignal(signal, new FileStream(handle, offset)), {
      bytes: bytes - offset,
      otherwise: () => changedError(path),
      failed: (error) => (signal.aborted ? abortError(signal) : fileError(error, path)),
    });
  } catch (error) {
    throw fileError(error, path);
  }
}

/** Judged by the open file: the name may lead to another one a moment later. */
async function unchanged(handle: FileHandle, { path, identity }: OpenedFile): Promise<FileHandle> {
  try {
    if (identityOf(await handle.stat()) !== identity) throw changedError(path);
    return handle;
  } catch (error) {
    await handle.close();
    throw error;
  }
}
