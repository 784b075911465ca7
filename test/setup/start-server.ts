import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { findTemporalCli } from '../../cli/embedded/temporal-cli.ts';
import { type EmbeddedServer, startEmbeddedServer } from '../../cli/embedded/temporal-server.ts';

declare global {
  var carillonTestServer: { readonly server: EmbeddedServer; readonly dataDir: string } | undefined;
}

/** One real server for the whole run. Without a Temporal CLI it fails here, loudly, and no test is skipped in silence. */
export default async function startServer(): Promise<void> {
  const say = (line: string) => process.stderr.write(`${line}\n`);
  const cli = await findTemporalCli({ say, signal: AbortSignal.timeout(900_000) });
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-test-'));
  const server = await startEmbeddedServer({ cli, dataDir, port: 0, uiPort: 0 });
  globalThis.carillonTestServer = { server, dataDir };
  process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
}
