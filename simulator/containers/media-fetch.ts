export interface FetchBounds {
  readonly timeoutMs: number;
  readonly closing: AbortSignal;
}

/** What became of a fetch that brought nothing. */
export type FailedFetch =
  | { readonly kind: 'timedOut' }
  /** No such host, no connection, no web address, or more redirects than `fetch` follows (20). */
  | { readonly kind: 'unreachable' };

/** One request of a fetch. */
export type MediaRequest = (init?: RequestInit) => Promise<Response>;

/** The name that Meta's fetcher goes by, which hosts allow or refuse in their robots.txt. */
const USER_AGENT = 'facebookexternalhit/1.1 (+http://www.facebook.com/externalhit_uatext.php)';
/** `fetch` would read a `data:` address too. */
const WEB_ADDRESS = /^https?:/i;

/** Fetches from an address as Instagram does, with as many requests as `read` makes, all of them within the bounds. */
export async function fetchMedia<Found>(
  url: string,
  { timeoutMs, closing }: FetchBounds,
  read: (request: MediaRequest) => Promise<Found>,
): Promise<Found | FailedFetch> {
  if (!WEB_ADDRESS.test(url)) return { kind: 'unreachable' };
  const timeout = AbortSignal.timeout(timeoutMs);
  const signal = AbortSignal.any([timeout, closing]);
  try {
    return await read(({ headers, ...init } = {}) =>
      fetch(url, { ...init, signal, headers: { ...headers, 'user-agent': USER_AGENT } }),
    );
  } catch {
    return { kind: timeout.aborted ? 'timedOut' : 'unreachable' };
  }
}

/** Frees the connection of an answer that nobody reads to its end. */
export const letGo = async (response: Response): Promise<void> => void (await response.body?.cancel());
