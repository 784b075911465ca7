import type { KeyObject } from 'node:crypto';
import type { AccountDatabase } from './account-database.ts';
import { bytesIn } from './account-row.ts';
import { UnusableKeyError, WrongKeyError } from './errors.ts';
import { keyFilePath, makeKeyFile, readKeyFile } from './key-file.ts';
import { seal, unseal } from './seal.ts';

// A dot is in no account id, so no account's token opens as the key check.
const KEY_CHECK = 'key.check';

export interface KeySource {
  /** Where `secret.key` is. */
  readonly dataDir: string;
  /** A key that is given wins over the file. */
  readonly secretKey?: KeyObject | undefined;
}

/**
 * The key, after it has opened the value that was sealed when the store was made. A new store seals that value.
 * @throws WrongKeyError, UnusableKeyError
 */
export function provenKey(database: AccountDatabase, { dataDir, secretKey }: KeySource): KeyObject {
  const row = database.rows('SELECT sealed FROM key_check')[0];
  if (row === undefined) {
    const key = secretKey ?? readKeyFile(dataDir) ?? makeKeyFile(dataDir);
    database.change('INSERT INTO key_check VALUES (1, ?)', seal(key, KEY_CHECK, ''));
    return key;
  }
  const key = secretKey ?? readKeyFile(dataDir);
  if (key === undefined) throw new UnusableKeyError(missingKey(database.path, dataDir));
  if (unseal(key, KEY_CHECK, bytesIn(row, 'sealed')) === undefined) {
    const keyName = secretKey === undefined ? `The key file ${keyFilePath(dataDir)}` : 'CARILLON_SECRET_KEY';
    throw new WrongKeyError(keyName, database.path);
  }
  return key;
}

const missingKey = (path: string, dataDir: string): string =>
  `There is no key to open the accounts in ${path}: set CARILLON_SECRET_KEY to the key they were sealed with, or put ${keyFilePath(dataDir)} back.`;
