import { type ChildProcess, spawn } from 'node:child_process';

const STOP_DEADLINE_MS = 10_000;
/** Enough for a server that crashes with a dump of all that it was doing. */
const KEPT_CHARACTERS = 256 * 1024;

/**
 * Runs the command, and beside it a watch that ends it when our standard input closes: it closes when the process that started
 * this script ends, however it ends, SIGKILL included. Exits with the command's own code, and leaves nothing behind: the last
 * `kill` goes to the whole process group, in which by then only the watch is left. What the shell itself has to say goes nowhere,
 * or it would die of writing to a process that is gone before it came to that.
 */
const GUARD = `
exec 3<&0
"$@" 3<&- </dev/null & child=$!
exec >/dev/null 2>&1
(cat <&3; kill "$child"; sleep ${STOP_DEADLINE_MS / 1000}; kill -9 "$child") &
wait "$child"; code=$?
trap "" TERM; kill 0
exit $code`;

export interface GuardedChild {
  /** Resolves with the exit code when the command has ended, for whatever reason. */
  readonly ended: Promise<number>;
  /** What it last wrote on standard error and output. */
  output(): string;
  stop(): Promise<void>;
}

/** A child process that cannot outlive this one, and that Ctrl-C in a terminal does not reach: we stop it, in our order. */
export function startGuarded(command: string, args: readonly string[]): GuardedChild {
  const child = spawn('sh', ['-c', GUARD, 'sh', command, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let kept = '';
  const keep = (chunk: Buffer | string) => {
    kept = (kept + chunk.toString()).slice(-KEPT_CHARACTERS);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number>((resolve) => {
    child.once('exit', (code) => resolve(code ?? 1));
    child.once('error', (error) => {
      keep(error.message);
      resolve(1);
    });
  });
  return { ended, output: () => kept.trim(), stop: () => stop(child, ended) };
}

async function stop(child: ChildProcess, ended: Promise<number>): Promise<void> {
  child.stdin?.destroy();
  const timer = setTimeout(() => killGroup(child), STOP_DEADLINE_MS);
  await ended;
  clearTimeout(timer);
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid !== undefined) process.kill(-child.pid, 'SIGKILL');
  } catch {
    // It has just ended by itself.
  }
}
