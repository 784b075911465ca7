import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';

/** A data directory that does not exist yet, in a place that goes away after the test. */
export function newDataDir(): string {
  const directory = mkdtempSync(join(tmpdir(), 'carillon-accounts-'));
  made.push(directory);
  return join(directory, 'data');
}

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});
