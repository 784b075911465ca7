import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { parseArgs } from 'node:util';
import { findTemporalCli } from '../cli/embedded/temporal-cli.ts';
import { EXIT } from '../cli/exit-codes.ts';
import { onInterruption, orInterrupted } from '../cli/interruption.ts';
import { printProblem, say } from '../cli/output.ts';
import { endingOf } from '../cli/problems.ts';
import { type LiveAccount, LiveStack } from '../test/support/live-stack.ts';
import {
  asPublished,
  earliestEnd,
  passedAmong,
  publishAll,
  publishElsewhere,
  rushOf,
  type ShortWindow,
  sentAtOf,
  stackOf,
} from '../test/support/rush.ts';
import { type SeenWindow, seenWindows } from '../test/support/seen-windows.ts';
import { Crew } from './crew.ts';
import { OwnServer } from './own-server.ts';
import { wholeNumber } from './whole-number.ts';

// The longer run of test/patient/quotas.test.ts: many more posts of several accounts than their windows hold, with workers killed all the
// time and posts of other tools in between. Fails when a post was not published, unless its worker was killed between its mark and its answer,
// of which nobody can know more, and when Instagram refused a call for a limit that no other tool can have used up.

const WINDOW: ShortWindow = { seconds: 20, publish: 10, container: 40 };
const WORKERS = 3;
const KILL_EVERY_MS = 25_000;
const FOREIGN_EVERY_MS = 8_000;
/** From the first due instant to the last. */
const WITHIN_MS = 10_000;
/** What staging takes for each. */
const MS_PER_POST = 1_500;

interface AccountReport {
  readonly statuses: Readonly<Record<string, number>>;
  /** Unconfirmed, because their worker was killed after their mark. */
  readonly lostAfterMark: number;
  /** Posts that were published after one that was due later: those that a killed worker held, and those that Instagram refused first. */
  readonly outOfOrder: number;
  readonly windows: Readonly<Record<'publish' | 'container', SeenWindow>>;
  /** How many posts another tool has published: each may have taken the place of one that was granted already. */
  readonly elsewhere: number;
  /** From the first due instant to the last sending, and what it would have taken without kills, had all of that been known. Seconds. */
  readonly took: number;
  readonly possible: number;
}

async function run(posts: number, accounts: number, signal: AbortSignal): Promise<AccountReport[]> {
  await using resources = new AsyncDisposableStack();
  const cli = await findTemporalCli({ say, signal });
  const dataDir = await mkdtemp(join(tmpdir(), 'carillon-quotas-'));
  resources.defer(() => rm(dataDir, { recursive: true, force: true }));
  const server = await OwnServer.start(cli, dataDir);
  resources.defer(() => server.stop());
  process.env['TEST_TEMPORAL_ADDRESS'] = server.address;
  const stack = await LiveStack.start(stackOf(WINDOW));
  resources.defer(() => stack.stop());
  const crew = new Crew(stack, null);
  await crew.startWorkers(WORKERS);
  const others = await Promise.all(Array.from({ length: accounts - 1 }, () => stack.addAccount()));
  const everybody = [stack.account, ...others].map((account): Sharing => ({ account, elsewhere: [] }));
  const over = new AbortController();
  const trouble = Promise.all([
    every(KILL_EVERY_MS, over.signal, () => crew.killWorker()),
    every(FOREIGN_EVERY_MS, over.signal, async () => {
      for (const { account, elsewhere } of everybody)
        if (await publishElsewhere(stack, account)) elsewhere.push(Date.now());
    }),
  ]);
  try {
    const rushes = Promise.all(everybody.map((each) => rush(stack, each, posts)));
    // Trouble ends when it is told to: before that it only ends the run by failing.
    return await orInterrupted(Promise.race([rushes, trouble.then(() => rushes)]), signal);
  } finally {
    over.abort();
    await trouble;
  }
}

async function every(ms: number, over: AbortSignal, act: () => Promise<void>): Promise<void> {
  for (;;) {
    await sleep(ms, undefined, { signal: over }).catch(() => undefined);
    if (over.aborted) return;
    await act();
  }
}

interface Sharing {
  readonly account: LiveAccount;
  /** When other tools published on it. Epoch milliseconds. */
  readonly elsewhere: number[];
}

async function rush(stack: LiveStack, { account, elsewhere }: Sharing, count: number): Promise<AccountReport> {
  const dueInMs = Array.from(
    { length: count },
    (_, index) => 20_000 + count * MS_PER_POST + (index * WITHIN_MS) / count,
  );
  const ends = await publishAll(stack, rushOf(stack, account, dueInMs), 3_600_000);
  const statuses: Record<string, number> = {};
  for (const { status } of ends) statuses[status] = (statuses[status] ?? 0) + 1;
  const lost = ends.filter(
    ({ status, error }) => status === 'unconfirmed' && error?.code === 'worker-lost-while-sending',
  );
  const dueAts = ends.map(({ dueAt }) => Date.parse(dueAt));
  const sent = ends.map(sentAtOf).filter(Number.isFinite);
  const { publish, container } = await seenWindows(stack, account);
  const begin = dueAts[0] ?? Number.NaN;
  const seconds = (until: number): number => Math.round((until - begin) / 1_000);
  return {
    statuses,
    lostAfterMark: lost.length,
    outOfOrder: passedAmong(await asPublished(stack, ends)).length,
    windows: { publish, container },
    elsewhere: elsewhere.length,
    took: seconds(Math.max(...sent)),
    possible: seconds(earliestEnd(dueAts, WINDOW, elsewhere)),
  };
}

const isClean = ({ statuses, lostAfterMark, windows: { publish, container }, elsewhere }: AccountReport): boolean =>
  Object.entries(statuses).every(
    ([status, count]) => status === 'published' || (status === 'unconfirmed' && count === lostAfterMark),
  ) &&
  publish.refused <= elsewhere &&
  container.refused === 0;

const number = { type: 'string' } as const;
try {
  const { values } = parseArgs({ options: { posts: number, accounts: number } });
  const posts = wholeNumber('--posts', values.posts, { from: 1, to: 9_999 }) ?? 60;
  const accounts = wholeNumber('--accounts', values.accounts, { from: 1, to: 20 }) ?? 2;
  const reports = await run(posts, accounts, onInterruption());
  process.stdout.write(`${JSON.stringify(reports, undefined, 1)}\n`);
  if (!reports.every(isClean)) process.exitCode = EXIT.general;
} catch (error) {
  const ending = endingOf(error);
  printProblem(ending);
  process.exitCode = ending.exitCode;
}
process.exit();
