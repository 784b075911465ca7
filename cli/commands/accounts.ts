import type { Command } from 'commander';
import { type Account, LOGINS, type Login } from '../../accounts/account.ts';
import { accountsExist } from '../../accounts/account-database.ts';
import { type AccountStore, openAccountStore } from '../../accounts/account-store.ts';
import { ACCOUNT_ID_RULE, type AccountId, IG_USER_ID_RULE, isAccountId, isIgUserId } from '../../contracts/ids.ts';
import type { Configuration } from '../../worker/configuration.ts';
import { CommandError } from '../command-errors.ts';
import { readRunningStack } from '../embedded/data-dir-lock.ts';
import { addToSimulator } from '../embedded/simulated-accounts.ts';
import { example } from '../examples.ts';
import { readInput } from '../input.ts';
import { oneOf } from '../options.ts';
import { print, table } from '../output.ts';
import { readSettings } from '../settings.ts';

interface AddOptions {
  readonly igUserId: string;
  readonly tokenFile: string;
  readonly login: Login;
}

export function addAccountsCommands(program: Command): void {
  const accounts = program
    .command('accounts')
    .description('the Instagram accounts of this data directory')
    .addHelpText('after', example('carillon accounts list'));
  accounts
    .command('add <accountId>')
    .description('add an account, or replace its token')
    .requiredOption('--ig-user-id <number>', "Instagram's number of the account")
    .requiredOption(
      '--token-file <file>',
      'file with the access token, or - for standard input; never an argument, which others could see',
    )
    .option('--login <login>', `how the token was issued: ${LOGINS.join(' or ')}`, oneOf(LOGINS), 'facebook')
    .addHelpText('after', example('carillon accounts add brand --ig-user-id 17841400000000000 --token-file token.txt'))
    .action(addAccount);
  accounts
    .command('list')
    .description('list the accounts; tokens are never shown')
    .addHelpText('after', example('carillon accounts list'))
    .action(listAccounts);
  accounts
    .command('remove <accountId>')
    .description('forget an account and its token; its queued posts will fail when they are staged')
    .addHelpText('after', example('carillon accounts remove brand'))
    .action(removeAccount);
}

async function addAccount(name: string, { igUserId, tokenFile, login }: AddOptions): Promise<void> {
  const { configuration } = readSettings();
  const accountId = checkedAccountId(name);
  if (!isIgUserId(igUserId)) throw usage(`--ig-user-id must be ${IG_USER_ID_RULE}, not "${igUserId}".`);
  const account = { accountId, igUserId, login, token: (await readInput(tokenFile)).trim() };
  const { outcome } = withStore(configuration, (store) => store.add(account));
  const simulatorUrl = readRunningStack(configuration.dataDir)?.simulatorUrl ?? null;
  if (simulatorUrl !== null) await addToSimulator(simulatorUrl, account);
  print({ accountId, igUserId, login, outcome }, () => `Account ${accountId} ${outcome}.`);
}

function listAccounts(): void {
  const { configuration } = readSettings();
  // Looking must not make a database and a key.
  const list = accountsExist(configuration.dataDir) ? withStore(configuration, (store) => store.list()) : [];
  print(list, () => accountsForPeople(list));
}

function removeAccount(name: string): void {
  const { configuration } = readSettings();
  const accountId = checkedAccountId(name);
  withStore(configuration, (store) => store.remove(accountId));
  print({ accountId, outcome: 'removed' }, () => `Account ${accountId} removed.`);
}

const accountsForPeople = (accounts: readonly Account[]): string =>
  accounts.length === 0
    ? 'No accounts.'
    : table(
        ['account', 'Instagram user', 'login'],
        accounts.map(({ accountId, igUserId, login }) => [accountId, igUserId, login]),
      );

function withStore<Result>(configuration: Configuration, work: (store: AccountStore) => Result): Result {
  const store = openAccountStore(configuration);
  try {
    return work(store);
  } finally {
    store.close();
  }
}

function checkedAccountId(text: string): AccountId {
  if (isAccountId(text)) return text;
  throw usage(`"${text}" cannot name an account: a name ${ACCOUNT_ID_RULE}.`);
}

const usage = (message: string): CommandError =>
  new CommandError('usage', { message, nextAction: 'See carillon accounts add --help.' });
