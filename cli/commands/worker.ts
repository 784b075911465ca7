import type { Command } from 'commander';
import { openAccountStore } from '../../accounts/account-store.ts';
import { example } from '../examples.ts';
import { onInterruption, orFailure, stayUp } from '../interruption.ts';
import { keepFollowing } from '../invite-schedules.ts';
import { checkReady, serverTarget } from '../server-target.ts';
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
  const settings = readSettings();
  const { configuration, logger } = settings;
  const server = serverTarget(configuration);
  await using resources = new AsyncDisposableStack();
  const accounts = resources.adopt(openAccountStore(configuration), (store) => store.close());
  await checkReady(server);
  signal.throwIfAborted();
  const { hostWorkers } = await import('../../worker/worker-host.ts');
  // Not earlier: the runtime keeps the process alive until the last connection made through it is closed.
  const workers = await hostWorkers({ server, configuration, accounts, logger }, resources);
  logger.info({ address: server.connectionOptions.address, taskQueue: configuration.taskQueue }, 'worker started');
  const ending = orFailure(signal, [workers.ended]);
  // Nobody waits for it: it never rejects, and ends with the first account after the signal.
  void keepFollowing(server, { configuration, logger, signal: ending }, () => accounts.list());
  await stayUp(ending);
  logger.info('worker stopping: letting go of held posts, finishing what is being sent');
}
