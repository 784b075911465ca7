import type { Command } from 'commander';
import type { AccountStore } from '../../accounts/account-store.ts';
import { CommandError } from '../command-errors.ts';
import { lockDataDir } from '../embedded/data-dir-lock.ts';
import { addToSimulator } from '../embedded/simulated-accounts.ts';
import { type Stack, startStack } from '../embedded/stack.ts';
import { example } from '../examples.ts';
import { InterruptedError, onInterruption, orInterrupted } from '../interruption.ts';
import { print, say, sheet } from '../output.ts';
import { namedServer } from '../server-target.ts';
import { readSettings } from '../settings.ts';

export function addDevCommand(program: Command): void {
  program
    .command('dev')
    .description('keep an embedded server, the simulator and a worker running until it is asked to stop')
    .option('--no-simulator', 'talk to CARILLON_GRAPH_URL instead of the simulator')
    .addHelpText('after', example('carillon dev'))
    .action(async ({ simulator }: { simulator: boolean }) => runDev(simulator));
}

async function runDev(withSimulator: boolean): Promise<void> {
  const signal = onInterruption();
  const { configuration, logger } = readSettings();
  if (withSimulator) refuseTwoInstagrams();
  await using resources = new AsyncDisposableStack();
  const lock = lockDataDir(configuration.dataDir);
  resources.defer(() => lock.release());
  try {
    const options = { configuration, logger, server: namedServer(), withSimulator, say, signal };
    const stack = await startStack(options, resources);
    const { address, uiUrl, simulator } = stack;
    if (simulator !== null) await introduceAccounts(stack.accounts, simulator.url);
    lock.announce({ address, namespace: stack.server.namespace, uiUrl, simulatorUrl: simulator?.url ?? null });
    showStack(stack, configuration);
    await orInterrupted(stack.failed, signal);
  } catch (error) {
    // Being asked to stop is how it ends.
    if (!(error instanceof InterruptedError)) throw error;
    say('stopping');
  }
}

/** The simulator begins without memory: every stored account is signed up anew. */
async function introduceAccounts(accounts: AccountStore, simulatorUrl: string): Promise<void> {
  for (const account of accounts.list()) {
    await addToSimulator(simulatorUrl, { ...account, token: accounts.tokenOf(account.accountId) });
  }
}

function showStack(
  { address, uiUrl, simulator }: Stack,
  { dataDir, graphUrl }: { dataDir: string; graphUrl: string },
): void {
  const instagram = simulator === null ? graphUrl : `${simulator.url} (simulator)`;
  print({ address, uiUrl, instagram, dataDir }, () =>
    [
      sheet({ Temporal: address, 'Temporal UI': uiUrl, Instagram: instagram, data: dataDir }),
      '',
      'Other commands in this directory find this server by themselves; an app needs:',
      `  TEMPORAL_ADDRESS=${address}`,
      'Ctrl-C stops everything.',
    ].join('\n'),
  );
}

function refuseTwoInstagrams(): void {
  const url = process.env['CARILLON_GRAPH_URL'];
  if (url === undefined || url === '') return;
  throw new CommandError('two-instagrams', {
    message: `CARILLON_GRAPH_URL is set to ${url}, but "carillon dev" would talk to its simulator.`,
    nextAction: 'Add --no-simulator to talk to that URL, or unset CARILLON_GRAPH_URL.',
  });
}
