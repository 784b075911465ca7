import { createSecretKey, type KeyObject, randomBytes, randomUUID } from 'node:crypto';
import { closeSync, fstatSync, linkSync, openSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { UnusableKeyError } from './errors.ts';
import { KEY_BYTES } from './seal.ts';
import { systemErrorCode } from './system-error.ts';

const ANYBODY_ELSE = 0o077;

export const keyFilePath = (dataDir: string): string => join(dataDir, 'secret.key');

/**
 * Reads the key file of a data directory: 32 bytes that only their owner may read. Undefined when there is none.
 * @throws UnusableKeyError when others may read it, when it is not 32 bytes, or when it cannot be read.
 */
export function readKeyFile(dataDir: string): KeyObject | undefined {
  const path = keyFilePath(dataDir);
  const file = openExisting(path);
  if (file === undefined) return undefined;
  try {
    refuseIfShared(path, fstatSync(file).mode);
    return keyFrom(path, readFileSync(file));
  } finally {
    closeSync(file);
  }
}

/**
 * Makes the key file with a new random key, whole or not at all. When another process was faster, its key is the one.
 * @throws UnusableKeyError when the file cannot be written or used.
 */
export function makeKeyFile(dataDir: string): KeyObject {
  const path = keyFilePath(dataDir);
  const draft = `${path}.${randomUUID()}`;
  try {
    writeFileSync(draft, randomBytes(KEY_BYTES), { flag: 'wx', mode: 0o600, flush: true });
    linkUnlessThere(draft, path);
  } catch (error) {
    throw new UnusableKeyError(
      `The key file ${path} cannot be made (${systemErrorCode(error)}): let this user write there, or set CARILLON_SECRET_KEY.`,
      { cause: error },
    );
  } finally {
    rmSync(draft, { force: true });
  }
  const key = readKeyFile(dataDir);
  if (key === undefined) throw new UnusableKeyError(`The key file ${path} has just been removed: start again.`);
  return key;
}

function openExisting(path: string): number | undefined {
  try {
    return openSync(path, 'r');
  } catch (error) {
    if (systemErrorCode(error) === 'ENOENT') return undefined;
    throw new UnusableKeyError(
      `The key file ${path} cannot be read (${systemErrorCode(error)}): run as the user who owns it.`,
      { cause: error },
    );
  }
}

function refuseIfShared(path: string, mode: number): void {
  if ((mode & ANYBODY_ELSE) === 0) return;
  const octal = (mode & 0o777).toString(8).padStart(4, '0');
  throw new UnusableKeyError(`The key file ${path} is open to other users (mode ${octal}): run chmod 600 ${path}`);
}

function keyFrom(path: string, bytes: Buffer): KeyObject {
  if (bytes.length === KEY_BYTES) return createSecretKey(bytes);
  throw new UnusableKeyError(
    `The key file ${path} holds ${bytes.length} bytes instead of ${KEY_BYTES}: put the right file back.`,
  );
}

// A link appears whole and never replaces what is there.
function linkUnlessThere(draft: string, path: string): void {
  try {
    linkSync(draft, path);
  } catch (error) {
    if (systemErrorCode(error) !== 'EEXIST') throw error;
  }
}
