import { type ChildProcess, spawn } from 'node:child_process';

const STOP_DEADLINE_MS = 10_000;

/**
 * Starts the command, and a shell beside it that kills it when its standard input closes: it closes when this process ends,
 * however it ends, SIGKILL included. `sh` exits with the command's own code.
 */
const GUARD =
  'exec 3<&0; "$@" 3<&- </dev/null & child=$!; (cat <&3 >/dev/null; kill "$child") 2>/dev/null & guard=$!; wait "$child"; code=$?; kill "$guard" 2>/dev/null; exit $code';

export interface GuardedChild {
  /** Resolves with the exit code when the command has ended, for whatever reason. */
  readonly ended: Promise<number>;
  /** The last lines that it wrote on standard error and output. */
  output(): string;
  stop(): Promise<void>;
}

/** A child process that cannot outlive this one, and that Ctrl-C in a terminal does not reach: we stop it, in our order. */
export function startGuarded(command: string, args: readonly string[]): GuardedChild {
  const child = spawn('sh', ['-c', GUARD, 'sh', command, ...args], { stdio: ['pipe', 'pipe', 'pipe'], detached: true });
  let kept = '';
  const keep = (chunk: Buffer) => {
    kept = (kept + chunk.toString()).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  child.stdin.on('error', () => undefined);
  const ended = new Promise<number>((resolve) => child.once('exit', (code) => resolve(code ?? 1)));
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
