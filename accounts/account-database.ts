import { closeSync, existsSync, mkdirSync, openSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue, type SQLOutputValue } from 'node:sqlite';
import { AccountsDatabaseError } from './errors.ts';
import { systemErrorCode } from './system-error.ts';

// An Instagram account is here once: see DuplicateIgUserError.
const FIRST_SCHEMA = `
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
`;

// With defaults, because a process of the version before may still have the database open and add accounts.
const SETTINGS_AND_REVISION = `
  ALTER TABLE account ADD COLUMN on_unconfirmed TEXT NOT NULL DEFAULT 'wait';
  ALTER TABLE account ADD COLUMN credentials_revision INTEGER NOT NULL DEFAULT 1;
  CREATE TABLE removed_account (
    account_id           TEXT PRIMARY KEY,
    credentials_revision INTEGER NOT NULL
  ) STRICT;
`;

/** Each brings the database from the schema version that is its index to the next one. Append; never change one. */
const MIGRATIONS = [FIRST_SCHEMA, SETTINGS_AND_REVISION] as const;

/** Kept in `PRAGMA user_version`. */
const SCHEMA_VERSION = MIGRATIONS.length;

/** How long a process waits for another one that is writing. */
const BUSY_TIMEOUT_MS = 5_000;

const databasePath = (dataDir: string): string => join(dataDir, 'accounts.db');

/** Whether accounts are kept in this data directory. Asked by those who must not make an empty database by opening one. */
export const accountsExist = (dataDir: string): boolean => existsSync(databasePath(dataDir));

export type Row = Record<string, SQLOutputValue>;

/** `accounts.db` in the data directory: several processes may have it open at once. Whatever fails here is an AccountsDatabaseError. */
export class AccountDatabase {
  readonly path: string;
  readonly #database: DatabaseSync;

  constructor(dataDir: string) {
    this.path = databasePath(dataDir);
    this.#database = this.#guarded(() => openPrivately(dataDir, this.path));
  }

  rows(sql: string, ...values: SQLInputValue[]): Row[] {
    return this.#guarded(() => this.#database.prepare(sql).all(...values));
  }

  /** Runs one statement; returns how many rows it changed. */
  change(sql: string, ...values: SQLInputValue[]): number {
    return this.#guarded(() => Number(this.#database.prepare(sql).run(...values).changes));
  }

  /** All of `work` or nothing of it. Takes the write lock first, so that what `work` reads stays true until it has written. */
  transaction<Result>(work: () => Result): Result {
    this.#guarded(() => this.#database.exec('BEGIN IMMEDIATE'));
    try {
      const result = work();
      this.#guarded(() => this.#database.exec('COMMIT'));
      return result;
    } catch (error) {
      if (this.#database.isTransaction) this.#database.exec('ROLLBACK');
      throw error;
    }
  }

  /** Makes the tables, or brings those of an earlier version up to date. Call it in a transaction. */
  prepareSchema(): void {
    const version = Number(this.rows('PRAGMA user_version')[0]?.['user_version']);
    if (version > SCHEMA_VERSION) throw new AccountsDatabaseError(newerSchema(this.path, version));
    if (version === SCHEMA_VERSION) return;
    const statements = [...MIGRATIONS.slice(version), `PRAGMA user_version = ${SCHEMA_VERSION}`];
    this.#guarded(() => this.#database.exec(statements.join(';')));
  }

  close(): void {
    if (this.#database.isOpen) this.#database.close();
  }

  #guarded<Result>(work: () => Result): Result {
    try {
      return work();
    } catch (error) {
      throw new AccountsDatabaseError(problemWith(this.path, error), { cause: error });
    }
  }
}

/** SQLite gives its journal files the mode of the database, so the empty file is made first. */
function openPrivately(dataDir: string, path: string): DatabaseSync {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  closeSync(openSync(path, 'a', 0o600));
  const database = new DatabaseSync(path, { timeout: BUSY_TIMEOUT_MS });
  try {
    database.exec('PRAGMA journal_mode = WAL');
    return database;
  } catch (error) {
    database.close();
    throw error;
  }
}

const newerSchema = (path: string, version: number): string =>
  `The accounts database ${path} was written by a newer Carillon (its schema is ${version}, this version knows ${SCHEMA_VERSION}): run that version.`;

/** SQLite's primary result codes, https://www.sqlite.org/rescode.html */
function problemWith(path: string, error: unknown): string {
  const resultCode = sqliteResultCode(error);
  switch (resultCode) {
    case 5:
    case 6:
      return `The accounts database ${path} stayed locked by another process for ${BUSY_TIMEOUT_MS / 1000} s: try again.`;
    case 11:
    case 26:
      return `The accounts database ${path} is damaged or is no such database: put a backup back, or move it away and add the accounts again.`;
    case 13:
      return `The accounts database ${path} cannot grow because the disk is full: make room.`;
    default: {
      const reason = resultCode === undefined ? systemErrorCode(error) : `SQLite result code ${resultCode}`;
      return `The accounts database ${path} cannot be used (${reason}): let this user read and write the file and its directory.`;
    }
  }
}

function sqliteResultCode(error: unknown): number | undefined {
  const extended = typeof error === 'object' && error !== null && 'errcode' in error ? error.errcode : undefined;
  return typeof extended === 'number' ? extended & 0xff : undefined;
}
