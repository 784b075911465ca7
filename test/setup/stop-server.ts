import { rm } from 'node:fs/promises';

export default async function stopServer(): Promise<void> {
  const running = globalThis.carillonTestServer;
  if (running === undefined) return;
  await running.server.stop();
  await rm(running.dataDir, { recursive: true, force: true });
}
