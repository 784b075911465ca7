import { once } from 'node:events';
import { createServer, type Server } from 'node:net';

/** For each preferred port of 127.0.0.1 itself when it is free, else another that the system chooses. */
export async function freePorts(preferred: readonly number[]): Promise<number[]> {
  const held: Server[] = [];
  try {
    // All are held until the last is chosen, so that none is chosen twice.
    for (const port of preferred) held.push(await hold(port).catch(() => hold(0)));
    return held.map(portOf);
  } finally {
    await Promise.all(held.map((server) => once(server.close(), 'close')));
  }
}

async function hold(port: number): Promise<Server> {
  const server = createServer().listen(port, '127.0.0.1');
  await once(server, 'listening');
  return server;
}

function portOf(server: Server): number {
  const address = server.address();
  if (typeof address === 'object' && address !== null) return address.port;
  throw new TypeError('A server that listens on a port has one.');
}
