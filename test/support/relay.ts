import { createConnection, createServer, type Server, type Socket } from 'node:net';

/** A port that hands everything on to another one, and can say how many connections it has. */
export interface Relay {
  /** `http://127.0.0.1:<port>` */
  readonly url: string;
  /** How many connections are open on the side of whoever connects. */
  readonly open: number;
  /** Where it leads. Until it is told, connections are refused. */
  leadTo(url: string): void;
  close(): Promise<void>;
}

export async function startRelay(): Promise<Relay> {
  const sockets = new Set<Socket>();
  let target: URL | undefined;
  const server = createServer((near) => {
    if (target === undefined) return void near.destroy();
    const far = createConnection({ host: target.hostname, port: Number(target.port) });
    sockets.add(near);
    near.pipe(far).pipe(near);
    near.on('error', () => far.destroy()).on('close', () => sockets.delete(near) && far.destroy());
    far.on('error', () => near.destroy()).on('close', () => near.destroy());
  });
  return {
    url: `http://127.0.0.1:${await portOf(server)}`,
    get open() {
      return sockets.size;
    },
    leadTo: (url) => {
      target = new URL(url);
    },
    close: async () => {
      for (const socket of sockets) socket.destroy();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

function portOf(server: Server): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      if (typeof address === 'object' && address !== null) resolve(address.port);
    });
  });
}
