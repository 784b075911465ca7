import { chmod, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { findTemporalCli } from '../../cli/embedded/temporal-cli.ts';
import { problemOf, Shell } from './shell.ts';

const RECENT = 'Server 1.31.2, UI 2.50.1';
const OLD = 'Server 1.28.4, UI 2.39.0';

let dir: string;

beforeEach(async () => {
  dir = await mkdtemp(join(tmpdir(), 'carillon-cli-'));
});
afterEach(() => rm(dir, { recursive: true, force: true }));

async function binary(path: string, versions: string): Promise<string> {
  const full = join(dir, path);
  await mkdir(dirname(full), { recursive: true });
  await writeFile(full, `#!/bin/sh\necho "Temporal CLI 1.8.2 (${versions})"\n`);
  await chmod(full, 0o755);
  return full;
}

const find = (env: Readonly<Record<string, string>>) =>
  findTemporalCli(
    { say: () => undefined, signal: AbortSignal.timeout(10_000) },
    { XDG_CACHE_HOME: join(dir, 'cache'), PATH: join(dir, 'bin'), ...env },
  );

describe('the Temporal CLI', () => {
  test('is the one that TEMPORAL_CLI names, then the one in the cache, then the one on the PATH', async () => {
    const onPath = await binary('bin/temporal', RECENT);
    expect(await find({})).toEqual({ path: onPath, source: 'the PATH' });
    const cached = await binary('cache/carillon/temporal-1.8.2/temporal', RECENT);
    expect(await find({})).toEqual({ path: cached, source: 'the cache' });
    const named = await binary('named/temporal', RECENT);
    expect(await find({ TEMPORAL_CLI: named })).toEqual({ path: named, source: 'TEMPORAL_CLI' });
  });

  test('is passed over when its server is too old', async () => {
    await binary('cache/carillon/temporal-1.8.2/temporal', OLD);
    const onPath = await binary('bin/temporal', RECENT);
    expect(await find({})).toEqual({ path: onPath, source: 'the PATH' });
  });

  test('that TEMPORAL_CLI names and that is none is a mistake, and the ways to get one are told', async () => {
    await binary('bin/temporal', RECENT);
    const old = await binary('old/temporal', OLD);
    await expect(find({ TEMPORAL_CLI: old })).rejects.toThrow(
      /brings server 1\.28, and 1\.29 is needed.*https:\/\/docs/s,
    );
    await expect(find({ TEMPORAL_CLI: join(dir, 'none') })).rejects.toThrow(/none does not run.*put Go 1\.26/s);
  });
});

test('a demonstration without a Temporal CLI says how to get one, and leaves nothing behind', async () => {
  const shell = await Shell.open();
  try {
    const ran = await shell.run(['demo'], { env: { TEMPORAL_CLI: join(dir, 'none'), TMPDIR: dir } });
    expect({ status: ran.status, stdout: ran.stdout }).toEqual({ status: 1, stdout: '' });
    expect(problemOf(ran)).toMatchObject({
      code: 'no-temporal-cli',
      message: expect.stringContaining('docs.temporal.io/cli'),
    });
    expect(await readdir(dir)).toEqual([]);
  } finally {
    await shell.close();
  }
});
