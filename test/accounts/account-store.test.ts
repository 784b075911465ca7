import { createSecretKey, randomBytes } from 'node:crypto';
import { chmodSync, existsSync, mkdirSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, describe, expect, test } from '@jest/globals';
import type { Account, NewAccount } from '../../accounts/account.ts';
import { accountsExist } from '../../accounts/account-database.ts';
import { type AccountStore, type AccountStoreOptions, openAccountStore } from '../../accounts/account-store.ts';
import { AccountsError } from '../../accounts/errors.ts';
import { keyFilePath } from '../../accounts/key-file.ts';
import { accountId, igUserId } from './ids.ts';
import { newDataDir } from './temporary-directory.ts';

const TOKEN = 'EAAGrecognisable0token';
const AS_NEW = { onUnconfirmed: 'wait', credentialsRevision: 1 } as const;
const brand: Account = {
  accountId: accountId('brand'),
  igUserId: igUserId('17841400000000001'),
  login: 'facebook',
  ...AS_NEW,
};
const shop: Account = {
  accountId: accountId('shop'),
  igUserId: igUserId('17841400000000002'),
  login: 'instagram',
  ...AS_NEW,
};
const withToken = ({ accountId, igUserId, login }: Account, token = TOKEN): NewAccount => ({
  accountId,
  igUserId,
  login,
  token,
});
const newKey = () => createSecretKey(randomBytes(32));

const opened: AccountStore[] = [];
afterEach(() => {
  for (const store of opened.splice(0)) store.close();
});

function open(options: AccountStoreOptions): AccountStore {
  const store = openAccountStore(options);
  opened.push(store);
  return store;
}

function failureOf(work: () => unknown): AccountsError {
  try {
    work();
  } catch (error) {
    if (error instanceof AccountsError) return error;
    throw error;
  }
  throw new Error('nothing was thrown');
}

/** Runs statements on the database behind the store's back. */
function tamper(dataDir: string, sql: string): void {
  const database = new DatabaseSync(join(dataDir, 'accounts.db'));
  database.exec(sql);
  database.close();
}

