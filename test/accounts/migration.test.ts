import { createSecretKey, type KeyObject, randomBytes } from 'node:crypto';
import { mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { describe, expect, test } from '@jest/globals';
import { openAccountStore } from '../../accounts/account-store.ts';
import { KEY_BYTES, seal } from '../../accounts/seal.ts';
import { accountId, igUserId } from './ids.ts';
import { newDataDir } from './temporary-directory.ts';

const newKey = () => createSecretKey(randomBytes(KEY_BYTES));
const brand = accountId('brand');
const AS_MIGRATED = {
  accountId: brand,
  igUserId: igUserId('17841400000000001'),
  login: 'instagram',
  onUnconfirmed: 'wait',
  credentialsRevision: 1,
};

const FIRST_ADD = 'INSERT INTO account (account_id, ig_user_id, login, sealed_token) VALUES (?, ?, ?, ?)';

const databaseIn = (dataDir: string) => new DatabaseSync(join(dataDir, 'accounts.db'));

/** A store as the first version left it, made by its own statements. */
function firstVersionStore(secretKey: KeyObject): string {
  const dataDir = newDataDir();
  mkdirSync(dataDir);
  const database = databaseIn(dataDir);
  database.exec(`
    PRAGMA journal_mode = WAL;
    CREATE TABLE account (
      account_id   TEXT PRIMARY KEY,
      ig_user_id   TEXT NOT NULL UNIQUE,
      login        TEXT NOT NULL,
      sealed_token BLOB NOT NULL
    ) STRICT;
    CREATE TABLE key_check (
      only_row     INTEGER PRIMARY KEY CHECK (only_row = 1),
      sealed       BLOB NOT NULL
    ) STRICT;
    PRAGMA user_version = 1;
  `);
  database.prepare('INSERT INTO key_check VALUES (1, ?)').run(seal(secretKey, 'key.check', ''));
  database
    .prepare(FIRST_ADD)
    .run('brand', '17841400000000001', 'instagram', seal(secretKey, 'token.brand', 'IGAA-brand'));
  database.close();
  return dataDir;
}

describe('a store of the first version', () => {
  test('opens with its accounts and tokens, and once migrated is like any other', () => {
    const secretKey = newKey();
    const dataDir = firstVersionStore(secretKey);
    openAccountStore({ dataDir, secretKey }).close();
    const store = openAccountStore({ dataDir, secretKey });
    expect(store.list()).toEqual([AS_MIGRATED]);
    expect(store.tokenOf(brand)).toBe('IGAA-brand');
    const { account } = store.add({ ...AS_MIGRATED, login: 'instagram', onUnconfirmed: 'wait', token: 'IGAA-newer' });
    expect(account.credentialsRevision).toBe(2);
    store.close();
  });

  test('stays usable for a process of that version that has it open meanwhile', () => {
    const secretKey = newKey();
    const dataDir = firstVersionStore(secretKey);
    const before = databaseIn(dataDir);
    before.prepare('SELECT * FROM account').all();
    const store = openAccountStore({ dataDir, secretKey });
    before.prepare(FIRST_ADD).run('shop', '17841400000000002', 'facebook', seal(secretKey, 'token.shop', 'EAAG-shop'));
    expect(before.prepare('SELECT * FROM account').all()).toHaveLength(2);
    before.close();
    expect(store.list()).toMatchObject([AS_MIGRATED, { accountId: 'shop', credentialsRevision: 1 }]);
    store.close();
  });

  test('is not touched by a process with the wrong key', () => {
    const dataDir = firstVersionStore(newKey());
    const before = readFileSync(join(dataDir, 'accounts.db'));
    expect(() => openAccountStore({ dataDir, secretKey: newKey() })).toThrow('is not the key');
    expect(readFileSync(join(dataDir, 'accounts.db'))).toEqual(before);
  });
});
