import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

// npm leaves other platforms' optional packages out of the lock file when the registry at hand does not offer them, and
// `npm ci` then refuses the file everywhere (https://github.com/npm/cli/issues/4828). Run by `npm run lockfile`, after every
// change of a dependency.

interface LockedPackage {
  readonly version?: string;
  readonly dev?: boolean;
  readonly optional?: boolean;
  readonly os?: readonly string[];
  readonly cpu?: readonly string[];
  readonly libc?: readonly string[];
  readonly optionalDependencies?: Readonly<Record<string, string>>;
}

export interface Lockfile {
  packages: Record<string, LockedPackage>;
}

const SYSTEMS = ['android', 'darwin', 'freebsd', 'linux', 'openharmony', 'win32'];
const PROCESSORS = ['arm64', 'arm', 'x64', 'ia32', 'loong64', 'ppc64', 'riscv64', 's390x', 'wasm32'];

/** The optional packages that others ask for and that have no entry, by their place in `node_modules`. */
export function missingOptionalPackages({ packages }: Lockfile): Record<string, LockedPackage> {
  const missing: Record<string, LockedPackage> = {};
  for (const [place, { optionalDependencies = {}, dev }] of Object.entries(packages)) {
    for (const [name, version] of Object.entries(optionalDependencies)) {
      const key = `node_modules/${name}`;
      if (key in packages || `${place}/${key}` in packages) continue;
      missing[key] = { version, ...(dev === true && { dev }), optional: true, ...platformOf(name) };
    }
  }
  return missing;
}

/** Platform packages carry their platform in their name, in Node's own words: `@swc/core-linux-arm-gnueabihf`. */
function platformOf(name: string): Pick<LockedPackage, 'os' | 'cpu' | 'libc'> {
  const words = name.split(/[/-]/);
  const os = SYSTEMS.filter((system) => words.includes(system));
  const cpu = PROCESSORS.filter((processor) => words.includes(processor));
  if (os.length !== 1 || cpu.length !== 1)
    throw new Error(`The name of ${name} does not tell its platform: add it by hand.`);
  if (os[0] !== 'linux') return { os, cpu };
  return { os, cpu, libc: [words.some((word) => word.startsWith('musl')) ? 'musl' : 'glibc'] };
}

function complete(path: string): void {
  const lock = JSON.parse(readFileSync(path, 'utf8')) as Lockfile;
  const missing = missingOptionalPackages(lock);
  const entries = Object.entries({ ...lock.packages, ...missing });
  lock.packages = Object.fromEntries(entries.sort(([a], [b]) => (a < b ? -1 : 1)));
  writeFileSync(path, `${JSON.stringify(lock, undefined, 2)}\n`);
  process.stdout.write(`${Object.keys(missing).length} optional packages added to the lock file\n`);
}

if (process.argv[1] === fileURLToPath(import.meta.url)) complete('package-lock.json');
