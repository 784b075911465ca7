import { fileURLToPath } from 'node:url';
import { type GuardedChild, startGuarded } from '../cli/embedded/guarded-child.ts';

interface Program {
  /** Relative to this folder. */
  readonly script: string;
  readonly args: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
}

/** Starts a Node process that cannot outlive this one. */
export function startNode({ script, args, environment = {} }: Program): GuardedChild {
  const variables = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  const path = fileURLToPath(new URL(script, import.meta.url));
  return startGuarded('env', [...variables, process.execPath, '--disable-warning=ExperimentalWarning', path, ...args]);
}

/** Nothing that is set for a real installation may reach the parts of the bench; only where the Temporal CLI is stays. */
export function forgetSettings(environment: NodeJS.ProcessEnv): void {
  for (const name of Object.keys(environment)) {
    if (/^(CARILLON|TEMPORAL)_/.test(name) && name !== 'TEMPORAL_CLI') delete environment[name];
  }
}
