import type { KeyObject } from 'node:crypto';
import type { AccountId, IgUserId } from '../contracts/ids.ts';
import { type Account, type AccountSettings, DEFAULT_SETTINGS, type NewAccount } from './account.ts';
import { AccountDatabase, type Row } from './account-database.ts';
import { accountIn, bytesIn } from './account-row.ts';
import {
  AccountsDatabaseError,
  DamagedTokenError,
  DuplicateIgUserError,
  MalformedTokenError,
  UnknownAccountError,
} from './errors.ts';
import { provenKey } from './proven-key.ts';
import { seal, unseal } from './seal.ts';

export interface AccountStoreOptions {
  /** Where `accounts.db` is, and `secret.key` when no key is given. Made with mode 0700 when missing. */
  readonly dataDir: string;
  /** The key of CARILLON_SECRET_KEY. Without it the key file is used; a new store makes one. */
  readonly secretKey?: KeyObject | undefined;
}

export type AddOutcome =
  | { readonly outcome: 'added'; readonly account: Account }
  /** The account was there: it now has the new token. `previous` is how it was. */
  | { readonly outcome: 'replaced'; readonly account: Account; readonly previous: Account };

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

/** Which accounts exist, their settings, and their tokens. Made by {@link openAccountStore}; what another process changes is seen at the next call. */
export class AccountStore {
  readonly #database: AccountDatabase;
  readonly #key: KeyObject;

  constructor(database: AccountDatabase, key: KeyObject) {
    this.#database = database;
    this.#key = key;
  }

  /**
   * Adds an account, or replaces the token of the one with this `accountId`. Settings that are not given stay as they were.
   * @throws MalformedTokenError, DuplicateIgUserError; nothing is changed then.
   */
  add(account: NewAccount): AddOutcome {
    if (!TOKEN.test(account.token)) throw new MalformedTokenError(account.accountId);
    return this.#database.transaction(() => {
      const holder = this.#holderOf(account.igUserId);
      if (holder !== undefined && holder !== account.accountId)
        throw new DuplicateIgUserError(account.igUserId, holder);
      const previous = this.get(account.accountId);
      const revision = previous?.credentialsRevision ?? this.#revisionOfRemoved(account.accountId);
      const next = nextAccount(account, previous ?? DEFAULT_SETTINGS, revision + 1);
      this.#write(next, account.token);
      if (previous === undefined) return { outcome: 'added', account: next };
      return { outcome: 'replaced', account: next, previous };
    });
  }

  /**
   * Changes the settings of an account; its token stays.
   * @throws UnknownAccountError
   */
  change(accountId: AccountId, { onUnconfirmed }: AccountSettings): Account {
    return this.#database.transaction(() => {
      this.#database.change('UPDATE account SET on_unconfirmed = ? WHERE account_id = ?', onUnconfirmed, accountId);
      const account = this.get(accountId);
      if (account === undefined) throw this.#unknown(accountId);
      return account;
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
    const token = unseal(this.#key, tokenPurpose(accountId), bytesIn(row, 'sealed_token'));
    if (token === undefined) throw new DamagedTokenError(accountId);
    return token;
  }

  /** @throws UnknownAccountError */
  remove(accountId: AccountId): void {
    this.#database.transaction(() => {
      const account = this.get(accountId);
      if (account === undefined) throw this.#unknown(accountId);
      this.#database.change('DELETE FROM account WHERE account_id = ?', accountId);
      // Whoever waits for another token than the removed one would take the first of a new account for it.
      const keepRevision = 'INSERT OR REPLACE INTO removed_account (account_id, credentials_revision) VALUES (?, ?)';
      this.#database.change(keepRevision, accountId, account.credentialsRevision);
    });
  }

  close(): void {
    this.#database.close();
  }

  #holderOf(igUserId: IgUserId): AccountId | undefined {
    const row = this.#database.rows('SELECT * FROM account WHERE ig_user_id = ?', igUserId)[0];
    return row && this.#accountOf(row).accountId;
  }

  /** 0 for a name that no account has had. */
  #revisionOfRemoved(accountId: AccountId): number {
    const sql = 'SELECT credentials_revision FROM removed_account WHERE account_id = ?';
    return Number(this.#database.rows(sql, accountId)[0]?.['credentials_revision'] ?? 0);
  }

  #write({ accountId, igUserId, login, onUnconfirmed, credentialsRevision }: Account, token: string): void {
    this.#database.change(
      `INSERT INTO account (account_id, ig_user_id, login, on_unconfirmed, credentials_revision, sealed_token)
       VALUES (?, ?, ?, ?, ?, ?)
       ON CONFLICT (account_id) DO UPDATE SET
         ig_user_id = excluded.ig_user_id, login = excluded.login, on_unconfirmed = excluded.on_unconfirmed,
         credentials_revision = excluded.credentials_revision, sealed_token = excluded.sealed_token`,
      accountId,
      igUserId,
      login,
      onUnconfirmed,
      credentialsRevision,
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
    const account = accountIn(row);
    if (account !== undefined) return account;
    throw new AccountsDatabaseError(
      `The accounts database ${this.#database.path} holds a row that is no account: put a backup back.`,
    );
  }
}

const nextAccount = (
  { accountId, igUserId, login, onUnconfirmed }: NewAccount,
  settings: AccountSettings,
  credentialsRevision: number,
): Account => ({
  accountId,
  igUserId,
  login,
  onUnconfirmed: onUnconfirmed ?? settings.onUnconfirmed,
  credentialsRevision,
});
