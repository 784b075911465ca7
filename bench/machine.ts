import { execFile } from 'node:child_process';
import { availableParallelism, cpus, loadavg, totalmem } from 'node:os';
import { promisify } from 'node:util';
import type { TemporalCli } from '../cli/embedded/temporal-cli.ts';
import { tenths } from './statistics.ts';

const run = promisify(execFile);
const GIB = 1024 ** 3;

/** What the figures depend on, beside the code. */
export interface Machine {
  readonly cores: number;
  readonly processor: string;
  readonly memoryGib: number;
  readonly node: string;
  /** Version and settings of the Temporal server. */
  readonly server: string;
  /** Of the minute before the bench: above 0.5, somebody else used the machine too. */
  readonly loadBefore: number;
}

export async function thisMachine({ path }: TemporalCli): Promise<Machine> {
  const { stdout } = await run(path, ['--version'], { timeout: 30_000 });
  return {
    cores: availableParallelism(),
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    memoryGib: tenths(totalmem() / GIB),
    node: process.version,
    server: `${stdout.trim()}, start-dev on SQLite in a file, journal_mode=WAL, synchronous=NORMAL`,
    loadBefore: tenths(loadavg()[0] ?? 0),
  };
}
