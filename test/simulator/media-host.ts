import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { testPicture } from '../../simulator/control/test-picture.ts';

type Page = (response: ServerResponse, request: IncomingMessage) => void;

/** The test picture with other numbers where its size is written. */
export function jpegOf(width: number, height: number): Buffer {
  const bytes = Buffer.from(testPicture);
  const frame = bytes.indexOf(Buffer.from('ffc0', 'hex'));
  bytes.writeUInt16BE(height, frame + 5);
  bytes.writeUInt16BE(width, frame + 7);
  return bytes;
}

const bytes =
  (body: Buffer | string, status = 200): Page =>
  (response) => {
    response.writeHead(status).end(body);
  };
const redirect =
  (location: string): Page =>
  (response) => {
    response.writeHead(302, { location }).end();
  };

/** An endless image: it is sent until nobody reads any more. */
function pour(response: ServerResponse): void {
  const chunk = Buffer.alloc(256 * 1024, 0xff);
  const more = () => {
    while (!response.destroyed && response.write(chunk));
  };
  response.on('drain', more);
  more();
}

/** The beginning of an MP4, as the box of its type. */
const MP4 = Buffer.concat([Buffer.from('00000018', 'hex'), Buffer.from('ftypmp42isommp42', 'latin1')]);

interface File {
  readonly beginning?: Buffer;
  readonly size?: number;
  readonly type?: string;
}

/** A file that answers HEAD with its length and Range with a part of it. Its bytes beyond the beginning are never made. */
const file =
  ({ beginning = MP4, size = 5_000_000, type = 'video/mp4' }: File): Page =>
  (response, { method, headers }) => {
    const [, last] = /^bytes=0-(\d+)$/.exec(headers.range ?? '') ?? [];
    response.setHeader('content-type', type);
    if (method === 'HEAD') response.writeHead(200, { 'content-length': size }).end();
    else if (last === undefined) response.writeHead(200).end(beginning);
    else
      response
        .writeHead(206, { 'content-range': `bytes 0-${last}/${size}` })
        .end(beginning.subarray(0, Number(last) + 1));
  };

const onHead =
  (head: Page, get: Page): Page =>
  (response, request) =>
    (request.method === 'HEAD' ? head : get)(response, request);

const status =
  (code: number, headers: Record<string, string | number> = {}): Page =>
  (response) => {
    response.writeHead(code, headers).end();
  };

const PAGES: Readonly<Record<string, Page>> = {
  '/good.mp4': file({}),
  '/moved.mp4': redirect('/good.mp4'),
  '/large.mp4': file({ size: 100_000_001 }),
  '/huge.mp4': file({ size: 300_000_001 }),
  '/text.mp4': file({ beginning: Buffer.from('no box of a type') }),
  '/tiny.mp4': file({ beginning: MP4.subarray(0, 6) }),
  '/page.mp4': file({ type: 'text/html; charset=utf-8' }),
  '/private.mp4': status(403),
  '/no-head.mp4': onHead(status(405), file({})),
  '/failing.mp4': status(503),
  '/no-length.mp4': onHead(status(200, { 'transfer-encoding': 'chunked' }), file({})),
  '/no-range.mp4': onHead(file({}), bytes(MP4)),
  '/no-part.mp4': onHead(file({}), (response) => {
    response.writeHead(206, { 'content-range': 'bytes 0-4999999/5000000' }).end(MP4);
  }),
  '/silent.mp4': () => undefined,
  '/circle.mp4': redirect('/circle.mp4'),
  '/good.jpg': bytes(testPicture),
  '/narrow.jpg': bytes(jpegOf(320, 401)),
  '/too-narrow.jpg': bytes(jpegOf(320, 420)),
  '/wide.jpg': bytes(jpegOf(1910, 1000)),
  '/too-wide.jpg': bytes(jpegOf(2000, 1000)),
  '/page.html': bytes('<html>Sign in</html>'),
  '/image.webp': bytes(Buffer.from('RIFF\0\0\0\0WEBPVP8 ', 'latin1')),
  '/image.png': bytes(Buffer.from('89504e470d0a1a0a0000', 'hex')),
  '/image.gif': bytes(Buffer.from('GIF89a', 'latin1')),
  '/empty.jpg': bytes(''),
  '/gone.jpg': bytes(testPicture, 404),
  '/accepted.jpg': bytes(testPicture, 202),
  '/moved.jpg': redirect('/good.jpg'),
  '/circle.jpg': redirect('/circle.jpg'),
  '/endless.jpg': pour,
  '/silent.jpg': () => undefined,
  '/cut.jpg': (response) => {
    response.writeHead(200, { 'content-length': 1_000 });
    response.write(testPicture, () => response.destroy());
  },
};

export interface Visit {
  readonly method: string;
  readonly path: string;
  readonly range: string | undefined;
  readonly userAgent: string | undefined;
}

export interface MediaHost {
  readonly url: string;
  /** What was asked for, with the name that the client gave itself. */
  readonly visits: Visit[];
  close(): Promise<void>;
}

/** Starts a host of good and bad images and videos. */
export async function startMediaHost(): Promise<MediaHost> {
  const visits: Visit[] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    const { range, 'user-agent': userAgent } = request.headers;
    visits.push({ method: request.method ?? '', path, range, userAgent });
    (PAGES[path] ?? bytes('no such file', 404))(response, request);
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve());
      server.closeAllConnections();
    });
  return { url: `http://127.0.0.1:${port}`, visits, close };
}
