import type { KeyObject } from 'node:crypto';
import type * as z from 'zod';
import type { QuotaLimits } from '../contracts/ledger.ts';
import { nearestName } from '../contracts/nearest-name.ts';
import { CONFIGURATION_VARIABLES, type LogLevel, variables } from './configuration-variables.ts';

export { CONFIGURATION_VARIABLES } from './configuration-variables.ts';
export type { LogLevel };

/** What the CARILLON_ variables say, checked and complete. */
export interface Configuration {
  /** Absolute. Holds the accounts; in development also their key and the embedded server's database. */
  readonly dataDir: string;
  /** Undefined: the key file of the data directory. A KeyObject shows nothing of its content when it is logged. */
  readonly secretKey: KeyObject | undefined;
  /** For accounts with Facebook Login. No slash at the end. */
  readonly graphUrl: string;
  /** For accounts with Instagram Login. No slash at the end. */
  readonly instagramUrl: string;
  /** For uploads. No slash at the end. */
  readonly ruploadUrl: string;
  readonly graphVersion: string;
  readonly taskQueue: string;
  /** How long before its due instant a post queued with this configuration is staged. Undefined: as long as its kind needs. */
  readonly leadMs: number | undefined;
  /** Arming of a post queued with this configuration is spread between these two distances from the due instant. */
  readonly armEarliestMs: number;
  readonly armLatestMs: number;
  /** When a doubtful publish is looked for, counted from its sending; the last one ends the search. Ascending. */
  readonly reconcileWindowsMs: readonly number[];
  /** Uploads under way at a time in one worker. */
  readonly uploadSlots: number;
  /** Whether videos that this worker uploads may come from URLs of its machine and of private networks. */
  readonly allowPrivateMedia: boolean;
  /** Calls per account in each window. */
  readonly limits: QuotaLimits;
  /** The rolling window of the limits. */
  readonly windowMs: number;
  readonly logLevel: LogLevel;
}

/** Everything that is wrong with the environment, together. */
export class ConfigurationError extends Error {
  override readonly name = 'ConfigurationError';
  readonly code = 'invalid-configuration';
  /** A sentence each: variable, value (never of the secret key) and cure. */
  readonly problems: readonly string[];

  constructor(problems: readonly string[]) {
    super(problems.join('\n'));
    this.problems = problems;
  }
}

const PREFIX = 'CARILLON_';
const KNOWN = CONFIGURATION_VARIABLES.map((variable) => variable.name);

/**
 * Reads the CARILLON_ variables of an environment. TEMPORAL_ variables are left to `@temporalio/envconfig`.
 * @throws ConfigurationError naming every unknown and every unusable variable.
 */
export function readConfiguration(env: Readonly<Record<string, string | undefined>>): Configuration {
  const given = Object.entries(env).filter(([name, value]) => name.startsWith(PREFIX) && value !== undefined);
  const parsedVariables = variables.safeParse({ ...defaults(), ...Object.fromEntries(given) });
  const problems = [
    ...given.flatMap(([name]) => (KNOWN.includes(name) ? [] : [unknownVariable(name)])),
    ...(parsedVariables.error?.issues ?? []).map((issue) => unusableValue(String(issue.path[0]), env, issue.message)),
  ];
  if (!parsedVariables.success || problems.length > 0) throw new ConfigurationError(problems);
  return configurationOf(parsedVariables.data);
}

function configurationOf(values: z.output<typeof variables>): Configuration {
  const lead = values.CARILLON_LEAD_SECONDS;
  return Object.freeze({
    dataDir: values.CARILLON_DATA_DIR,
    secretKey: values.CARILLON_SECRET_KEY,
    graphUrl: values.CARILLON_GRAPH_URL,
    instagramUrl: values.CARILLON_INSTAGRAM_URL,
    ruploadUrl: values.CARILLON_RUPLOAD_URL,
    graphVersion: values.CARILLON_GRAPH_VERSION,
    taskQueue: values.CARILLON_TASK_QUEUE,
    leadMs: lead === undefined ? undefined : lead * 1000,
    ...values.CARILLON_ARM_SECONDS,
    reconcileWindowsMs: values.CARILLON_RECONCILE_SECONDS,
    uploadSlots: values.CARILLON_UPLOAD_SLOTS,
    allowPrivateMedia: values.CARILLON_PRIVATE_MEDIA === 'allow',
    limits: values.CARILLON_LIMITS,
    windowMs: values.CARILLON_WINDOW_SECONDS * 1000,
    logLevel: values.CARILLON_LOG,
  });
}

const defaults = (): Record<string, string> =>
  Object.fromEntries(
    CONFIGURATION_VARIABLES.flatMap(({ name, default: value }) => (value === undefined ? [] : [[name, value]])),
  );

/** Without its value, which may be the secret key under a mistyped name. */
function unknownVariable(name: string): string {
  const near = nearestName(name, KNOWN);
  const cure = near === undefined ? `remove it, or use one of ${KNOWN.join(', ')}` : `did you mean ${near}?`;
  return `${name} is not a variable of Carillon: ${cure}`;
}

function unusableValue(name: string, env: Readonly<Record<string, string | undefined>>, rule: string): string {
  const value = env[name] ?? '';
  if (value === '') return `${name} is empty: give it a value, or unset it.`;
  const shown = name === 'CARILLON_SECRET_KEY' ? '' : ` is ${JSON.stringify(withoutCredentials(value))}, but`;
  return `${name}${shown} ${rule}.`;
}

/** A URL may have been pasted with a password or an access token in it. */
const withoutCredentials = (value: string): string => value.replace(/\/\/[^/]*@/, '//***@').replace(/[?#].*$/s, '?***');
