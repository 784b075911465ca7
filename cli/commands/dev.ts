import type { Command } from 'commander';
import type { AccountStore } from '../../accounts/account-store.ts';
import { CommandError } from '../command-errors.ts';
import { lockDataDir, type RunningStack } from '../embedded/data-dir-lock.ts';
import { addToSimulator } from '../embedded/simulated-accounts.ts';
import type { Stack } from '../embedded/stack.ts';
import { example } from '../examples.ts';
import { onInterruption, stayUp } from '../interruption.ts';
import { followAccounts } from '../invite-schedules.ts';
import { print, say, sheet } from '../output.ts';
import { namedServer } from '../server-target.ts';
import { readSettings } from '../settings.ts';

export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description('keep an embedded server, the simulator and a worker running until it is asked to stop')
    .option(
      '--no-simulator',
      'talk to CARILLON_GRAPH_URL, CARILLON_INSTAGRAM_URL and CARILLON_RUPLOAD_URL instead of the simulator',
    )
    .addHelpText('after', example('carillon dev'))
    .action(async ({ simulator }: { simulator: boolean }) => runDev(simulator));
}

async function runDev(withSimulator: boolean): Promise<void> {
  const signal = onInterruption();
  const settings = readSettings();
  const { configuration, logger } = settings;
  if (withSimulator) refuseTwoInstagrams();
  const server = namedServer();
  await using resources = new AsyncDisposableStack();
  const lock = resources.adopt(lockDataDir(configuration.dataDir), (taken) => taken.release());
  const { startStack } = await import('../embedded/stack.ts');
  const stack = await startStack({ configuration, logger, server, withSimulator, say, signal }, resources);
  const running = runningStack(stack);
  if (running.simulatorUrl !== null) await introduceAccounts(stack.accounts, running.simulatorUrl);
  await followAccounts(stack.server, configuration, stack.accounts.list());
  lock.announce(running);
  const places = {
    ...running,
    graphUrl: running.simulatorUrl ?? configuration.graphUrl,
    dataDir: configuration.dataDir,
  };
  print(places, () => placesForPeople(places));
  await stayUp(stack.ending);
  say('stopping');
}

const runningStack = ({ address, server, uiUrl, simulator }: Stack): RunningStack => ({
  address,
  namespace: server.namespace,
  uiUrl,
  simulatorUrl: simulator?.url ?? null,
});

/** The simulator begins without memory: every stored account is signed up anew. */
async function introduceAccounts(accounts: AccountStore, simulatorUrl: string): Promise<void> {
  for (const account of accounts.list()) {
    await addToSimulator(simulatorUrl, { ...account, token: accounts.tokenOf(account.accountId) });
  }
}

interface Places extends RunningStack {
  readonly graphUrl: string;
  readonly dataDir: string;
}

const placesForPeople = ({ address, uiUrl, simulatorUrl, graphUrl, dataDir }: Places): string =>
  [
    sheet({
      Temporal: address,
      'Temporal UI': uiUrl,
      Instagram: simulatorUrl === null ? graphUrl : `${simulatorUrl} (simulator)`,
      data: dataDir,
    }),
    '',
    'Other commands with this data directory find this server by themselves; an app needs:',
    `  TEMPORAL_ADDRESS=${address}`,
    'Ctrl-C stops everything.',
  ].join('\n');

function refuseTwoInstagrams(): void {
  const names = ['CARILLON_GRAPH_URL', 'CARILLON_INSTAGRAM_URL', 'CARILLON_RUPLOAD_URL'];
  const name = names.find((variable) => process.env[variable]);
  if (name === undefined) return;
  throw new CommandError('two-instagrams', {
    message: `${name} is set to ${process.env[name]}, but "carillon dev" would talk to its simulator.`,
    nextAction: `Add --no-simulator to talk to that URL, or unset ${name}.`,
  });
}
