import type { Command } from 'commander';
import { type Account, type AccountSettings, LOGINS, type Login } from '../../accounts/account.ts';
import { accountsExist } from '../../accounts/account-database.ts';
import { type AccountStore, type AddOutcome, openAccountStore } from '../../accounts/account-store.ts';
import { CarillonError } from '../../client/index.ts';
import {
  ACCOUNT_ID_RULE,
  type AccountId,
  IG_USER_ID_RULE,
  inviteScheduleId,
  isAccountId,
  isIgUserId,
} from '../../contracts/ids.ts';
import { ON_UNCONFIRMED, type OnUnconfirmed } from '../../contracts/reconcile.ts';
import type { Configuration } from '../../worker/configuration.ts';
import { CommandError } from '../command-errors.ts';
import { readRunningStack } from '../embedded/data-dir-lock.ts';
import { addToSimulator } from '../embedded/simulated-accounts.ts';
import { example } from '../examples.ts';
import { readInput } from '../input.ts';
import { endSweeps, followAccounts, isSwept } from '../invite-schedules.ts';
import { oneOf } from '../options.ts';
import { print, table } from '../output.ts';
import { serverTarget } from '../server-target.ts';
import { readSettings } from '../settings.ts';

interface AddOptions {
  readonly igUserId: string;
  readonly tokenFile: string;
  readonly login: Login;
  readonly onUnconfirmed?: OnUnconfirmed;
}

const ON_UNCONFIRMED_MEANING =
  'when it cannot be found out whether a post was published: wait for a person, or publish its container again, which may publish it twice';

export function addAccountsCommands(program: Command): void {
  const accounts = program
    .command('accounts')
    .description('the Instagram accounts of this data directory')
    .addHelpText('after', example('carillon accounts list'));
  accounts
    .command('add <accountId>')
    .description('add an account, or replace its token: posts that are blocked for the token then go on by themselves')
    .requiredOption('--ig-user-id <number>', "Instagram's number of the account")
    .requiredOption(
      '--token-file <file>',
      'file with the access token, or - for standard input; never an argument, which others could see',
    )
    .option('--login <login>', `how the token was issued: ${LOGINS.join(' or ')}`, oneOf(LOGINS), 'facebook')
    .option(
      `--on-unconfirmed <${ON_UNCONFIRMED.join('|')}>`,
      `${ON_UNCONFIRMED_MEANING} (default: as it was, or "wait")`,
      oneOf(ON_UNCONFIRMED),
    )
    .addHelpText('after', example('carillon accounts add brand --ig-user-id 17841400000000000 --token-file token.txt'))
    .action(addAccount);
  accounts
    .command('set <accountId>')
    .description('change the settings of an account; its token stays')
    .requiredOption(`--on-unconfirmed <${ON_UNCONFIRMED.join('|')}>`, ON_UNCONFIRMED_MEANING, oneOf(ON_UNCONFIRMED))
    .addHelpText('after', example('carillon accounts set brand --on-unconfirmed wait'))
    .action(setAccount);
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

async function addAccount(name: string, { igUserId, tokenFile, ...settings }: AddOptions): Promise<void> {
  const { configuration } = readSettings();
  const accountId = checkedAccountId(name);
  if (!isIgUserId(igUserId)) throw usage(`--ig-user-id must be ${IG_USER_ID_RULE}, not "${igUserId}".`);
  const given = { accountId, igUserId, ...settings, token: (await readInput(tokenFile)).trim() };
  const { outcome, account } = withStore(configuration, (store) => store.add(given));
  const simulatorUrl = readRunningStack(configuration.dataDir)?.simulatorUrl ?? null;
  if (simulatorUrl !== null) await addToSimulator(simulatorUrl, given);
  const sweeps = await sweepsOf(configuration, account);
  print({ ...account, outcome, sweeps }, () => `${addedForPeople(accountId, outcome)} ${SWEEPS_IN_WORDS[sweeps]}`);
}

type Sweeps = 'daily' | 'when-a-worker-starts' | 'not-with-this-login';

const SWEEPS_IN_WORDS: Readonly<Record<Sweeps, string>> = {
  daily: 'Its collaboration invites are swept every day, unless that is paused: see carillon invites.',
  'when-a-worker-starts': 'Its collaboration invites are swept every day once a worker has started.',
  'not-with-this-login':
    'With its login there are no collaboration invites: nothing is swept, and rules that it has are kept.',
};

/** Accounts can be added while no server is there: a worker makes up for it when it starts. */
async function sweepsOf(configuration: Configuration, account: Account): Promise<Sweeps> {
  try {
    await followAccounts(serverTarget(configuration), configuration, [account]);
    return isSwept(account) ? 'daily' : 'not-with-this-login';
  } catch (error) {
    if (!isNoServer(error)) throw error;
    return isSwept(account) ? 'when-a-worker-starts' : 'not-with-this-login';
  }
}

/** There is none here, none answers, or it is not set up yet. */
const isNoServer = (error: unknown): boolean =>
  (error instanceof CommandError && error.code === 'no-server') ||
  (error instanceof CarillonError && ['unreachable', 'not-set-up', 'unauthorized'].includes(error.code));

const addedForPeople = (accountId: AccountId, outcome: AddOutcome['outcome']): string =>
  outcome === 'added'
    ? `Account ${accountId} added.`
    : `The token of account ${accountId} has been replaced: its posts that are blocked for the token go on by themselves.`;

function setAccount(name: string, settings: AccountSettings): void {
  const { configuration } = readSettings();
  const accountId = checkedAccountId(name);
  const account = withStore(configuration, (store) => store.change(accountId, settings));
  print(account, () => `Account ${accountId}: on-unconfirmed is now "${account.onUnconfirmed}".`);
}

function listAccounts(): void {
  const { configuration } = readSettings();
  // Looking must not make a database and a key.
  const list = accountsExist(configuration.dataDir) ? withStore(configuration, (store) => store.list()) : [];
  print(list, () => accountsForPeople(list));
}

async function removeAccount(name: string): Promise<void> {
  const { configuration } = readSettings();
  const accountId = checkedAccountId(name);
  withStore(configuration, (store) => store.remove(accountId));
  const sweeps = await sweepNoMore(configuration, accountId);
  print({ accountId, outcome: 'removed', sweeps }, () =>
    sweeps === 'ended'
      ? `Account ${accountId} removed, and the rules for its invites.`
      : `Account ${accountId} removed. Its schedule "${inviteScheduleId(accountId)}" could not be reached: delete it in the Temporal UI.`,
  );
}

/** Its rules go with it. */
async function sweepNoMore(configuration: Configuration, accountId: AccountId): Promise<'ended' | 'not-reached'> {
  try {
    await endSweeps(serverTarget(configuration), accountId);
    return 'ended';
  } catch (error) {
    if (!isNoServer(error)) throw error;
    return 'not-reached';
  }
}

const accountsForPeople = (accounts: readonly Account[]): string =>
  accounts.length === 0
    ? 'No accounts.'
    : table(
        ['account', 'Instagram user', 'login', 'on-unconfirmed'],
        accounts.map(({ accountId, igUserId, login, onUnconfirmed }) => [accountId, igUserId, login, onUnconfirmed]),
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
  new CommandError('usage', { message, nextAction: 'See carillon accounts --help.' });
