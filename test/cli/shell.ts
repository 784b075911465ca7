import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { constants, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Problem } from '../../cli/problems.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const ENTRY = join(ROOT, 'cli/carillon.ts');
/** Shorter than jest waits for most tests: it would not tell what a command has written. */
const DEADLINE_MS = 55_000;

/** How a command ended, and what it wrote. */
export interface Ran {
  /** As a shell shows it in `$?`: 128 and the signal's number for a process that died of one. */
  readonly status: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  readonly env?: Readonly<Record<string, string>>;
  /** For standard input, which is empty otherwise. */
  readonly input?: string;
}

/** A command that runs. */
export interface Running {
  readonly pid: number;
  stdout(): string;
  stderr(): string;
  /** Resolves when a line that matches has been written to either output. */
  says(text: RegExp): Promise<void>;
  kill(signal: NodeJS.Signals): void;
  /** Stops reading its standard output, as `| head` does. */
  closeOutput(): void;
  /** Waits for the end, for so long and no longer. */
  readonly ended: Promise<Ran>;
}

/** A place to run the real command in: a directory of its own, and none of the settings of whoever runs the tests. */
export class Shell {
  readonly dir: string;
  readonly dataDir: string;
  readonly #env: Readonly<Record<string, string>>;
  readonly #children = new Set<ChildProcess>();

  static async open(env: Readonly<Record<string, string>> = {}): Promise<Shell> {
    return new Shell(await mkdtemp(join(tmpdir(), 'carillon-cli-')), env);
  }

  private constructor(dir: string, env: Readonly<Record<string, string>>) {
    this.dir = dir;
    this.dataDir = env['CARILLON_DATA_DIR'] ?? join(dir, 'data');
    this.#env = {
      ...withoutSettings(process.env),
      // Halves the time that each of the many commands takes to start.
      NODE_COMPILE_CACHE: join(ROOT, 'node_modules/.cache/carillon-commands'),
      // One in the home directory would name a server.
      TEMPORAL_CONFIG_FILE: join(dir, 'none.toml'),
      CARILLON_DATA_DIR: this.dataDir,
      ...env,
    };
  }

  run(args: readonly string[], options: RunOptions = {}): Promise<Ran> {
    return this.start(args, options).ended;
  }

  start(args: readonly string[], { env = {}, input = '' }: RunOptions = {}): Running {
    const child = spawn(process.execPath, ['--disable-warning=ExperimentalWarning', ENTRY, ...args], {
      cwd: this.dir,
      env: { ...this.#env, ...env },
      stdio: 'pipe',
    });
    this.#children.add(child);
    child.stdin.on('error', () => undefined).end(input);
    const running = follow(child, `carillon ${args.join(' ')}`);
    child.once('close', () => this.#children.delete(child));
    return running;
  }

  /** Writes a file into the directory; returns its path. */
  async file(name: string, content: string | Uint8Array): Promise<string> {
    const path = join(this.dir, name);
    await writeFile(path, content);
    return path;
  }

  async close(): Promise<void> {
    const left = [...this.#children];
    for (const child of left) child.kill('SIGKILL');
    await Promise.all(left.map((child) => child.exitCode ?? child.signalCode ?? once(child, 'exit')));
    await rm(this.dir, { recursive: true, force: true, maxRetries: 5 });
  }
}

function withoutSettings(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) =>
      value === undefined || (/^(CARILLON|TEMPORAL)_/.test(name) && name !== 'TEMPORAL_CLI') ? [] : [[name, value]],
    ),
  );
}

function follow(child: ChildProcess, what: string): Running {
  const written = { stdout: '', stderr: '' };
  const listeners = new Set<() => void>();
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => {
      written[name] += text;
      for (const listener of listeners) listener();
    });
  }
  const shown = () => `${what} has written: ${written.stdout}\n${written.stderr}`;
  const ended = new Promise<Ran>((resolve) => {
    child.once('close', (code, signal) => resolve({ status: statusOf(code, signal), ...written }));
  });
  const says = (text: RegExp) => {
    const { promise, resolve } = Promise.withResolvers<void>();
    const listen = () => (text.test(written.stdout) || text.test(written.stderr)) && resolve();
    listeners.add(listen);
    listen();
    const end = ended.then(() => Promise.reject(new Error(`It ended without ${text}. ${shown()}`)));
    return within(Promise.race([promise, end]), () => `Waited in vain for ${text}. ${shown()}`);
  };
  return {
    pid: child.pid ?? 0,
    stdout: () => written.stdout,
    stderr: () => written.stderr,
    says,
    kill: (signal) => void child.kill(signal),
    closeOutput: () => void child.stdout?.destroy(),
    get ended() {
      return within(ended, () => `It did not end. ${shown()}`);
    },
  };
}

const statusOf = (code: number | null, signal: NodeJS.Signals | null): number =>
  code ?? 128 + (signal === null ? 0 : constants.signals[signal]);

function within<Result>(promise: Promise<Result>, complaint: () => string): Promise<Result> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => reject(new Error(`${complaint()} (${DEADLINE_MS} ms)`)), DEADLINE_MS);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}

/** What a command wrote for programs on standard output. */
export function dataOf(ran: Ran): unknown {
  const lines = ran.stdout.trimEnd().split('\n');
  if (lines.length !== 1) throw new Error(`Standard output is not one line: ${JSON.stringify(ran)}`);
  return JSON.parse(lines[0] ?? '');
}

/** The one problem that a command told for programs on standard error, which must hold nothing else. */
export function problemOf(ran: Ran): Problem {
  const lines = ran.stderr.trimEnd().split('\n');
  if (lines.length !== 1) throw new Error(`Standard error is not one line: ${JSON.stringify(ran)}`);
  const { error } = JSON.parse(lines[0] ?? '') as { error: Problem };
  return error;
}
