import { type FailedFetch, type FetchBounds, fetchMedia, letGo, type MediaRequest } from './media-fetch.ts';

/** 8 MiB, as Meta's page of error codes has it. */
export const MAXIMUM_IMAGE_BYTES = 8 * 1024 * 1024;

export type FetchedImage =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'tooLarge' }
  /** Nothing, or an answer other than 200. */
  | FailedFetch;

/** Downloads an image as Instagram does: the whole of it, before the container is answered. */
export const fetchImage = (url: string, bounds: FetchBounds): Promise<FetchedImage> =>
  fetchMedia(url, bounds, readImage);

async function readImage(request: MediaRequest): Promise<FetchedImage> {
  const response = await request();
  if (response.status === 200) return readBounded(response);
  await letGo(response);
  return { kind: 'unreachable' };
}

async function readBounded(response: Response): Promise<FetchedImage> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of response.body ?? []) {
    size += chunk.byteLength;
    if (size > MAXIMUM_IMAGE_BYTES) return { kind: 'tooLarge' };
    chunks.push(chunk);
  }
  return { kind: 'bytes', bytes: Buffer.concat(chunks) };
}
