import { say } from '../cli/output.ts';
import { accountTaskQueue } from '../contracts/account.ts';
import { accountIdOf } from './accounts.ts';
import { askForNothing, oneProcess } from './ledger-callers.ts';
import { inParallel } from './parallel.ts';
import { processOn } from './parts.ts';
import { processorTime } from './processor-time.ts';
import { residentMemory } from './resident-memory.ts';
import type { Rig } from './rig.ts';
import { tenths } from './statistics.ts';
import { entityTaskQueue } from './twin/contract.ts';

/** Numbers of accounts, each of which asks once, one number after the other on the same worker. */
export interface CostsPlan {
  readonly counts: readonly number[];
}

export interface CostsReport {
  /** Resident memory of each worker before anybody asked, in MiB. */
  readonly before: { readonly ours: number; readonly nothing: number };
  readonly ofEachCount: readonly CountCosts[];
}

interface CountCosts {
  readonly accounts: number;
  readonly ours: WorkerCosts;
  /** Of the twin's worker, with as many entities that are asked for nothing. */
  readonly nothing: WorkerCosts;
}

interface WorkerCosts {
  /** Of the worker then, with all that asked before, in MiB. */
  readonly resident: number;
  /** Processor time of the worker for each grant, in milliseconds. */
  readonly processorMs: number;
}

const CALLERS = 16;

/** What accounts cost a worker, and what as many entities that do nothing do. Null where there is no /proc. */
export async function measureCosts(rig: Rig, { counts }: CostsPlan): Promise<CostsReport | null> {
  if (process.platform !== 'linux') return null;
  await rig.needWorkers(1);
  const { connection, taskQueue, twinTaskQueue } = rig;
  const ours = await processOn(connection, { name: accountTaskQueue(taskQueue), type: 'workflow' });
  const nothing = await processOn(connection, { name: entityTaskQueue(twinTaskQueue), type: 'workflow' });
  const before = { ours: await residentMiB(ours), nothing: await residentMiB(nothing) };
  const ask = oneProcess(rig);
  const ofEachCount: CountCosts[] = [];
  for (const accounts of counts) {
    const names = Array.from({ length: accounts }, (_, index) => `one-of-${accounts}-${index}`);
    const costs = {
      accounts,
      ours: await costsOf(ours, names, (name) => ask(accountIdOf(name), 'container')),
      nothing: await costsOf(nothing, names, (name) => askForNothing(rig, `nothing.${name}`)),
    };
    say(`carillon ${accounts} accounts: ${costs.ours.processorMs} ms each beside ${costs.nothing.processorMs} ms`);
    ofEachCount.push(costs);
  }
  return { before, ofEachCount };
}

async function costsOf(
  pid: number,
  names: readonly string[],
  ask: (name: string) => Promise<void>,
): Promise<WorkerCosts> {
  const before = await processorTime(pid);
  await inParallel(names, CALLERS, ask);
  const processorMs = tenths(((await processorTime(pid)) - before) / names.length);
  return { resident: await residentMiB(pid), processorMs };
}

const residentMiB = async (pid: number): Promise<number> => tenths((await residentMemory(pid)).now);
