import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';

/** What is served at a path, and how badly. May be replaced while the host runs. */
export interface HostedMedia {
  readonly body: Buffer;
  /** @default 200, or 206 where a range is asked for */
  readonly status?: number;
  /** @default true */
  readonly ranges?: boolean;
  /** Status with which HEAD is refused. @default none: it is answered */
  readonly headStatus?: number;
  /** @default true: a `content-length` is written */
  readonly length?: boolean;
  /** @default an ETag that tells the body from others */
  readonly headers?: Readonly<Record<string, string>>;
  /** Breaks the connection after so many bytes of a body. @default never */
  readonly cutAfter?: number;
  /** Stops sending after so many bytes of a body, and keeps the connection. @default never */
  readonly stallAfter?: number;
  /** Before the answer. @default 0 */
  readonly delayMs?: number;
}

interface Visit {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
}

export interface MediaHost {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  readonly visits: readonly Visit[];
  /** Puts a medium at a path. @returns its URL */
  serve(path: string, media: HostedMedia): string;
  /** @returns the URL that leads on to the location */
  redirect(path: string, location: string): string;
  /** How many connections are open. */
  connections(): Promise<number>;
  close(): Promise<void>;
}

/** Starts a host of media on a port of its own. What nobody put there is 404. */
export async function startMediaHost(): Promise<MediaHost> {
  const pages = new Map<string, HostedMedia>();
  const visits: Visit[] = [];
  const server = createServer((request, response) => {
    const path = new URL(request.url ?? '/', 'http://host').pathname;
    visits.push({ method: request.method ?? '', path, range: request.headers.range });
    answer(pages.get(path) ?? { body: Buffer.from('no such media'), status: 404 }, request, response).catch(() =>
      response.destroy(),
    );
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const serve: MediaHost['serve'] = (path, media) => {
    pages.set(path, media);
    return `${url}${path}`;
  };
  return {
    url,
    visits,
    serve,
    redirect: (path, location) => serve(path, { body: Buffer.alloc(0), status: 302, headers: { location } }),
    connections: () => connectionsOf(server),
    close: () => closed(server),
  };
}

async function answer(media: HostedMedia, request: IncomingMessage, response: ServerResponse): Promise<void> {
  if (media.delayMs !== undefined) await sleep(media.delayMs, undefined, { ref: false });
  if (request.method === 'HEAD' && media.headStatus !== undefined) {
    response.writeHead(media.headStatus).end();
    return;
  }
  const { status, body, headers } = partOf(media, request.headers.range);
  const length = media.length === false ? {} : { 'content-length': body.length };
  response.writeHead(status, { ...length, ...headers, ...(media.headers ?? { etag: etagOf(media.body) }) });
  if (request.method === 'HEAD') response.end();
  else send(body, media, response);
}

const etagOf = (body: Buffer): string => `"${createHash('sha1').update(body).digest('hex')}"`;

interface Part {
  readonly status: number;
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string>>;
}

function partOf({ body, status, ranges = true }: HostedMedia, range: string | undefined): Part {
  const [, from, to] = /^bytes=(\d+)-(\d*)$/.exec(range ?? '') ?? [];
  if (status !== undefined || !ranges || from === undefined) return { status: status ?? 200, body, headers: {} };
  const start = Number(from);
  if (start >= body.length)
    return { status: 416, body: Buffer.alloc(0), headers: { 'content-range': `bytes */${body.length}` } };
  const part = body.subarray(start, to === '' ? undefined : Number(to) + 1);
  return {
    status: 206,
    body: part,
    headers: { 'content-range': `bytes ${start}-${start + part.length - 1}/${body.length}` },
  };
}

function send(body: Buffer, { cutAfter, stallAfter }: HostedMedia, response: ServerResponse): void {
  const end = cutAfter ?? stallAfter;
  if (end === undefined || body.length <= end) response.end(body);
  else response.write(body.subarray(0, end), () => cutAfter !== undefined && response.destroy());
  // Sent alone, headers would wait for a body.
  response.flushHeaders();
}

const connectionsOf = (server: Server): Promise<number> =>
  new Promise((resolve, reject) => server.getConnections((error, count) => (error ? reject(error) : resolve(count))));

function closed(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}
