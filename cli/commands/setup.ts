import type { Command } from 'commander';
import { example } from '../examples.ts';
import { print, sheet } from '../output.ts';
import { makeReady, serverTarget } from '../server-target.ts';
import { readSettings } from '../settings.ts';

export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('make a Temporal server ready: namespace, retention, search attributes; may be repeated')
    .addHelpText('after', example('TEMPORAL_ADDRESS=temporal:7233 carillon setup'))
    .action(runSetup);
}

async function runSetup(): Promise<void> {
  const server = serverTarget(readSettings().configuration);
  const { namespace: outcome, retentionDays, searchAttributesAdded } = await makeReady(server);
  const { namespace } = server;
  const data = { namespace, created: outcome === 'created', retentionDays, searchAttributesAdded };
  print(data, () =>
    sheet({
      namespace: `${namespace} (${outcome})`,
      retention: `${retentionDays} days`,
      'search attributes added': searchAttributesAdded.join(', ') || 'none was missing',
    }),
  );
}
