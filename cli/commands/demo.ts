import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Command } from 'commander';
import type { NewAccount } from '../../accounts/account.ts';
import { Carillon, type PostRequest, type PostView } from '../../client/index.ts';
import { isAccountId, isIgUserId } from '../../contracts/ids.ts';
import type { Simulator } from '../../simulator/simulator.ts';
import { addToSimulator } from '../embedded/simulated-accounts.ts';
import type { Stack } from '../embedded/stack.ts';
import { example } from '../examples.ts';
import { onInterruption } from '../interruption.ts';
import { say } from '../output.ts';
import { refuseUnpublished } from '../post-end.ts';
import { printPost } from '../post-output.ts';
import { progressTeller } from '../post-progress.ts';
import { connectTo } from '../server-target.ts';
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
  const { configuration, logger } = readSettings(demoEnvironment());
  await using resources = new AsyncDisposableStack();
  const options = { configuration, logger, server: undefined, withSimulator: true, say, signal };
  const { startStack } = await import('../embedded/stack.ts');
  const stack = await startStack(options, resources);
  const post = await publishOne(stack, resources);
  refuseUnpublished(post);
  printPost(post, { temporalUrl: urlOf(stack, post) });
  say('stopping everything');
}

/** A demonstration never meets the accounts, posts and settings of a real installation. */
function demoEnvironment(): NodeJS.ProcessEnv {
  const dataDir = mkdtempSync(join(tmpdir(), 'carillon-demo-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 20 }));
  return { CARILLON_DATA_DIR: dataDir, CARILLON_LOG: process.env['CARILLON_LOG'] ?? 'warn' };
}

async function publishOne(stack: Stack, resources: AsyncDisposableStack): Promise<PostView> {
  const { address, uiUrl, simulator } = stack;
  if (simulator === null) throw new TypeError('The demonstration runs on its simulator.');
  say(`Temporal     ${address}, UI at ${uiUrl}`);
  say(`Instagram    a simulator at ${simulator.url}`);
  const { accountId } = await addDemoAccount(stack, simulator);
  say(`account      ${accountId} added`);
  const { posts } = await connectDemo(stack, resources);
  const { post } = await posts.schedule(demoPost(accountId, simulator));
  say(`queued       ${post.id}, due at ${post.dueAt}`);
  say(`             ${urlOf(stack, post)}`);
  return await posts.wait(post, { timeoutMs: WAIT_MS, signal: stack.ending, onChange: progressTeller(say) });
}

async function addDemoAccount({ accounts }: Stack, simulator: Simulator): Promise<NewAccount> {
  const accountId = 'demo';
  const igUserId = '17841400000000001';
  if (!isAccountId(accountId) || !isIgUserId(igUserId)) throw new TypeError('The demo account has no valid name.');
  const account: NewAccount = { accountId, igUserId, login: 'facebook', token: 'EAAdemo-token-of-the-simulator' };
  accounts.add(account);
  await addToSimulator(simulator.url, account);
  return account;
}

async function connectDemo({ server }: Stack, resources: AsyncDisposableStack): Promise<Carillon> {
  // A connection of our own, because the variables of the environment may name another server.
  const connection = resources.adopt(await connectTo(server), (opened) => opened.close());
  const { namespace } = server;
  const options = { connection, namespace, source: 'demo', leadSeconds: LEAD_SECONDS, armSeconds: ARM_SECONDS };
  return resources.use(await Carillon.connect(options));
}

const demoPost = (accountId: string, simulator: Simulator): PostRequest => ({
  accountId,
  kind: 'image',
  caption: 'Published by Carillon at the instant it promised.',
  media: [
    { kind: 'image', url: `${simulator.url}/_control/pictures/demo.jpg`, altText: 'A picture for the demonstration' },
  ],
  scheduledAt: new Date(Date.now() + DUE_IN_MS).toISOString(),
});

const urlOf = ({ uiUrl, server }: Stack, post: PostView): string | null =>
  uiUrl === null ? null : temporalUrl(uiUrl, server.namespace, post);
