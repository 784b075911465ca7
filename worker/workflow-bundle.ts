import { createHash } from 'node:crypto';
import { mkdir, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { homedir } from 'node:os';
import { dirname, extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bundleWorkflowCode, type WorkflowBundle } from '@temporalio/worker';
import type { Logger } from './log.ts';

/** `.ts` in a checkout, `.js` when it is installed. */
const EXTENSION = extname(fileURLToPath(import.meta.url));
/** All that the bundle is made from, beside the SDK. */
const SOURCES = ['workflows', 'contracts'].map((folder) => fileURLToPath(new URL(`../${folder}`, import.meta.url)));
/** Of bundles: a checkout that is being worked on makes one with every change. */
const KEPT = 5;

const workflowFile = (name: string): string => join(SOURCES[0] ?? '', `${name}${EXTENSION}`);

let bundle: Promise<WorkflowBundle> | undefined;

/**
 * The workflows as the SDK runs them. To bundle them takes a processor more than a second, and a worker that takes over from one that
 * died is waited for: so the bundle is kept for the next process, under a name that says what it was made from.
 */
export function workflowBundle(logger: Logger): Promise<WorkflowBundle> {
  bundle ??= workflowBundleIn(cacheFolder(), logger);
  return bundle;
}

/** The same, kept in a folder of one's own. */
export async function workflowBundleIn(folder: string, logger: Logger): Promise<WorkflowBundle> {
  const file = join(folder, `workflows-${await fingerprint()}.js`);
  try {
    return { code: await readFile(file, 'utf8') };
  } catch {
    const made = await make(logger);
    await keep(file, made.code).catch((error: unknown) =>
      logger.debug({ err: error, file }, 'the bundle of the workflows could not be kept'),
    );
    return made;
  }
}

const make = (logger: Logger): Promise<WorkflowBundle> =>
  bundleWorkflowCode({
    workflowsPath: workflowFile('index'),
    workflowInterceptorModules: [workflowFile('whole-tasks-only')],
    logger: {
      log: () => undefined,
      trace: () => undefined,
      debug: () => undefined,
      info: () => undefined,
      warn: (message) => logger.warn(message),
      error: (message) => logger.error(message),
    },
  });

/** Of the user's own, so that nobody else can put code there. */
const cacheFolder = (): string =>
  join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'carillon', 'bundles');

async function fingerprint(): Promise<string> {
  const hash = createHash('sha256').update(sdkVersion());
  for (const folder of SOURCES) {
    // The bundle names the files that it was made from.
    hash.update(folder);
    const names = (await readdir(folder)).filter((name) => extname(name) === EXTENSION).sort();
    for (const name of names) hash.update(name).update(await readFile(join(folder, name)));
  }
  return hash.digest('hex').slice(0, 32);
}

function sdkVersion(): string {
  const { version } = createRequire(import.meta.url)('@temporalio/workflow/package.json') as { version: string };
  return version;
}

/** Another process may do the same, or read it, at this moment. */
async function keep(file: string, code: string): Promise<void> {
  const folder = dirname(file);
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const unfinished = `${file}.${process.pid}`;
  await writeFile(unfinished, code);
  await rename(unfinished, file);
  const kept = (await readdir(folder)).filter((name) => name.endsWith('.js'));
  const ages = await Promise.all(kept.map(async (name) => ({ name, at: (await stat(join(folder, name))).mtimeMs })));
  const old = ages.toSorted((one, other) => other.at - one.at).slice(KEPT);
  await Promise.all(old.map(({ name }) => rm(join(folder, name), { force: true })));
}
