import { createHash, type Hash } from 'node:crypto';
import type { Upload } from '../state.ts';

/** How the bytes of one request came in. */
export type Reception =
  /** Instagram has the file to its end. */
  | 'whole'
  /** They ended early. */
  | 'short'
  /** There were more than the file has. */
  | 'long'
  /** The connection that brought them is gone, or a newer request has taken over. */
  | 'lost';

export interface Part {
  readonly offset: number;
  /** Null where only the end of the bytes tells it. */
  readonly fileSize: number | null;
  readonly bytes: AsyncIterable<Uint8Array>;
}

/** Thrown by bytes that end before the file does, where nothing else would tell. */
export class EndedEarly extends Error {
  override readonly name = 'EndedEarly';
}

/** One request's share of an upload. The hash goes from request to request, since nothing else of the bytes is kept. */
interface Share {
  readonly hash: Hash;
}

const newestShare = new WeakMap<Upload, Share>();

/** Takes in the bytes of one request as they come. Those that came are kept, however the request ends. */
export async function receive(upload: Upload, { offset, fileSize, bytes }: Part): Promise<Reception> {
  const share = begin(upload, offset);
  upload.fileSize = fileSize;
  try {
    for await (const chunk of bytes) {
      if (newestShare.get(upload) !== share) return 'lost';
      upload.postedBytes += chunk.length;
      if (keep(upload, share, chunk) < chunk.length) return 'long';
    }
  } catch (error) {
    if (isWhole(upload, share)) return finish(upload, share);
    return error instanceof EndedEarly ? 'short' : 'lost';
  }
  upload.fileSize ??= upload.received;
  return isWhole(upload, share) ? finish(upload, share) : 'short';
}

function begin(upload: Upload, offset: number): Share {
  const earlier = newestShare.get(upload);
  const hash = offset === 0 || earlier === undefined ? createHash('sha256') : earlier.hash;
  const share = { hash };
  newestShare.set(upload, share);
  upload.received = offset;
  upload.phase = 'in_progress';
  return share;
}

/** Keeps what still belongs to the file; returns how many bytes that were. */
function keep(upload: Upload, { hash }: Share, chunk: Uint8Array): number {
  const room = (upload.fileSize ?? Number.POSITIVE_INFINITY) - upload.received;
  const kept = chunk.subarray(0, Math.min(room, chunk.length));
  hash.update(kept);
  upload.received += kept.length;
  return kept.length;
}

const isWhole = (upload: Upload, share: Share): boolean =>
  newestShare.get(upload) === share && upload.received === upload.fileSize;

function finish(upload: Upload, { hash }: Share): Reception {
  upload.digest = hash.digest('hex');
  upload.phase = 'complete';
  return 'whole';
}
