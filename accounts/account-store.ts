import type { KeyObject } from 'node:crypto';
import { type AccountId, type IgUserId, isAccountId, isIgUserId } from '../contracts/ids.ts';
import { type Account, isLogin, type NewAccount } from './account.ts';
import { AccountDatabase, type Row } from './account-database.ts';
import {
  AccountsDatabaseError,
  DamagedTokenError,
  DuplicateIgUserError,
  MalformedTokenError,
  UnknownAccountError,
  UnusableKeyError,
  WrongKeyError,
} from './errors.ts';
import { keyFilePath, makeKeyFile, readKeyFile } from './key-file.ts';
import { seal, unseal } from './seal.ts';

export interface AccountStoreOptions {
  /** Where `accounts.db` is, and `secret.key` when no key is given. Made with mode 0700 when missing. */
  readonly dataDir: string;
  /** The key of CARILLON_SECRET_KEY. Without it the key file is used; a new store makes one. */
  readonly secretKey?: KeyObject | undefined;
}

export type AddOutcome =
  | { readonly outcome: 'added' }
  /** The account was there: it now has the new token and the new settings. `previous` holds the old ones. */
  | { readonly outcome: 'replaced'; readonly previous: Account };

// A dot is in no account id, so no account's token opens as the key check.
const KEY_CHECK = 'key.check';
const tokenPurpose = (accountId: AccountId): string => `token.${accountId}`;

// It travels in an HTTP header.
const TOKEN = /^[\x21-\x7e]+$/;

/**
 * Opens the accounts of a data directory, which several processes may do at once.
 * @throws WrongKeyError when the accounts were sealed with another key; nothing is changed.
 * @throws UnusableKeyError when there is no key to open them, or its file may not be used.
 * @throws AccountsDatabaseError when the database cannot be opened.
 */
export function openAccountStore(options: AccountStoreOptions): AccountStore {
  const database = new AccountDatabase(options.dataDir);
  try {
    const key = database.transaction(() => {
      database.prepareSchema();
      return provenKey(database, options);
    });
    return new AccountStore(database, key);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** The key, after it has opened the value that was sealed when the store was made. A new store seals that value. */
function provenKey(database: AccountDatabase, { dataDir, secretKey }: AccountStoreOptions): KeyObject {
  const sealed = database.rows('SELECT sealed FROM key_check')[0]?.['sealed'];
  if (sealed === undefined) {
    const key = secretKey ?? readKeyFile(dataDir) ?? makeKeyFile(dataDir);
    database.change('INSERT INTO key_check VALUES (1, ?)', seal(key, KEY_CHECK, ''));
    return key;
  }
  const key = secretKey ?? readKeyFile(dataDir);
  if (key === undefined) throw new UnusableKeyError(missingKey(database.path, dataDir));
  if (unseal(key, KEY_CHECK, bytes(sealed)) === undefined) {
    const keyName = secretKey === undefined ? `The key file ${keyFilePath(dataDir)}` : 'CARILLON_SECRET_KEY';
    throw new WrongKeyError(keyName, database.path);
  }
  return key;
}

const missingKey = (path: string, dataDir: string): string =>
  `There is no key to open the accounts in ${path}: set CARILLON_SECRET_KEY to the key they were sealed with, or put ${keyFilePath(dataDir)} back.`;

/** Which accounts exist, their settings, and their tokens. Made by {@link openAccountStore}; what another process changes is seen at the next call. */
export class AccountStore {
  readonly #database: AccountDatabase;
  readonly #key: KeyObject;

  constructor(database: AccountDatabase, key: KeyObject) {
    this.#database = database;
    this.#key = key;
  }

  /**
   * Adds an account, or replaces the token and the settings of the one with this `accountId`.
   * @throws MalformedTokenError, DuplicateIgUserError; nothing is changed then.
   */
  add(account: NewAccount): AddOutcome {
    if (!TOKEN.test(account.token)) throw new MalformedTokenError(account.accountId);
    return this.#database.transaction(() => {
      const holder = this.#holderOf(account.igUserId);
      if (holder !== undefined && holder !== account.accountId)
        throw new DuplicateIgUserError(account.igUserId, holder);
      const previous = this.get(account.accountId);
      this.#write(account);
      return previous === undefined ? { outcome: 'added' } : { outcome: 'replaced', previous };
    });
  }

  get(accountId: AccountId): Account | undefined {
    const row = this.#database.rows('SELECT * FROM account WHERE account_id = ?', accountId)[0];
    return row && this.#accountOf(row);
  }

  has(accountId: AccountId): boolean {
    return this.get(accountId) !== undefined;
  }

  /** All accounts, by name. */
  list(): Account[] {
    return this.#database.rows('SELECT * FROM account ORDER BY account_id').map((row) => this.#accountOf(row));
  }

  /**
   * The access token, in the clear. Read it where it is used and keep it nowhere.
   * @throws UnknownAccountError, DamagedTokenError
   */
  tokenOf(accountId: AccountId): string {
    const row = this.#database.rows('SELECT sealed_token FROM account WHERE account_id = ?', accountId)[0];
    if (row === undefined) throw this.#unknown(accountId);
    const token = unseal(this.#key, tokenPurpose(accountId), bytes(row['sealed_token']));
    if (token === undefined) throw new DamagedTokenError(accountId);
    return token;
  }

  /** @throws UnknownAccountError */
  remove(accountId: AccountId): void {
    if (this.#database.change('DELETE FROM account WHERE account_id = ?', accountId) === 0)
      throw this.#unknown(accountId);
  }

  close(): void {
    this.#database.close();
  }

  #holderOf(igUserId: IgUserId): AccountId | undefined {
    const row = this.#database.rows('SELECT * FROM account WHERE ig_user_id = ?', igUserId)[0];
    return row && this.#accountOf(row).accountId;
  }

  #write({ accountId, igUserId, login, token }: NewAccount): void {
    this.#database.change(
      `INSERT INTO account (account_id, ig_user_id, login, sealed_token) VALUES (?, ?, ?, ?)
       ON CONFLICT (account_id) DO UPDATE SET
         ig_user_id = excluded.ig_user_id, login = excluded.login, sealed_token = excluded.sealed_token`,
      accountId,
      igUserId,
      login,
      seal(this.#key, tokenPurpose(accountId), token),
    );
  }

  #unknown(accountId: AccountId): UnknownAccountError {
    return new UnknownAccountError(
      accountId,
      this.list().map((account) => account.accountId),
    );
  }

  #accountOf(row: Row): Account {
    const [accountId, igUserId, login] = [text(row['account_id']), text(row['ig_user_id']), text(row['login'])];
    if (isAccountId(accountId) && isIgUserId(igUserId) && isLogin(login)) return { accountId, igUserId, login };
    throw new AccountsDatabaseError(
      `The accounts database ${this.#database.path} holds a row that is no account: put a backup back.`,
    );
  }
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const bytes = (value: unknown): Uint8Array => (value instanceof Uint8Array ? value : new Uint8Array());
