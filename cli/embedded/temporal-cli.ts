import { execFile } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { access, chmod, constants, copyFile, mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { homedir, tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);

/** The version that is downloaded or built; its server is the one that all is tested on. */
const CLI_VERSION = '1.8.2';
/** Server versions below this lack what the workflows need (Updates that wake a delayed start). */
const OLDEST_SERVER = [1, 29] as const;

const VERSION_DEADLINE_MS = 30_000;
const CONNECT_DEADLINE_MS = 15_000;
const DOWNLOAD_DEADLINE_MS = 300_000;
const BUILD_DEADLINE_MS = 900_000;

export interface TemporalCli {
  readonly path: string;
  /** Where it came from, for people: "on the PATH", "built with Go". */
  readonly source: string;
}

/** No source gave a usable Temporal CLI. The message lists every source with its reason, and says how to get one. */
export class NoTemporalCliError extends Error {
  override readonly name = 'NoTemporalCliError';

  constructor(reasons: readonly string[]) {
    super(
      `No Temporal CLI could be found, downloaded or built:\n${reasons.map((reason) => `  - ${reason}`).join('\n')}\n` +
        'Install it (https://docs.temporal.io/cli), or put Go 1.26.4 or newer on the PATH, or set TEMPORAL_CLI to the path of the binary.',
    );
  }
}

export interface Finding {
  /** Takes a line for people before something slow begins. */
  readonly say: (line: string) => void;
  /** Breaks off a download or a build. */
  readonly signal: AbortSignal;
}

type Found = { readonly path: string } | { readonly reason: string };

interface Source {
  readonly name: string;
  /** The path of a binary, or the reason why there is none. */
  find(finding: Finding): Promise<Found>;
}

/**
 * Finds a Temporal CLI that runs: `TEMPORAL_CLI`, the cache, the PATH, a download of the official archive, the Go tool
 * module, in this order. What was downloaded or built is kept in the cache.
 * @throws NoTemporalCliError, or the signal's reason
 */
export async function findTemporalCli(finding: Finding, env = process.env): Promise<TemporalCli> {
  const reasons: string[] = [];
  for (const source of sourcesFor(env)) {
    const found = await source.find(finding);
    finding.signal.throwIfAborted();
    const reason = 'reason' in found ? found.reason : await whyUnusable(found.path);
    if (reason === undefined && 'path' in found) return { path: found.path, source: source.name };
    reasons.push(`${source.name}: ${reason}`);
    // A path that was named and does not work is a mistake to be mended, not to be passed over.
    if (source.name === 'TEMPORAL_CLI' && env['TEMPORAL_CLI']) throw new NoTemporalCliError(reasons);
  }
  throw new NoTemporalCliError(reasons);
}

function sourcesFor(env: NodeJS.ProcessEnv): Source[] {
  const cached = join(
    env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'),
    'carillon',
    `temporal-${CLI_VERSION}`,
    'temporal',
  );
  return [
    {
      name: 'TEMPORAL_CLI',
      find: async () => (env['TEMPORAL_CLI'] ? { path: env['TEMPORAL_CLI'] } : { reason: 'not set' }),
    },
    { name: 'the cache', find: () => existing(cached) },
    { name: 'the PATH', find: () => onPath(env['PATH'] ?? '') },
    { name: 'the download', find: (finding) => made(cached, finding, download) },
    { name: 'the Go tool module', find: (finding) => made(cached, finding, build) },
  ];
}

async function existing(path: string): Promise<Found> {
  try {
    await access(path, constants.X_OK);
    return { path };
  } catch {
    return { reason: `no executable at ${path}` };
  }
}

async function onPath(path: string): Promise<Found> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const found = await existing(join(folder, 'temporal'));
    if ('path' in found) return found;
  }
  return { reason: 'no executable named temporal' };
}

/** Why the binary cannot be used; undefined when it can. */
async function whyUnusable(path: string): Promise<string | undefined> {
  try {
    const { stdout } = await run(path, ['--version'], { timeout: VERSION_DEADLINE_MS });
    const [, major, minor] = /Server (\d+)\.(\d+)/.exec(stdout) ?? [];
    if (major === undefined || minor === undefined) return `${path} --version names no server`;
    const [oldestMajor, oldestMinor] = OLDEST_SERVER;
    const recent = Number(major) > oldestMajor || (Number(major) === oldestMajor && Number(minor) >= oldestMinor);
    return recent ? undefined : `${path} brings server ${major}.${minor}, and ${OLDEST_SERVER.join('.')} is needed`;
  } catch (error) {
    return `${path} does not run: ${firstLine(error)}`;
  }
}

type Maker = (into: string, finding: Finding) => Promise<void>;

/** Makes the binary aside and moves it into the cache in one step, so that two processes at once do no harm. */
async function made(cached: string, finding: Finding, make: Maker): Promise<Found> {
  const aside = await mkdtemp(join(tmpdir(), 'carillon-temporal-'));
  try {
    await make(aside, finding);
    await mkdir(dirname(cached), { recursive: true });
    const besides = `${cached}.${process.pid}`;
    await copyFile(join(aside, 'temporal'), besides);
    await chmod(besides, 0o755);
    await rename(besides, cached);
    return { path: cached };
  } catch (error) {
    return { reason: firstLine(error) };
  } finally {
    await rm(aside, { recursive: true, force: true });
  }
}

async function download(into: string, { say, signal }: Finding): Promise<void> {
  const arch = process.arch === 'x64' ? 'amd64' : process.arch;
  const url = `https://temporal.download/cli/archive/v${CLI_VERSION}?platform=${process.platform}&arch=${arch}`;
  const overall = AbortSignal.any([signal, AbortSignal.timeout(DOWNLOAD_DEADLINE_MS)]);
  const connecting = new AbortController();
  const timer = setTimeout(() => connecting.abort(new Error('no answer')), CONNECT_DEADLINE_MS);
  const response = await fetch(url, { signal: AbortSignal.any([overall, connecting.signal]) }).finally(() =>
    clearTimeout(timer),
  );
  if (!response.ok || response.body === null) throw new Error(`the archive's host answered ${response.status}`);
  say(`downloading Temporal CLI ${CLI_VERSION}`);
  const archive = join(into, 'temporal.tar.gz');
  await pipeline(Readable.fromWeb(response.body), createWriteStream(archive), { signal: overall });
  await run('tar', ['-xzf', archive, '-C', into, 'temporal']);
}

async function build(into: string, { say, signal }: Finding): Promise<void> {
  const module = fileURLToPath(new URL('../../tools/temporal', import.meta.url));
  await run('go', ['version']).catch(() => {
    throw new Error('no Go on the PATH');
  });
  await access(join(module, 'go.mod')).catch(() => {
    throw new Error('tools/temporal/go.mod is in a checkout only');
  });
  say(`building Temporal CLI ${CLI_VERSION} with Go: a few minutes, this once`);
  await run('go', ['build', '-o', join(into, 'temporal'), 'github.com/temporalio/cli/cmd/temporal'], {
    cwd: module,
    signal,
    // Go removes its work directory when it is interrupted, and not when it is terminated.
    killSignal: 'SIGINT',
    timeout: BUILD_DEADLINE_MS,
    maxBuffer: 64 * 1024 * 1024,
  });
}

function firstLine(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const cause = error.cause instanceof Error ? ` (${error.cause.message})` : '';
  return `${error.message.trim().split('\n').slice(0, 3).join(' ')}${cause}`;
}