describe('accounts', () => {
  test('are there after a restart, with their settings and their tokens', () => {
    const dataDir = newDataDir();
    const first = open({ dataDir });
    expect(first.add(withToken(shop, 'IGAA-shop'))).toEqual({ outcome: 'added', account: shop });
    expect(first.add(withToken(brand, 'EAAG-brand'))).toEqual({ outcome: 'added', account: brand });
    first.close();

    const store = open({ dataDir });
    expect(store.list()).toEqual([brand, shop]);
    expect(store.get(shop.accountId)).toEqual(shop);
    expect(store.has(shop.accountId)).toBe(true);
    expect(store.tokenOf(shop.accountId)).toBe('IGAA-shop');
    expect(store.tokenOf(brand.accountId)).toBe('EAAG-brand');
  });

  test('added again get the new token and the next revision, and how they were is told', () => {
    const store = open({ dataDir: newDataDir() });
    store.add(withToken(brand));
    const moved: Account = { ...brand, login: 'instagram', credentialsRevision: 2 };
    expect(store.add(withToken(moved, 'newer'))).toEqual({ outcome: 'replaced', account: moved, previous: brand });
    expect(store.list()).toEqual([moved]);
    expect(store.tokenOf(brand.accountId)).toBe('newer');
  });

  test('have a revision that counts the tokens they were given, equal ones too, and nothing else', () => {
    const store = open({ dataDir: newDataDir() });
    const revision = () => store.get(brand.accountId)?.credentialsRevision;
    store.add(withToken(brand));
    store.add(withToken(shop));
    expect(revision()).toBe(1);
    store.add(withToken(brand));
    expect(revision()).toBe(2);
    store.change(brand.accountId, { onUnconfirmed: 'publish-again-same-container' });
    expect(revision()).toBe(2);
    store.add({ ...withToken(brand, 'newer'), onUnconfirmed: 'wait' });
    expect(revision()).toBe(3);
    expect(store.get(shop.accountId)?.credentialsRevision).toBe(1);
  });

  test('removed and added again have the next revision, so that nobody takes the new token for the old one', () => {
    const store = open({ dataDir: newDataDir() });
    for (const credentialsRevision of [1, 2, 3]) {
      expect(store.add(withToken(brand))).toEqual({ outcome: 'added', account: { ...brand, credentialsRevision } });
      store.remove(brand.accountId);
    }
  });

  test('keep their settings when they are added again without any, and take those that are given', () => {
    const store = open({ dataDir: newDataDir() });
    const again = { onUnconfirmed: 'publish-again-same-container' } as const;
    store.add({ ...withToken(brand), ...again });
    expect(store.add(withToken(brand, 'newer')).account).toMatchObject(again);
    expect(store.add({ ...withToken(brand), onUnconfirmed: 'wait' }).account).toMatchObject({ onUnconfirmed: 'wait' });
  });

  test('change their settings without their token, in one process and for all others', () => {
    const dataDir = newDataDir();
    const [worker, command] = [open({ dataDir }), open({ dataDir })];
    command.add(withToken(brand));
    command.add(withToken(shop));
    const changed = command.change(brand.accountId, { onUnconfirmed: 'publish-again-same-container' });
    expect(changed).toEqual({ ...brand, onUnconfirmed: 'publish-again-same-container' });
    expect(worker.list()).toEqual([changed, shop]);
    expect(worker.tokenOf(brand.accountId)).toBe(TOKEN);
  });

  test('removed are gone, and may be added again under another name', () => {
    const store = open({ dataDir: newDataDir() });
    store.add(withToken(brand));
    store.remove(brand.accountId);
    expect(store.get(brand.accountId)).toBeUndefined();
    expect(store.has(brand.accountId)).toBe(false);
    const renamed = { ...brand, accountId: accountId('brand-2') };
    expect(store.add(withToken(renamed))).toEqual({ outcome: 'added', account: renamed });
  });

  test('of one Instagram user can have one name only', () => {
    const store = open({ dataDir: newDataDir() });
    store.add(withToken(brand));
    store.add(withToken(shop));
    const failure = failureOf(() => store.add(withToken({ ...shop, igUserId: brand.igUserId })));
    expect(failure.code).toBe('duplicate-ig-user');
    expect(failure.message).toContain(`Instagram user ${brand.igUserId} is already account "brand"`);
    expect(store.list()).toEqual([brand, shop]);
  });

  test.each([
    ['the token of an account', (store: AccountStore) => store.tokenOf(accountId('brnad'))],
    ['the removal of an account', (store: AccountStore) => store.remove(accountId('brnad'))],
    ['a setting of an account', (store: AccountStore) => store.change(accountId('brnad'), { onUnconfirmed: 'wait' })],
  ])('that are unknown: %s names the nearest and the command that adds one', (_, use) => {
    const store = open({ dataDir: newDataDir() });
    store.add(withToken(brand));
    const failure = failureOf(() => use(store));
    expect(failure.code).toBe('unknown-account');
    expect(failure.message).toBe(
      'There is no account "brnad". Did you mean "brand"? Add an account with: carillon accounts add',
    );
  });

  test('added by one process are seen by another that has been open all along', () => {
    const dataDir = newDataDir();
    const [worker, command] = [open({ dataDir }), open({ dataDir })];
    command.add(withToken(brand));
    expect(worker.tokenOf(brand.accountId)).toBe(TOKEN);
  });
});

describe('a token', () => {
  test.each(['', ' ', 'two words', 'trailing\n', 'töken', 'nul\0'])('like %j is refused and not repeated', (token) => {
    const store = open({ dataDir: newDataDir() });
    const failure = failureOf(() => store.add(withToken(brand, token)));
    expect(failure.code).toBe('malformed-token');
    if (token.trim() !== '') expect(failure.message).not.toContain(token);
    expect(store.list()).toEqual([]);
  });

  test('is in no file of the data directory', () => {
    const dataDir = newDataDir();
    open({ dataDir }).add(withToken(brand));
    for (const file of readdirSync(dataDir)) {
      expect(readFileSync(join(dataDir, file)).includes(TOKEN)).toBe(false);
    }
  });

  test('moved from one account to another does not open there, and adding the account again cures it', () => {
    const dataDir = newDataDir();
    const store = open({ dataDir });
    store.add(withToken(brand));
    store.add(withToken(shop, 'IGAA-shop'));
    tamper(
      dataDir,
      `UPDATE account SET sealed_token = (SELECT sealed_token FROM account WHERE account_id = 'brand') WHERE account_id = 'shop'`,
    );
    expect(failureOf(() => store.tokenOf(shop.accountId)).code).toBe('damaged-token');
    store.add(withToken(shop, 'IGAA-shop'));
    expect(store.tokenOf(shop.accountId)).toBe('IGAA-shop');
  });
});

