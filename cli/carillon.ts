#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAccountsCommands } from './commands/accounts.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDevCommand } from './commands/dev.ts';
import { addPostsCommands } from './commands/posts.ts';
import { addSetupCommand } from './commands/setup.ts';
import { addSimulatorCommand } from './commands/simulator.ts';
import { addWorkerCommand } from './commands/worker.ts';
import { example } from './examples.ts';
import { EXIT } from './exit-codes.ts';
import { printProblem } from './output.ts';
import { endingOf } from './problems.ts';

const EXIT_CODES = `
Exit codes: 0 ok · 1 general · 2 usage · 3 Instagram or the server refused · 4 token · 5 invalid post · 6 wait timed out
Data goes to standard output, as JSON when that is not a terminal; problems go to standard error in the same way.`;

function createProgram(): Command {
  const program = new Command('carillon')
    .description('Publishes to Instagram at the exact second it promised, once, from a machine you own.')
    .version(version())
    .showSuggestionAfterError()
    .configureOutput({ outputError: () => undefined })
    .addHelpText('after', `${EXIT_CODES}\n${example('carillon demo')}`);
  addDemoCommand(program);
  addDevCommand(program);
  addWorkerCommand(program);
  addSetupCommand(program);
  addSimulatorCommand(program);
  addAccountsCommands(program);
  addPostsCommands(program);
  throwInsteadOfExiting(program);
  return program;
}

/** Settings are not inherited by commands that exist already. */
function throwInsteadOfExiting(command: Command): void {
  command.exitOverride().configureOutput({ outputError: () => undefined });
  for (const child of command.commands) throwInsteadOfExiting(child);
}

function version(): string {
  const source = readFileSync(
    new URL(import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json', import.meta.url),
    'utf8',
  );
  return (JSON.parse(source) as { version: string }).version;
}

try {
  await createProgram().parseAsync();
} catch (error) {
  if (error instanceof CommanderError && error.exitCode === 0) process.exitCode = EXIT.ok;
  else {
    const ending = endingOf(error);
    printProblem(ending);
    process.exitCode = ending.exitCode;
  }
}
