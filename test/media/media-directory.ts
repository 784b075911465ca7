import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach } from '@jest/globals';

const made: string[] = [];
afterEach(() => {
  for (const directory of made.splice(0)) rmSync(directory, { recursive: true, force: true });
});

/** A path for a file in a place that goes away after the test. */
export function mediaPath(name = 'media'): string {
  const directory = mkdtempSync(join(tmpdir(), 'carillon-media-'));
  made.push(directory);
  return join(directory, name);
}

/** A file with these bytes that goes away after the test. */
export function mediaFile(bytes: Buffer): string {
  const path = mediaPath();
  writeFileSync(path, bytes);
  return path;
}
