import type { Command } from 'commander';
import type { Account } from '../../accounts/account.ts';
import { accountsExist } from '../../accounts/account-database.ts';
import { openAccountStore } from '../../accounts/account-store.ts';
import type { Configuration } from '../../worker/configuration.ts';
import { example } from '../examples.ts';
import { followAccounts } from '../invite-schedules.ts';
import { print, sheet } from '../output.ts';
import { makeReady, serverTarget } from '../server-target.ts';
import { readSettings } from '../settings.ts';

export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('make a Temporal server ready: namespace, retention, search attributes, schedules; may be repeated')
    .addHelpText('after', example('TEMPORAL_ADDRESS=temporal:7233 carillon setup'))
    .action(runSetup);
}

async function runSetup(): Promise<void> {
  const { configuration } = readSettings();
  const server = serverTarget(configuration);
  const { namespace: outcome, retentionDays, searchAttributesAdded } = await makeReady(server);
  const { namespace } = server;
  const inviteSchedulesAdded = await followAccounts(server, configuration, storedAccounts(configuration));
  const data = {
    namespace,
    created: outcome === 'created',
    retentionDays,
    searchAttributesAdded,
    inviteSchedulesAdded,
  };
  print(data, () =>
    sheet({
      namespace: `${namespace} (${outcome})`,
      retention: `${retentionDays} days`,
      'search attributes added': searchAttributesAdded.join(', ') || 'none was missing',
      'schedules of invites added': inviteSchedulesAdded,
    }),
  );
}

/** None on a machine that is not the workers': looking must not make a database and a key. */
function storedAccounts(configuration: Configuration): readonly Account[] {
  if (!accountsExist(configuration.dataDir)) return [];
  const store = openAccountStore(configuration);
  try {
    return store.list();
  } finally {
    store.close();
  }
}
