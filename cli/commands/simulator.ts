import { once } from 'node:events';
import type { Command } from 'commander';
import { startSimulator } from '../../simulator/simulator.ts';
import { CommandError } from '../command-errors.ts';
import { example } from '../examples.ts';
import { onInterruption } from '../interruption.ts';
import { print } from '../output.ts';

export function addSimulatorCommand(program: Command): void {
  program
    .command('simulator')
    .description("run the stand-in for Instagram's HTTP side until it is asked to stop")
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', Number, 8300)
    .addHelpText('after', example('carillon simulator --port 8300'))
    .action(async ({ port }: { port: number }) => {
      const signal = onInterruption();
      if (!Number.isInteger(port) || port < 0 || port > 65_535)
        throw badPort(`--port must be a port number, 0 to 65535.`);
      const simulator = await startSimulator({ port }).catch((error: NodeJS.ErrnoException) => {
        throw error.code === 'EADDRINUSE' ? badPort(`Port ${port} is taken.`) : error;
      });
      print({ url: simulator.url }, () => `Simulator on ${simulator.url}; accounts, faults and state under /_control.`);
      if (!signal.aborted) await once(signal, 'abort');
      await simulator.close();
    });
}

const badPort = (message: string): CommandError =>
  new CommandError('port', { message, nextAction: 'Give another --port, or 0 for a free one.' });
