import { Readable } from 'node:stream';
import { withoutQuery } from '../contracts/without-query.ts';
import { abortError } from './abort-error.ts';
import { exactLength } from './exact-length.ts';
import {
  contentLength,
  contentRange,
  type HttpAccess,
  type MediaRequest,
  type MediaResponse,
  request,
} from './http.ts';
import { connectionError, statusError } from './http-error.ts';
import { changedError, MediaAccessError } from './media-access-error.ts';
import type { MediaSource } from './media-source.ts';
import { reclaimingMemory } from './reclaim-memory.ts';

/** @throws MediaAccessError */
export async function openHttpSource(url: string, access: HttpAccess): Promise<MediaSource> {
  const { bytes, name, identity } = await versionAt(url, access);
  if (bytes === undefined)
    throw new MediaAccessError('media-unreadable', `The host of ${withoutQuery(url)} does not say how long it is.`);
  if (bytes === 0) throw new MediaAccessError('media-unreadable', `${withoutQuery(url)} is empty.`);
  const { allowPrivate = false } = access;
  const open: MediaSource['open'] = (offset, signal) =>
    streamFrom({ url, bytes, name, identity }, offset, { url, allowPrivate, signal });
  return { bytes, identity, open };
}

/** What the host says about the bytes that it has. */
interface Version {
  readonly bytes: number | undefined;
  /** What tells this version from others of the same length. Undefined: nothing does. */
  readonly name: string | undefined;
  readonly identity: string;
}

/** Asks by GET, for one byte: a signed URL is often good for that method only. */
async function versionAt(url: string, access: HttpAccess): Promise<Version> {
  const response = await request({ ...access, url, range: 'bytes=0-0' });
  response.body.destroy();
  if (response.status === 416) return { bytes: 0, name: undefined, identity: '' };
  if (response.status !== 200 && response.status !== 206) throw statusError(response.status, url);
  return versionOf(response);
}

function versionOf({ status, headers }: MediaResponse): Version {
  const bytes =
    status === 206 ? contentRange(headers['content-range'])?.total : contentLength(headers['content-length']);
  const name = versionName(headers);
  return { bytes, name, identity: `${bytes} bytes, ${name ?? 'of no named version'}` };
}

/** A weak ETag promises the same meaning, not the same bytes (RFC 9110, 8.8.1). */
function versionName({ etag, 'last-modified': lastModified }: MediaResponse['headers']): string | undefined {
  return etag === undefined || etag.startsWith('W/') ? lastModified : etag;
}

interface OpenedUrl {
  readonly url: string;
  readonly bytes: number;
  readonly name: string | undefined;
  readonly identity: string;
}

async function streamFrom(opened: OpenedUrl, offset: number, wanted: MediaRequest): Promise<Readable> {
  const { url, bytes } = opened;
  // No range of bytes begins at the end.
  if (offset === bytes) return Readable.from([]);
  // The beginning went out with another answer of the host: was it of these bytes?
  if (offset > 0 && opened.name === undefined) throw unnamedError(url);
  const response = await request(offset === 0 ? wanted : { ...wanted, range: `bytes=${offset}-` });
  const refusal = refusalOf(response, opened, offset);
  if (refusal !== null) {
    response.body.destroy();
    throw refusal;
  }
  return exactLength(response.body, {
    // A host without ranges answers with all bytes from the start.
    skip: response.status === 200 ? offset : 0,
    bytes: bytes - offset,
    passed: reclaimingMemory(),
    otherwise: () =>
      new MediaAccessError('media-temporary', `The host of ${withoutQuery(url)} sent only a part of it.`),
    failed: (error) => (wanted.signal.aborted ? abortError(wanted.signal) : connectionError(error, url)),
  });
}

const unnamedError = (url: string) =>
  new MediaAccessError(
    'media-changed',
    `The host of ${withoutQuery(url)} sends neither an ETag (a strong one) nor Last-Modified: nothing tells that the rest of it would be of the same video as its beginning.`,
  );

/** Why an answer does not hold the bytes from the offset on; null when it does. */
function refusalOf(response: MediaResponse, { url, identity }: OpenedUrl, offset: number): MediaAccessError | null {
  const { status, headers } = response;
  const name = withoutQuery(url);
  if (status === 416) return changedError(name);
  if (status !== 200 && status !== 206) return statusError(status, url);
  if (versionOf(response).identity !== identity) return changedError(name);
  if (status === 206 && contentRange(headers['content-range'])?.start !== offset)
    return new MediaAccessError(
      'media-unreadable',
      `The host of ${name} answers with other bytes than were asked for.`,
    );
  return null;
}
