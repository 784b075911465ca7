import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { NewAccount } from '../accounts/account.ts';
import { Carillon, type ConnectOptions } from '../client/index.ts';
import { type AccountId, isAccountId, isIgUserId } from '../contracts/ids.ts';
import type { Simulator } from '../simulator/simulator.ts';
import { addToSimulator } from './embedded/simulated-accounts.ts';
import type { Stack } from './embedded/stack.ts';
import { onInterruption } from './interruption.ts';
import { say } from './output.ts';
import { connectTo } from './server-target.ts';
import { readSettings } from './settings.ts';

/** Everything that a demonstration stands on, with one account. */
export interface Demonstration {
  readonly stack: Stack;
  readonly simulator: Simulator;
  readonly carillon: Carillon;
  readonly accountId: AccountId;
  /** Gone when the demonstration is over. */
  readonly dataDir: string;
}

type ClientOptions = Pick<ConnectOptions, 'leadSeconds' | 'armSeconds'>;

/** Starts all parts embedded, shows them, and stops them when the work is done. */
export async function demonstrate(
  options: ClientOptions,
  work: (demonstration: Demonstration) => Promise<void>,
): Promise<void> {
  const signal = onInterruption();
  const { configuration, logger } = readSettings(demoEnvironment());
  await using resources = new AsyncDisposableStack();
  const { startStack } = await import('./embedded/stack.ts');
  const stack = await startStack(
    { configuration, logger, server: undefined, withSimulator: true, say, signal },
    resources,
  );
  const { address, uiUrl, simulator } = stack;
  if (simulator === null) throw new TypeError('The demonstration runs on its simulator.');
  say(`Temporal     ${address}, UI at ${uiUrl}`);
  say(`Instagram    a simulator at ${simulator.url}`);
  const { accountId } = await addDemoAccount(stack, simulator);
  say(`account      ${accountId} added`);
  const carillon = await connectDemo(stack, resources, options);
  await work({ stack, simulator, carillon, accountId, dataDir: configuration.dataDir });
  say('stopping everything');
}

/** A demonstration never meets the accounts, posts and settings of a real installation. */
function demoEnvironment(): NodeJS.ProcessEnv {
  const dataDir = mkdtempSync(join(tmpdir(), 'carillon-demo-'));
  process.once('exit', () => rmSync(dataDir, { recursive: true, force: true, maxRetries: 20 }));
  return { CARILLON_DATA_DIR: dataDir, CARILLON_LOG: process.env['CARILLON_LOG'] ?? 'warn' };
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

async function connectDemo(
  { server }: Stack,
  resources: AsyncDisposableStack,
  options: ClientOptions,
): Promise<Carillon> {
  // A connection of our own, because the variables of the environment may name another server.
  const connection = resources.adopt(await connectTo(server), (opened) => opened.close());
  const { namespace } = server;
  return resources.use(await Carillon.connect({ connection, namespace, source: 'demo', ...options }));
}
