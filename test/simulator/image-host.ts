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

const PAGES: Readonly<Record<string, Page>> = {
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

export interface ImageHost {
  readonly url: string;
  /** What was asked for, with the name that the client gave itself. */
  readonly visits: { readonly path: string; readonly userAgent: string | undefined }[];
  close(): Promise<void>;
}

/** Starts a host of good and bad images. */
export async function startImageHost(): Promise<ImageHost> {
  const visits: ImageHost['visits'] = [];
  const server = createServer((request, response) => {
    const path = request.url ?? '';
    visits.push({ path, userAgent: request.headers['user-agent'] });
    (PAGES[path] ?? bytes('no such image', 404))(response, request);
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