describe('the key', () => {
  test('given wins over a key file, and makes none', () => {
    const dataDir = newDataDir();
    open({ dataDir, secretKey: newKey() });
    expect(readdirSync(dataDir)).not.toContain('secret.key');
  });

  test('moves from the key file to the variable', () => {
    const dataDir = newDataDir();
    open({ dataDir }).add(withToken(brand));
    const secretKey = createSecretKey(readFileSync(keyFilePath(dataDir)));
    rmSync(keyFilePath(dataDir));
    expect(open({ dataDir, secretKey }).tokenOf(brand.accountId)).toBe(TOKEN);
  });

  test.each([
    ['given', 'CARILLON_SECRET_KEY', { secretKey: newKey() }],
    ['in the key file', 'The key file', {}],
  ])('%s that is wrong is named, and nothing changes', (_, named, options) => {
    const dataDir = newDataDir();
    const store = open({ dataDir });
    store.add(withToken(brand));
    const rightKey = readFileSync(keyFilePath(dataDir));
    store.close();
    const before = readFileSync(join(dataDir, 'accounts.db'));

    writeFileSync(keyFilePath(dataDir), randomBytes(32));
    const failure = failureOf(() => open({ dataDir, ...options }));
    expect(failure.code).toBe('wrong-secret-key');
    expect(failure.message.startsWith(named)).toBe(true);
    expect(readFileSync(join(dataDir, 'accounts.db'))).toEqual(before);

    writeFileSync(keyFilePath(dataDir), rightKey);
    expect(open({ dataDir }).tokenOf(brand.accountId)).toBe(TOKEN);
  });

  test('that is missing is asked for, and no new one is made', () => {
    const dataDir = newDataDir();
    open({ dataDir }).close();
    rmSync(keyFilePath(dataDir));
    const failure = failureOf(() => open({ dataDir }));
    expect(failure.code).toBe('unusable-secret-key');
    expect(failure.message).toContain('set CARILLON_SECRET_KEY to the key they were sealed with');
    expect(readdirSync(dataDir)).not.toContain('secret.key');
  });

  test('file that others may read leaves a new data directory without accounts', () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    writeFileSync(keyFilePath(dataDir), randomBytes(32));
    chmodSync(keyFilePath(dataDir), 0o644);
    expect(failureOf(() => open({ dataDir })).code).toBe('unusable-secret-key');
    chmodSync(keyFilePath(dataDir), 0o600);
    expect(open({ dataDir }).list()).toEqual([]);
  });
});

describe('the data directory', () => {
  test('can be asked whether it has accounts, which makes nothing', () => {
    const dataDir = newDataDir();
    expect(accountsExist(dataDir)).toBe(false);
    expect(existsSync(dataDir)).toBe(false);
    open({ dataDir });
    expect(accountsExist(dataDir)).toBe(true);
  });

  test('and all in it are for their owner only', () => {
    const dataDir = newDataDir();
    open({ dataDir }).add(withToken(brand));
    expect(statSync(dataDir).mode & 0o777).toBe(0o700);
    const modes = readdirSync(dataDir).map((file) => [file, statSync(join(dataDir, file)).mode & 0o777]);
    expect(Object.fromEntries(modes)).toEqual({
      'accounts.db': 0o600,
      'accounts.db-shm': 0o600,
      'accounts.db-wal': 0o600,
      'secret.key': 0o600,
    });
  });

  test('that is a file is refused by name', () => {
    const dataDir = newDataDir();
    writeFileSync(dataDir, '');
    const failure = failureOf(() => open({ dataDir }));
    expect(failure.code).toBe('unusable-accounts-database');
    expect(failure.message).toContain(`${dirname(join(dataDir, 'accounts.db'))}`);
  });

  test('whose database is something else is refused, and that file stays', () => {
    const dataDir = newDataDir();
    mkdirSync(dataDir);
    writeFileSync(join(dataDir, 'accounts.db'), 'a shopping list, not a database, and long enough to be read as one');
    const failure = failureOf(() => open({ dataDir }));
    expect(failure.message).toContain('is damaged or is no such database');
    expect(readFileSync(join(dataDir, 'accounts.db'), 'utf8')).toContain('a shopping list');
  });

  test('of a newer version is refused, and stays as it is', () => {
    const dataDir = newDataDir();
    open({ dataDir }).close();
    tamper(dataDir, 'PRAGMA user_version = 3');
    const before = readFileSync(join(dataDir, 'accounts.db'));
    const failure = failureOf(() => open({ dataDir }));
    expect(failure.message).toContain('was written by a newer Carillon (its schema is 3, this version knows 2)');
    expect(readFileSync(join(dataDir, 'accounts.db'))).toEqual(before);
  });

  test.each([`login = 'twitter'`, `on_unconfirmed = 'guess'`, 'credentials_revision = 0'])(
    'whose rows make no sense is refused instead of guessed at: %s',
    (nonsense) => {
      const dataDir = newDataDir();
      const store = open({ dataDir });
      store.add(withToken(brand));
      tamper(dataDir, `UPDATE account SET ${nonsense}`);
      expect(failureOf(() => store.list()).message).toContain('holds a row that is no account');
    },
  );
});
