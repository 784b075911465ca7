import type { Login } from '../accounts/account.ts';
import { accountsExist } from '../accounts/account-database.ts';
import { openAccountStore } from '../accounts/account-store.ts';
import { UnknownAccountError } from '../accounts/errors.ts';
import { type AccountId, isAccountId } from '../contracts/ids.ts';
import type { Configuration } from '../worker/configuration.ts';
import { CommandError } from './command-errors.ts';
import { EXIT } from './exit-codes.ts';

type Logins = ReadonlyMap<AccountId, Login>;

/**
 * The accounts in the data directory of this configuration, read when the first of them is asked for. On a machine that is not the
 * workers' there is nothing to look them up in, and every account passes.
 */
export class KnownAccounts {
  readonly #configuration: Configuration;
  #logins: Logins | null | undefined;

  constructor(configuration: Configuration) {
    this.#configuration = configuration;
  }

  /** How the account's token was issued; undefined when that is not known here. */
  readonly loginOf = (accountId: AccountId): Login | undefined => this.#read()?.get(accountId);

  /** Why no post of a request's account can be staged, now and not when it is. Undefined when there is nothing against it. */
  refusalOf(request: unknown): CommandError | undefined {
    const accountId = accountIdIn(request);
    const logins = this.#read();
    if (accountId === undefined || logins === null || logins.has(accountId)) return undefined;
    return unknownAccount(accountId, [...logins.keys()]);
  }

  /** @throws CommandError for a request of an unknown account */
  check(request: unknown): void {
    const refusal = this.refusalOf(request);
    if (refusal !== undefined) throw refusal;
  }

  /** @throws UnknownAccountError for the name of an unknown account */
  checkName(accountId: string): void {
    const logins = this.#read();
    if (logins !== null && isAccountId(accountId) && !logins.has(accountId))
      throw new UnknownAccountError(accountId, [...logins.keys()]);
  }

  /** Null when no accounts are kept here. */
  #read(): Logins | null {
    this.#logins ??= accountsExist(this.#configuration.dataDir) ? loginsIn(this.#configuration) : null;
    return this.#logins;
  }
}

function loginsIn(configuration: Configuration): Logins {
  const store = openAccountStore(configuration);
  try {
    return new Map(store.list().map(({ accountId, login }) => [accountId, login]));
  } finally {
    store.close();
  }
}

/** What is no account's name is left to the client, which says why. */
function accountIdIn(request: unknown): AccountId | undefined {
  const { accountId } = Object(request) as { accountId?: unknown };
  return typeof accountId === 'string' && isAccountId(accountId) ? accountId : undefined;
}

function unknownAccount(accountId: AccountId, known: readonly AccountId[]): CommandError {
  const { code, message } = new UnknownAccountError(accountId, known);
  return new CommandError(code, {
    message,
    nextAction: 'Correct the accountId, or add the account; nothing has been queued.',
    exitCode: EXIT.invalidPost,
  });
}
