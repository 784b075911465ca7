import type { Command } from 'commander';
import { openAccountStore } from '../../accounts/account-store.ts';
import { installRuntime } from '../../worker/log.ts';
import { hostWorkers } from '../../worker/worker-host.ts';
import { example } from '../examples.ts';
import { InterruptedError, onInterruption, orInterrupted } from '../interruption.ts';
import { connectTo, serverTarget } from '../server-target.ts';
import { readSettings } from '../settings.ts';

export function addWorkerCommand(program: Command): void {
  program
    .command('worker')
    .description('run a worker on the server of TEMPORAL_ADDRESS until it is asked to stop')
    .addHelpText('after', example('TEMPORAL_ADDRESS=temporal:7233 carillon worker'))
    .action(runWorker);
}

async function runWorker(): Promise<void> {
  const signal = onInterruption();
  const { configuration, logger } = readSettings();
  const server = serverTarget(configuration);
  await (await connectTo(server)).close();
  installRuntime(logger);
  await using resources = new AsyncDisposableStack();
  const accounts = openAccountStore(configuration);
  resources.defer(() => accounts.close());
  const workers = await hostWorkers({ server, configuration, accounts, logger }, resources);
  logger.info({ address: server.connectionOptions.address, taskQueue: configuration.taskQueue }, 'worker started');
  try {
    await orInterrupted(workers.ended, signal);
  } catch (error) {
    // Being asked to stop is how a worker's work ends.
    if (!(error instanceof InterruptedError)) throw error;
    logger.info('worker stopping: letting go of held posts, finishing what is being sent');
  }
}
