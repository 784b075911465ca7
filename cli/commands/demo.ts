import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { NewAccount } from '../../accounts/account.ts';
import { Carillon, type PostView } from '../../client/index.ts';
import { isAccountId, isIgUserId } from '../../contracts/ids.ts';
import { CommandError } from '../command-errors.ts';
import { addToSimulator } from '../embedded/simulated-accounts.ts';
import { type Stack, startStack } from '../embedded/stack.ts';
import { example } from '../examples.ts';
import { EXIT } from '../exit-codes.ts';
import { onInterruption, orInterrupted } from '../interruption.ts';
import { progressTeller } from '../post-progress.ts';
import { readSettings } from '../settings.ts';
import { temporalUrl } from '../temporal-url.ts';

const DUE_IN_MS = 20_000;
const LEAD_SECONDS = 15;
const ARM_SECONDS = { earliest: 8, latest: 4 } as const;
const WAIT_MS = 60_000;

export function addDemoCommand(program: Command): void {
  program
    .command('demo')
    .description('the main job on embedded parts, from nothing to a published post')
    .addHelpText('after', example('carillon demo'))
    .action(runDemo);
}

async function runDemo(): Promise<void> {
  const signal = onInterruption();
  await using resources = new AsyncDisposableStack();
  // A place of its own, so that a demonstration never meets the accounts and posts of a real installation.
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-demo-'));
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  const { configuration, logger } = readSettings({ dataDir, logLevel: 'warn' });
  const tell = (line: string) => process.stdout.write(`${line}\n`);
  const stack = await startStack(
    { configuration, logger, server: undefined, withSimulator: true, say: tell, signal },
    resources,
  );
  const end = await orInterrupted(Promise.race([publishOne(stack, tell), stack.failed]), signal);
  if (end.status !== 'published') throw notPublished(end);
  tell(`permalink    ${end.permalink ?? 'could not be read'}`);
  tell('stopping everything');
}

async function publishOne(stack: Stack, tell: (line: string) => void): Promise<PostView> {
  const { address, uiUrl, simulator, accounts } = stack;
  if (simulator === null || uiUrl === null) throw new TypeError('The demo runs on embedded parts.');
  tell(`Temporal     ${address}, UI at ${uiUrl}`);
  tell(`Instagram    a simulator at ${simulator.url}`);
  const account = demoAccount();
  accounts.add(account);
  await addToSimulator(simulator.url, account);
  tell(`account      ${account.accountId} added`);
  await using carillon = await Carillon.connect({
    address,
    source: 'demo',
    leadSeconds: LEAD_SECONDS,
    armSeconds: ARM_SECONDS,
  });
  const { post } = await carillon.posts.schedule({
    accountId: account.accountId,
    kind: 'image',
    caption: 'Published by Carillon at the instant it promised.',
    media: [
      { kind: 'image', url: `${simulator.url}/_control/pictures/demo.jpg`, altText: 'A picture for the demonstration' },
    ],
    scheduledAt: new Date(Date.now() + DUE_IN_MS).toISOString(),
  });
  tell(`queued       ${post.id}, due at ${post.dueAt}`);
  tell(`             ${temporalUrl(uiUrl, 'default', post)}`);
  const lineFor = progressTeller();
  return await carillon.posts.wait(post, {
    timeoutMs: WAIT_MS,
    onChange: (seen) => {
      const line = lineFor(seen);
      if (line !== undefined) tell(line);
    },
  });
}

function demoAccount(): NewAccount {
  const accountId = 'demo';
  const igUserId = '17841400000000001';
  if (!isAccountId(accountId) || !isIgUserId(igUserId)) throw new TypeError('The demo account has no valid name.');
  return { accountId, igUserId, login: 'facebook', token: 'EAAdemo-token-of-the-simulator' };
}

const notPublished = ({ status, error }: PostView): CommandError =>
  new CommandError('demo-failed', {
    message: `The demonstration's post ended as ${status}: ${error?.message ?? 'no reason known'}`,
    nextAction: error?.nextAction ?? 'Run the demonstration again.',
    exitCode: EXIT.general,
  });
