import { execFile } from 'node:child_process';
import { chmod, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, expect, test } from '@jest/globals';

/** Well under the minute that a start may take. */
const ENDS_WITHIN_MS = 20_000;

let dir: string;
beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'carillon-temporal-server-'));
});
afterAll(() => rm(dir, { recursive: true, force: true }));

// `carillon demo` stayed for half a minute after its end when another server had taken its port a moment earlier.
test('a server whose port is taken by another one at the last moment is given up, and leaves nothing that keeps the process', async () => {
  const path = join(dir, 'temporal');
  await writeFile(path, '#!/bin/sh\necho "listen tcp: bind: address already in use" >&2\nexit 1\n');
  await chmod(path, 0o755);
  const module = fileURLToPath(new URL('../../cli/embedded/temporal-server.ts', import.meta.url));
  const options = JSON.stringify({ cli: { path }, dataDir: dir, port: 0, uiPort: 0 });
  const script = `import { startEmbeddedServer } from ${JSON.stringify(module)};
    await startEmbeddedServer(${options}).catch(({ message }) => console.log(message));`;
  const node = ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)(process.execPath, node, { timeout: ENDS_WITHIN_MS });
  expect(stdout).toContain('The embedded Temporal server ended with code 1');
});
