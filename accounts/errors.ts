import type { AccountId, IgUserId } from '../contracts/ids.ts';
import { nearestName } from '../contracts/nearest-name.ts';

/** All that can be wrong with accounts, their key and their database. `message` is one sentence or two for people, with the cure; it never holds a token or a key. */
export abstract class AccountsError extends Error {
  /** Stable, kebab-case. */
  abstract readonly code: string;
}

export class UnknownAccountError extends AccountsError {
  override readonly name = 'UnknownAccountError';
  readonly code = 'unknown-account';

  constructor(accountId: string, known: readonly AccountId[]) {
    const near = nearestName(accountId, known);
    const hint = near === undefined ? '' : ` Did you mean "${near}"?`;
    super(`There is no account "${accountId}".${hint} Add an account with: carillon accounts add`);
  }
}

/** One Instagram account under two names would have two ledgers and could overspend Instagram's daily limits. */
export class DuplicateIgUserError extends AccountsError {
  override readonly name = 'DuplicateIgUserError';
  readonly code = 'duplicate-ig-user';

  constructor(igUserId: IgUserId, holder: AccountId) {
    super(`Instagram user ${igUserId} is already account "${holder}": use that name, or remove that account first.`);
  }
}

export class MalformedTokenError extends AccountsError {
  override readonly name = 'MalformedTokenError';
  readonly code = 'malformed-token';

  constructor(accountId: AccountId) {
    super(
      `The token given for account "${accountId}" is empty or holds a space, a line break or a character outside ASCII: give it exactly as Meta issued it.`,
    );
  }
}

/** The key is right, but this token was altered or moved here from another account. */
export class DamagedTokenError extends AccountsError {
  override readonly name = 'DamagedTokenError';
  readonly code = 'damaged-token';

  constructor(accountId: AccountId) {
    super(`The stored token of account "${accountId}" cannot be opened: add the account again with its token.`);
  }
}

/** The accounts were sealed with another key. */
export class WrongKeyError extends AccountsError {
  override readonly name = 'WrongKeyError';
  readonly code = 'wrong-secret-key';

  constructor(keyName: string, databasePath: string) {
    super(
      `${keyName} is not the key that the accounts in ${databasePath} were sealed with: give that key again. Nothing has been changed.`,
    );
  }
}

/** There is no key, or none that may be used. */
export class UnusableKeyError extends AccountsError {
  override readonly name = 'UnusableKeyError';
  readonly code = 'unusable-secret-key';
}

/** The database cannot be opened, read or written. */
export class AccountsDatabaseError extends AccountsError {
  override readonly name = 'AccountsDatabaseError';
  readonly code = 'unusable-accounts-database';
}
