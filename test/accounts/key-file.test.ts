import { chmodSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';
import { UnusableKeyError } from '../../accounts/errors.ts';
import { keyFilePath, makeKeyFile, readKeyFile } from '../../accounts/key-file.ts';
import { newDataDir } from './temporary-directory.ts';

function dataDirWithKeyFile(content: Uint8Array, mode = 0o600): string {
  const dataDir = newDataDir();
  mkdirSync(dataDir);
  writeFileSync(keyFilePath(dataDir), content);
  chmodSync(keyFilePath(dataDir), mode);
  return dataDir;
}

describe('the key file', () => {
  test('is made once, for its owner only, and nothing else is left beside it', () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    const made = makeKeyFile(dataDir);
    expect(statSync(keyFilePath(dataDir)).mode & 0o777).toBe(0o600);
    expect(readdirSync(dataDir)).toEqual(['secret.key']);
    expect(readKeyFile(dataDir)?.equals(made)).toBe(true);
  });

  test('that another process made first stays, and is the one that both use', () => {
    const dataDir = dataDirWithKeyFile(Buffer.alloc(32, 7));
    expect(makeKeyFile(dataDir).export()).toEqual(Buffer.alloc(32, 7));
    expect(readdirSync(dataDir)).toEqual(['secret.key']);
  });

  test('is undefined when there is none', () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    expect(readKeyFile(dataDir)).toBeUndefined();
  });

  test.each([0o640, 0o604, 0o660, 0o755, 0o601])('is refused with mode %o, with the cure', (mode) => {
    const dataDir = dataDirWithKeyFile(Buffer.alloc(32, 7), mode);
    const path = keyFilePath(dataDir);
    const cure = `The key file ${path} is open to other users (mode 0${mode.toString(8)}): run chmod 600 ${path}`;
    expect(() => readKeyFile(dataDir)).toThrow(new UnusableKeyError(cure));
  });

  test('may be read-only for its owner', () => {
    expect(readKeyFile(dataDirWithKeyFile(Buffer.alloc(32, 7), 0o400))).toBeDefined();
  });

  test.each([0, 31, 33, 44])('is refused when it holds %i bytes', (length) => {
    const dataDir = dataDirWithKeyFile(Buffer.alloc(length, 7));
    expect(() => readKeyFile(dataDir)).toThrow(`holds ${length} bytes instead of 32`);
  });

  test('that cannot be made is an error that says where, and what else would do', () => {
    const dataDir = newDataDir();
    expect(() => makeKeyFile(dataDir)).toThrow(
      `The key file ${keyFilePath(dataDir)} cannot be made (ENOENT): let this user write there, or set CARILLON_SECRET_KEY.`,
    );
  });
});
