import type { Command } from 'commander';
import { setUpServer } from '../../worker/server-setup.ts';
import { example } from '../examples.ts';
import { print, sheet } from '../output.ts';
import { connectTo, serverTarget } from '../server-target.ts';
import { readSettings } from '../settings.ts';

export function addSetupCommand(program: Command): void {
  program
    .command('setup')
    .description('make a Temporal server ready: namespace, retention, search attributes; may be repeated')
    .addHelpText('after', example('TEMPORAL_ADDRESS=temporal:7233 carillon setup'))
    .action(async () => {
      const server = serverTarget(readSettings().configuration);
      const connection = await connectTo(server);
      try {
        const report = await setUpServer(connection, server.namespace);
        print({ ...report, name: server.namespace }, () =>
          sheet({
            namespace: `${server.namespace} (${report.namespace})`,
            retention: `${report.retentionDays} days`,
            'search attributes added': report.searchAttributesAdded.join(', ') || 'none was missing',
          }),
        );
      } finally {
        await connection.close();
      }
    });
}
