import type { Readable } from 'node:stream';
import { withoutQuery } from '../contracts/without-query.ts';
import { openFileSource } from './file-source.ts';
import type { HttpAccess } from './http.ts';
import { openHttpSource } from './http-source.ts';
import { changedError, MediaAccessError } from './media-access-error.ts';
import type { MediaLocation } from './media-bytes.ts';

/** The bytes of a medium, from any point on, as often as an upload must resume. Holds nothing open between its streams. */
export interface MediaSource {
  readonly bytes: number;
  /** Tells these bytes from others at the same place: by size and time of change, or by what the host calls this version. */
  readonly identity: string;
  /**
   * A stream of the bytes from the offset to the end. It ends in an error unless it delivered exactly those, and closes its
   * file or connection as soon as the signal is aborted or it is destroyed. A chunk may be used until four more have been taken:
   * whoever keeps one copies it.
   * @throws MediaAccessError `media-changed` when the medium is no longer the one that was opened, or when the offset is not
   * 0 and nobody can tell
   */
  open(offset: number, signal: AbortSignal): Promise<Readable>;
}

export type OpenedMedia =
  | { readonly kind: 'source'; readonly source: MediaSource }
  | { readonly kind: 'problem'; readonly problem: MediaAccessError };

export interface OpenMediaOptions extends HttpAccess {
  /** The identity of the medium when its upload began: other bytes would corrupt it, so they are the problem `media-changed`. */
  readonly seen?: string;
}

/** Opens a local file or a URL for upload. Rejects only when the signal is aborted. */
export async function openMediaSource(location: MediaLocation, options: OpenMediaOptions): Promise<OpenedMedia> {
  const { signal, seen } = options;
  signal.throwIfAborted();
  try {
    const source = await ('file' in location ? openFileSource(location.file) : openHttpSource(location.url, options));
    return seen === undefined || source.identity === seen
      ? { kind: 'source', source }
      : { kind: 'problem', problem: changedError('file' in location ? location.file : withoutQuery(location.url)) };
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof MediaAccessError) return { kind: 'problem', problem: error };
    throw error;
  }
}
