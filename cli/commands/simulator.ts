import type { Command } from 'commander';
import { systemErrorCode } from '../../accounts/system-error.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { CommandError } from '../command-errors.ts';
import { example } from '../examples.ts';
import { onInterruption, stayUp } from '../interruption.ts';
import { wholeNumber } from '../options.ts';
import { print } from '../output.ts';

export function addSimulatorCommand(program: Command): void {
  program
    .command('simulator')
    .description("run the stand-in for Instagram's HTTP side until it is asked to stop")
    .option('--port <n>', 'port on 127.0.0.1; 0 takes a free one', wholeNumber(0, 65_535), 8300)
    .addHelpText('after', example('carillon simulator --port 8300'))
    .action(async ({ port }: { port: number }) => {
      const signal = onInterruption();
      const simulator = await startOn(port);
      print({ url: simulator.url }, () => `Simulator on ${simulator.url}; accounts, faults and state under /_control.`);
      await stayUp(signal);
      await simulator.close();
    });
}

async function startOn(port: number): Promise<Simulator> {
  const { startSimulator } = await import('../../simulator/simulator.ts');
  try {
    return await startSimulator({ port });
  } catch (error) {
    const code = systemErrorCode(error);
    throw new CommandError('port', {
      message: code === 'EADDRINUSE' ? `Port ${port} is taken.` : `Port ${port} cannot be used (${code}).`,
      nextAction: 'Give another --port, or 0 for a free one.',
      cause: error,
    });
  }
}
