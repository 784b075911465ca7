import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders, type RequestListener, type ServerResponse } from 'node:http';
import { createServer as createRawServer, type Server, type Socket } from 'node:net';
import type { ContainerId, IgUserId, MediaId } from '../../contracts/ids.ts';
import { AccessToken } from '../../graph/access-token.ts';
import {
  createGraphClient,
  type GraphAccount,
  type GraphClient,
  type GraphClientOptions,
} from '../../graph/graph-client.ts';
import type { GraphTimeouts } from '../../graph/transport.ts';

export const TOKEN = 'EAAsecret0123456789secret|x.y';
export const IG_USER_ID = '17841400000000001' as IgUserId;
export const CONTAINER_ID = '17900000000000001' as ContainerId;
export const MEDIA_ID = '18000000000000001' as MediaId;

export const facebookAccount: GraphAccount = {
  igUserId: IG_USER_ID,
  login: 'facebook',
  token: new AccessToken(TOKEN),
};

export interface SeenRequest {
  readonly method: string | undefined;
  readonly url: string | undefined;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

export type Respond = (response: ServerResponse, seen: SeenRequest) => void;

export interface StandIn {
  readonly url: string;
  readonly requests: readonly SeenRequest[];
  readonly connectionCount: number;
  close(): void;
}

/** A real HTTP server that answers every request in the same way. */
export async function startStandIn(respond: Respond): Promise<StandIn> {
  const requests: SeenRequest[] = [];
  const server = createServer(async (request, response) => {
    const chunks = await request.toArray();
    const { method, url, headers } = request;
    const seen = { method, url, headers, body: Buffer.concat(chunks).toString('utf8') };
    requests.push(seen);
    respond(response, seen);
  });
  const { sockets, url, close } = await listening(server);
  return {
    url,
    requests,
    close,
    get connectionCount() {
      return sockets.length;
    },
  };
}

/** A real HTTP server that does with the bytes of a request what its test wants. */
export async function startStreamStandIn(listener: RequestListener): Promise<{ url: string; close: () => void }> {
  const { url, close } = await listening(createServer(listener));
  return { url, close };
}

export interface RawStandIn {
  readonly url: string;
  /** In the order in which they were accepted. */
  readonly connections: readonly RawConnection[];
  /** Resolves with the first connection. */
  readonly firstConnection: Promise<RawConnection>;
  close(): void;
}

export interface RawConnection {
  readonly socket: Socket;
  /** All that has arrived on it. */
  received(): string;
}

/** A real TCP server that says nothing by itself. */
export async function startRawStandIn(onData: (connection: RawConnection) => void = () => {}): Promise<RawStandIn> {
  const connections: RawConnection[] = [];
  const first = Promise.withResolvers<RawConnection>();
  const server = createRawServer((socket) => {
    let text = '';
    const connection = { socket, received: () => text };
    connections.push(connection);
    first.resolve(connection);
    socket.on('error', () => {});
    socket.on('data', (chunk) => {
      text += chunk.toString('latin1');
      onData(connection);
    });
  });
  const { url, close } = await listening(server);
  return { url, connections, firstConnection: first.promise, close };
}

async function listening(server: Server): Promise<{ sockets: Socket[]; url: string; close: () => void }> {
  const sockets: Socket[] = [];
  server.on('connection', (socket) => sockets.push(socket));
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const close = () => {
    server.close();
    for (const socket of sockets) socket.destroy();
  };
  return { sockets, url: `http://127.0.0.1:${port}`, close };
}

/** A port that nobody listens on. */
export async function deadUrl(): Promise<string> {
  const server = await startRawStandIn();
  server.close();
  return server.url;
}

export function clientOf(
  url: string,
  timeouts: Partial<GraphTimeouts> = {},
  onUsage: GraphClientOptions['onUsage'] = () => {},
): GraphClient {
  return createGraphClient({
    graphUrl: url,
    instagramUrl: `${url}/instagram-host`,
    ruploadUrl: url,
    version: 'v25.0',
    timeouts,
    onUsage,
  });
}

export const respondJson =
  (status: number, json: unknown, headers: Record<string, string> = {}): Respond =>
  (response) => {
    response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(json));
  };

export const respondText =
  (status: number, body: string, headers: Record<string, string> = {}): Respond =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html', ...headers }).end(body);
  };
