/** 8 MiB, as Meta's page of error codes has it. */
export const MAXIMUM_IMAGE_BYTES = 8 * 1024 * 1024;

/** The name that Meta's fetcher goes by, which hosts allow or refuse in their robots.txt. */
const USER_AGENT = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)';
/** `fetch` would read a `data:` address too. */
const WEB_ADDRESS = /^https?:/i;

export type FetchedImage =
  | { readonly kind: 'bytes'; readonly bytes: Buffer }
  | { readonly kind: 'timedOut' }
  | { readonly kind: 'tooLarge' }
  /** No such host, no connection, no web address, an answer other than 200, or more redirects than `fetch` follows (20). */
  | { readonly kind: 'unreachable' };

export interface FetchBounds {
  readonly timeoutMs: number;
  readonly closing: AbortSignal;
}

/** Downloads what a container is made of, as Instagram does: the whole of it, before the container is answered. */
export async function fetchImage(url: string, { timeoutMs, closing }: FetchBounds): Promise<FetchedImage> {
  if (!WEB_ADDRESS.test(url)) return { kind: 'unreachable' };
  const timeout = AbortSignal.timeout(timeoutMs);
  try {
    const signal = AbortSignal.any([timeout, closing]);
    const response = await fetch(url, { signal, headers: { 'user-agent': USER_AGENT } });
    return response.status === 200 ? await readBounded(response) : await letGo(response);
  } catch {
    return { kind: timeout.aborted ? 'timedOut' : 'unreachable' };
  }
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

/** Frees the connection of an answer that nobody reads. */
async function letGo(response: Response): Promise<FetchedImage> {
  await response.body?.cancel();
  return { kind: 'unreachable' };
}
