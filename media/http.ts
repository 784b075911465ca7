import { once } from 'node:events';
import { Agent as HttpAgent } from 'node:http';
import { Agent as HttpsAgent } from 'node:https';
import got, { type Got, type Request, type Response } from 'got';
import { connectionError } from './http-error.ts';
import {
  guardedLookup,
  type IsAllowed,
  isPublicAddress,
  isPublicOrOwnAddress,
  refuseWrittenAddress,
} from './public-address.ts';

export interface HttpAccess {
  /** Also takes media from this machine and from private networks, though never from link-local addresses. @default false */
  readonly allowPrivate?: boolean;
  readonly signal: AbortSignal;
}

/** How long each phase may take, in milliseconds. */
const TIMEOUTS = {
  lookup: 5_000,
  connect: 5_000,
  secureConnect: 5_000,
  response: 20_000,
  /** Without a byte. Long, because whoever takes the bytes elsewhere may have to wait there. */
  socket: 60_000,
};
const MAXIMUM_REDIRECTS = 5;

/** An answer whose head has arrived. Whoever asks for one reads or destroys its body. */
export interface MediaResponse {
  readonly body: Request;
  readonly status: number;
  readonly headers: Response['headers'];
}

export interface MediaRequest extends HttpAccess {
  readonly url: string;
  readonly method?: 'GET' | 'HEAD';
  /** As in `bytes=0-99`. */
  readonly range?: string;
  /** For the whole exchange, in milliseconds. @default none */
  readonly timeoutMs?: number;
}

/** @throws MediaAccessError when there is no answer. One that is no success is for the caller to judge. */
export async function request(wanted: MediaRequest): Promise<MediaResponse> {
  const { url, method = 'GET', range, timeoutMs, signal } = wanted;
  signal.throwIfAborted();
  try {
    const headers = range === undefined ? {} : { range };
    const timeout = timeoutMs === undefined ? {} : { request: timeoutMs };
    const body = (wanted.allowPrivate ? publicOrOwnHost : publicHost).stream(url, { method, headers, timeout, signal });
    // Whoever waits for the answer, or reads it, hears of what goes wrong; afterwards it concerns nobody.
    body.on('error', () => {});
    await once(body, 'response');
    const { statusCode = 0, headers: received = {} } = body.response ?? {};
    return { body, status: statusCode, headers: received };
  } catch (error) {
    signal.throwIfAborted();
    throw connectionError(error, url);
  }
}

const anyHost: Got = got.extend({
  // Every transfer has a connection of its own, which ends with it. A kept one would have skipped the look-up of this request.
  agent: { http: new HttpAgent({ keepAlive: false }), https: new HttpsAgent({ keepAlive: false }) },
  timeout: TIMEOUTS,
  maxRedirects: MAXIMUM_REDIRECTS,
  // Trying again is the decision of whoever asks for the bytes.
  retry: { limit: 0 },
  throwHttpErrors: false,
  // Offsets count the bytes of the medium, not those of a compressed form of it.
  decompress: false,
  headers: { 'user-agent': 'carillon', 'accept-encoding': 'identity' },
});

/** Asks only hosts at allowed addresses, at every hop of a redirect. */
export const hostsAt = (isAllowed: IsAllowed): Got =>
  anyHost.extend({
    dnsLookup: guardedLookup(isAllowed),
    hooks: {
      // Called for every hop.
      beforeRequest: [
        ({ url }) => {
          if (url instanceof URL) refuseWrittenAddress(url, isAllowed);
        },
      ],
    },
  });

const publicHost = hostsAt(isPublicAddress);
const publicOrOwnHost = hostsAt(isPublicOrOwnAddress);

/** The part that `content-range: bytes 100-199/5000` announces; undefined without one, or of unknown total. */
export function contentRange(
  value: string | undefined,
): { readonly start: number; readonly total: number } | undefined {
  const [, start, total] = /^bytes (\d+)-\d+\/(\d+)$/.exec(value ?? '') ?? [];
  return start === undefined || total === undefined ? undefined : { start: Number(start), total: Number(total) };
}

/** The value of `content-length`; undefined without one. */
export function contentLength(value: string | undefined): number | undefined {
  return value !== undefined && /^\d+$/.test(value) ? Number(value) : undefined;
}
