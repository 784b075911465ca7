#!/usr/bin/env -S node --disable-warning=ExperimentalWarning
import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAccountsCommands } from './commands/accounts.ts';
import { addCollabCommands } from './commands/collab.ts';
import { addDemoCommand } from './commands/demo.ts';
import { addDevCommand } from './commands/dev.ts';
import { addInvitesCommands } from './commands/invites.ts';
import { addPostsCommands } from './commands/posts.ts';
import { addQuotaCommand } from './commands/quota.ts';
import { addSetupCommand } from './commands/setup.ts';
import { addSimulatorCommand } from './commands/simulator.ts';
import { addWorkerCommand } from './commands/worker.ts';
import { example } from './examples.ts';
import { EXIT_CODES_FOR_PEOPLE } from './exit-codes.ts';
import { outliveReaders, printProblem } from './output.ts';
import { endingOf } from './problems.ts';
import { logWhole } from './settings.ts';

const ABOUT_OUTPUT = `
Exit codes:
${EXIT_CODES_FOR_PEOPLE}

Data goes to standard output, as JSON when that is not a terminal. A problem goes to standard error, as one line of JSON when
that is not a terminal: {"error":{"code","message","nextAction","details"}}. There, demo and dev also tell what they do, and posts create --wait how
far uploads are; a problem is the last line.`;

/** What only some commands need, the worker's libraries above all, they load themselves: with them every command starts 0.3 s later. */
function createProgram(): Command {
  const program = new Command('carillon')
    .description('Publishes to Instagram at the exact second it promised, once, from a machine you own.')
    .version(version())
    .addHelpText('after', `${ABOUT_OUTPUT}\n${example('carillon demo')}`);
  addDemoCommand(program);
  addDevCommand(program);
  addWorkerCommand(program);
  addSetupCommand(program);
  addSimulatorCommand(program);
  addAccountsCommands(program);
  addPostsCommands(program);
  addQuotaCommand(program);
  addInvitesCommands(program);
  addCollabCommands(program);
  leaveProblemsToUs(program);
  return program;
}

/** Every command for itself, because settings are not inherited by commands that exist already. */
function leaveProblemsToUs(command: Command): void {
  const people = (text: string) => (process.stderr.isTTY ? process.stderr.write(text) : undefined);
  command.exitOverride().configureOutput({ outputError: () => undefined, writeErr: people });
  for (const child of command.commands) leaveProblemsToUs(child);
}

function version(): string {
  const packageFile = import.meta.url.endsWith('.ts') ? '../package.json' : '../../package.json';
  const { version: found } = JSON.parse(readFileSync(new URL(packageFile, import.meta.url), 'utf8')) as {
    version: string;
  };
  return found;
}

function tell(error: unknown): void {
  // Help and version, which commander ends by throwing.
  if (error instanceof CommanderError && error.exitCode === 0) return;
  const ending = endingOf(error);
  logWhole(error);
  printProblem(ending);
  process.exitCode = ending.exitCode;
}

outliveReaders();
process.on('uncaughtException', (error) => {
  tell(error);
  process.exit();
});
try {
  await createProgram().parseAsync();
} catch (error) {
  tell(error);
}
