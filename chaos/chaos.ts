import { randomInt } from 'node:crypto';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { historyToJSON } from '@temporalio/common/lib/proto-utils.js';
import { findTemporalCli } from '../cli/embedded/temporal-cli.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { onInterruption, orInterrupted } from '../cli/interruption.ts';
import { printProblem, say } from '../cli/output.ts';
import { endingOf } from '../cli/problems.ts';
import { isAccountId, isPostId } from '../contracts/ids.ts';
import { LiveStack } from '../test/support/live-stack.ts';
import type { Account } from './account.ts';
import { OwnServer } from './own-server.ts';
import { progressTeller } from './progress.ts';
import { isClean, type Report, readable } from './report.ts';
import { runScenario, simulatorOptions, WORKER_ENVIRONMENT } from './run.ts';
import { makeScenario, type Scenario } from './scenario.ts';
import { wholeNumber } from './whole-number.ts';

const AFTERWARDS_MS = 15_000;
const LARGEST_SEED = 2 ** 32 - 1;

interface Options {
  readonly posts: number;
  readonly seed: number;
  readonly workers: number;
  readonly json: boolean;
}

function readOptions(): Options {
  const number = { type: 'string' } as const;
  const { values } = parseArgs({
    options: { posts: number, seed: number, workers: number, json: { type: 'boolean', default: false } },
  });
  return {
    posts: wholeNumber('--posts', values.posts, { from: 1, to: 9_999 }) ?? 200,
    seed: wholeNumber('--seed', values.seed, { from: 0, to: LARGEST_SEED }) ?? randomInt(LARGEST_SEED),
    workers: wholeNumber('--workers', values.workers, { from: 1, to: 16 }) ?? 3,
    json: values.json || !process.stdout.isTTY,
  };
}

/** A kill every twenty posts or so, and everything else that happens to an installation in a bad year. */
const scenarioFor = ({ posts, seed }: Options): Scenario =>
  makeScenario({
    ...{ seed, posts, apartMs: 500, dueWithinMs: 12_000, publishWithinSeconds: 45, mayHang: true },
    workerKills: Math.ceil(posts / 20),
    serverRestarts: Math.ceil(posts / 100),
    simulatorRestarts: Math.ceil(posts / 60),
    foreignPosts: Math.ceil(posts / 5),
    listFaults: Math.ceil(posts / 10),
    newTokens: 1,
  });

async function chaos(options: Options, signal: AbortSignal): Promise<Report> {
  const scenario = scenarioFor(options);
  await using resources = new AsyncDisposableStack();
  const cli = await findTemporalCli({ say, signal });
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-chaos-'));
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  const server = await OwnServer.start(cli, dataDir);
  resources.defer(() => server.stop());
  process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
  const stack = await LiveStack.start({ simulator: simulatorOptions(scenario), environment: WORKER_ENVIRONMENT });
  resources.defer(() => stack.stop());
  const { tell, done } = progressTeller(process.stderr);
  const { workers } = options;
  const run = runScenario(stack, scenario, { workers, server, afterwardsMs: AFTERWARDS_MS, signal, tell });
  const beganAt = Date.now();
  const account = await orInterrupted(run, signal).finally(done);
  const tookSeconds = Math.round((Date.now() - beganAt) / 1_000);
  const { seed, weather } = scenario;
  return { seed, weather, tookSeconds, account, histories: await keepHistories(stack, account, seed) };
}

/** The server goes; the histories of what went wrong stay. */
async function keepHistories(
  stack: LiveStack,
  { offenders, unconfirmed }: Account,
  seed: number,
): Promise<Report['histories']> {
  const folder = join(tmpdir(), `carillon-chaos-histories-${seed}`);
  const kept: Record<string, string> = {};
  for (const { plan, accountId } of [...offenders, ...unconfirmed.missedChances].map(({ record }) => record)) {
    if (!isAccountId(accountId) || !isPostId(plan.marker)) continue;
    const history = await stack.historyOf({ accountId, id: plan.marker }).catch(() => undefined);
    if (history === undefined) continue;
    await mkdir(folder, { recursive: true });
    kept[plan.marker] = join(folder, `${plan.marker}.json`);
    await writeFile(join(folder, `${plan.marker}.json`), historyToJSON(history));
  }
  return kept;
}

try {
  const options = readOptions();
  say(
    `seed ${options.seed}: npm run chaos -- --posts ${options.posts} --workers ${options.workers} --seed ${options.seed}`,
  );
  const report = await chaos(options, onInterruption());
  process.stdout.write(`${options.json ? JSON.stringify(report) : readable(report)}\n`);
  if (!isClean(report.account)) process.exitCode = EXIT.general;
} catch (error) {
  const ending = endingOf(error);
  printProblem(ending);
  process.exitCode = ending.exitCode;
}
// Waits that an interruption has left behind would keep the process; all that it started has been stopped.
process.exit();
