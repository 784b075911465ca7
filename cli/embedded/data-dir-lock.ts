import { existsSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { CommandError } from '../command-errors.ts';
import { EXIT } from '../exit-codes.ts';

/** Where a running `carillon dev` can be reached: other commands read it when `TEMPORAL_ADDRESS` is not set. */
export interface RunningStack {
  readonly address: string;
  readonly namespace: string;
  readonly uiUrl: string | null;
  readonly simulatorUrl: string | null;
}

export interface DataDirLock {
  /** Lets other commands find the stack. */
  announce(stack: RunningStack): void;
  release(): void;
}

/** What the holder of the lock tells of itself: `stack` is null while it is starting. */
interface Holder {
  readonly pid: number;
  readonly stack: RunningStack | null;
}

/** Longer than another command looks at the lock. */
const LOCK_PATIENCE_MS = 1_000;
/** https://www.sqlite.org/rescode.html#busy */
const SQLITE_BUSY = 5;

const lockFile = (dataDir: string): string => join(dataDir, 'dev.lock');
const holderFile = (dataDir: string): string => join(dataDir, 'dev.json');

/**
 * Takes the data directory for one embedded server, whose database two servers would corrupt. The lock is a SQLite one: the
 * system gives it back when the process ends, however it ends.
 * @throws CommandError when another process has it, or the directory cannot be used
 */
export function lockDataDir(dataDir: string): DataDirLock {
  mkdirSync(dataDir, { recursive: true, mode: 0o700 });
  const database = new DatabaseSync(lockFile(dataDir), { timeout: LOCK_PATIENCE_MS });
  try {
    database.exec('BEGIN EXCLUSIVE');
  } catch (error) {
    database.close();
    throw isBusy(error) ? inUse(dataDir) : unusable(dataDir, error);
  }
  const tell = (stack: RunningStack | null) =>
    writeFileSync(holderFile(dataDir), JSON.stringify({ pid: process.pid, stack } satisfies Holder));
  // What a killed holder left behind is no longer true.
  tell(null);
  return {
    announce: tell,
    release: () => {
      rmSync(holderFile(dataDir), { force: true });
      database.close();
    },
  };
}

/** The stack that runs on this data directory now. Undefined when there is none, or it is still starting. */
export function readRunningStack(dataDir: string): RunningStack | undefined {
  return isLocked(dataDir) ? (readHolder(dataDir)?.stack ?? undefined) : undefined;
}

/** The holder's file outlives a holder that is killed, and its ports may be another's by now: only the lock is proof. */
function isLocked(dataDir: string): boolean {
  if (!existsSync(lockFile(dataDir))) return false;
  try {
    using database = new DatabaseSync(lockFile(dataDir), { readOnly: true, timeout: 0 });
    database.prepare('SELECT count(*) FROM sqlite_schema').get();
    return false;
  } catch (error) {
    return isBusy(error);
  }
}

function readHolder(dataDir: string): Holder | undefined {
  try {
    return JSON.parse(readFileSync(holderFile(dataDir), 'utf8')) as Holder;
  } catch {
    return undefined;
  }
}

const isBusy = (error: unknown): boolean =>
  error instanceof Error && 'errcode' in error && error.errcode === SQLITE_BUSY;

function inUse(dataDir: string): CommandError {
  const holder = readHolder(dataDir);
  const who = holder === undefined ? 'Another process' : `Process ${holder.pid}`;
  const where = holder?.stack ? `, with its server on ${holder.stack.address}` : '';
  return new CommandError('data-dir-in-use', {
    message: `${who} runs "carillon dev" on ${dataDir}${where}.`,
    nextAction: 'Use that one, stop it, or set CARILLON_DATA_DIR to another directory.',
    exitCode: EXIT.general,
  });
}

const unusable = (dataDir: string, cause: unknown): CommandError =>
  new CommandError('unusable-data-dir', {
    message: `The data directory ${dataDir} cannot be locked: ${cause instanceof Error ? cause.message : cause}.`,
    nextAction: 'Let this user write there, on a local disk with room, or set CARILLON_DATA_DIR to another directory.',
    exitCode: EXIT.general,
    cause,
  });
