import { type FailedFetch, type FetchBounds, fetchMedia, letGo, type MediaRequest } from './media-fetch.ts';

export type FetchedVideo =
  | { readonly kind: 'video'; readonly bytes: number }
  /** The host knows the address and does not give it out, or no longer has it. */
  | { readonly kind: 'denied' }
  /** A host that does not answer HEAD with a length, or Range with a part. */
  | { readonly kind: 'unsuitableHost' }
  | { readonly kind: 'page' }
  /** Something else than MP4 or MOV. */
  | { readonly kind: 'notVideo' }
  | FailedFetch;

const DENIALS = new Set([401, 403, 404, 410]);
const PART_OF = /^bytes 0-(\d+)\/(\d+)$/;
const BEGINNING = 12;
const FILE_TYPE = 'ftyp';
const FILE_TYPE_AT = 4;

/** Whether a file begins as MP4 and MOV do: with a box of its type (ISO/IEC 14496-12, 4.3). */
const beginsAsVideo = (bytes: Uint8Array): boolean =>
  Buffer.from(bytes).toString('latin1', FILE_TYPE_AT, FILE_TYPE_AT + FILE_TYPE.length) === FILE_TYPE;

/** Looks at a video as Instagram does before it downloads it: HEAD for its length, then a Range for its beginning. */
export const fetchVideo = (url: string, bounds: FetchBounds): Promise<FetchedVideo> =>
  fetchMedia(url, bounds, async (request) => (await headRefusal(request)) ?? readBeginning(request));

async function headRefusal(request: MediaRequest): Promise<FetchedVideo | null> {
  const { status, headers } = await request({ method: 'HEAD' });
  if (DENIALS.has(status)) return { kind: 'denied' };
  if (headers.get('content-type')?.startsWith('text/html') === true) return { kind: 'page' };
  return status === 200 && headers.has('content-length') ? null : { kind: 'unsuitableHost' };
}

async function readBeginning(request: MediaRequest): Promise<FetchedVideo> {
  const response = await request({ headers: { range: `bytes=0-${BEGINNING - 1}` } });
  const [, last = Infinity, total] = PART_OF.exec(response.headers.get('content-range') ?? '') ?? [];
  if (response.status !== 206 || Number(last) >= BEGINNING) {
    await letGo(response);
    return { kind: 'unsuitableHost' };
  }
  const beginning = new Uint8Array(await response.arrayBuffer());
  return beginsAsVideo(beginning) ? { kind: 'video', bytes: Number(total) } : { kind: 'notVideo' };
}
