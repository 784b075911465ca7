import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** Where a running `carillon dev` can be reached: other commands read it when `TEMPORAL_ADDRESS` is not set. */
export interface RunningStack {
  readonly pid: number;
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | null;
  readonly simulatorUrl: string | null;
}

/** Another process runs its stack on this data directory. */
export class DataDirInUseError extends Error {
  override readonly name = 'DataDirInUseError';

  constructor(dataDir: string, running: RunningStack | undefined) {
    const who =
      running === undefined ? 'Another process' : `Process ${running.pid}, with its server on ${running.address},`;
    super(
      `${who} runs "carillon dev" on ${dataDir}. Use that one, stop it, or set CARILLON_DATA_DIR to another directory.`,
    );
  }
}

const LOCK_FILE = 'dev.lock';
const STACK_FILE = 'dev.json';

/**
 * Takes the data directory for one embedded server, whose database two servers would corrupt. The lock is a SQLite one: the
 * system gives it back when the process ends, however it ends.
 * @throws DataDirInUseError
 */
export function lockDataDir(dataDir: string): { announce(stack: Omit<RunningStack, 'pid'>): void; release(): void } {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(join(dataDir, LOCK_FILE));
  try {
    database.exec('PRAGMA busy_timeout = 0; BEGIN EXCLUSIVE');
  } catch {
    database.close();
    throw new DataDirInUseError(dataDir, readRunningStack(dataDir));
  }
  const stackFile = join(dataDir, STACK_FILE);
  return {
    announce: (stack) => writeFileSync(stackFile, JSON.stringify({ pid: process.pid, ...stack })),
    release: () => {
      rmSync(stackFile, { force: true });
      database.close();
    },
  };
}

/** The stack that was last announced for this data directory. It may have been killed since. */
export function readRunningStack(dataDir: string): RunningStack | undefined {
  try {
    return JSON.parse(readFileSync(join(dataDir, STACK_FILE), 'utf8')) as RunningStack;
  } catch {
    return undefined;
  }
}
