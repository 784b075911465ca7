import type { Command } from 'commander';
import { isLogin, LOGINS } from '../../accounts/account.ts';
import { type AccountStore, openAccountStore } from '../../accounts/account-store.ts';
import { ACCOUNT_ID_RULE, type AccountId, IG_USER_ID_RULE, isAccountId, isIgUserId } from '../../contracts/ids.ts';
import { CommandError } from '../command-errors.ts';
import { readRunningStack } from '../embedded/data-dir-lock.ts';
import { addToSimulator } from '../embedded/simulated-accounts.ts';
import { example } from '../examples.ts';
import { nameOf, readInput } from '../input.ts';
import { print, table } from '../output.ts';
import { readSettings } from '../settings.ts';

interface AddOptions {
  readonly igUserId: string;
  readonly tokenFile: string;
  readonly login: string;
}

export function addAccountsCommands(program: Command): void {
  const accounts = program.command('accounts').description('the Instagram accounts of this data directory');
  accounts
    .command('add <accountId>')
    .description('add an account, or replace its token')
    .requiredOption('--ig-user-id <number>', "Instagram's number of the account")
    .requiredOption(
      '--token-file <file>',
      'file with the access token, or - for standard input; never an argument, which others could see',
    )
    .option('--login <login>', `how the token was issued: ${LOGINS.join(' or ')}`, 'facebook')
    .addHelpText('after', example('carillon accounts add brand --ig-user-id 17841400000000000 --token-file token.txt'))
    .action(addAccount);
  accounts
    .command('list')
    .description('list the accounts; tokens are never shown')
    .addHelpText('after', example('carillon accounts list'))
    .action(() =>
      withStore((store) => {
        const list = store.list();
        const rows = list.map(({ accountId, igUserId, login }) => [accountId, igUserId, login]);
        print(list, () => (rows.length === 0 ? 'No accounts.' : table(['account', 'Instagram user', 'login'], rows)));
      }),
    );
  accounts
    .command('remove <accountId>')
    .description('forget an account and its token; its queued posts will fail when they are staged')
    .addHelpText('after', example('carillon accounts remove brand'))
    .action((accountId: string) =>
      withStore((store) => {
        const removed = checkedAccountId(accountId);
        store.remove(removed);
        print({ accountId: removed, removed: true }, () => `Removed ${removed}.`);
      }),
    );
}

async function addAccount(accountId: string, { igUserId, tokenFile, login }: AddOptions): Promise<void> {
  const checkedId = checkedAccountId(accountId);
  if (!isIgUserId(igUserId)) throw usage(`--ig-user-id must be ${IG_USER_ID_RULE}, not "${igUserId}".`);
  if (!isLogin(login)) throw usage(`--login must be ${LOGINS.join(' or ')}, not "${login}".`);
  const token = (await readInput(tokenFile)).trim();
  if (token === '') throw usage(`There is no token in ${nameOf(tokenFile)}.`);
  const account = { accountId: checkedId, igUserId, login, token };
  await withStore(async (store, dataDir) => {
    const { outcome } = store.add(account);
    const simulatorUrl = readRunningStack(dataDir)?.simulatorUrl ?? null;
    if (simulatorUrl !== null) await addToSimulator(simulatorUrl, account);
    print({ accountId: checkedId, igUserId, login, outcome }, () => `Account ${checkedId} ${outcome}.`);
  });
}

async function withStore(work: (store: AccountStore, dataDir: string) => void | Promise<void>): Promise<void> {
  const { configuration } = readSettings();
  const store = openAccountStore(configuration);
  try {
    await work(store, configuration.dataDir);
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
