import { createSecretKey, type KeyObject } from 'node:crypto';
import { resolve } from 'node:path';
import * as z from 'zod';
import { nearestName } from '../contracts/nearest-name.ts';
import { DEFAULT_TASK_QUEUE } from '../contracts/publish-post.ts';

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
  readonly graphVersion: string;
  readonly taskQueue: string;
  /** How long before its due instant a post queued with this configuration is staged. Undefined: as long as its kind needs. */
  readonly leadMs: number | undefined;
  /** Arming of a post queued with this configuration is spread between these two distances from the due instant. */
  readonly armEarliestMs: number;
  readonly armLatestMs: number;
  readonly logLevel: LogLevel;
  /** Variables that were set, and are valid, but have no effect in this version. */
  readonly unusedYet: readonly string[];
}

/** Pino's levels. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

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

/** Meta's cap on each kind of call per account in a rolling day. They may only be lowered. */
const META_LIMITS: ReadonlyMap<string, number> = new Map(
  Object.entries({ publish: 100, container: 400, inviteRead: 300, inviteAnswer: 50 }),
);
const DAY_SECONDS = 86_400;
/** Containers live 24 h. Staged earlier than this, too little would be left of one. */
const MAX_LEAD_SECONDS = 72_000;
const MAX_ARM_SECONDS = 120;

const variables = z.object({
  CARILLON_DATA_DIR: z
    .string()
    .min(1)
    .transform((path) => resolve(path)),
  CARILLON_SECRET_KEY: parsed('must be 32 bytes in base64, as made by: openssl rand -base64 32', secretKey).optional(),
  CARILLON_TASK_QUEUE: z
    .string()
    .regex(/^[A-Za-z0-9][A-Za-z0-9._-]{0,199}$/, 'must be at most 200 letters, digits, ".", "_" and "-"'),
  CARILLON_GRAPH_URL: url(),
  CARILLON_INSTAGRAM_URL: url(),
  CARILLON_RUPLOAD_URL: url(),
  CARILLON_GRAPH_VERSION: z.string().regex(/^v[0-9]{1,3}\.[0-9]{1,2}$/, 'must be a Graph API version, such as v25.0'),
  CARILLON_LEAD_SECONDS: wholeSeconds(MAX_LEAD_SECONDS).optional(),
  CARILLON_ARM_SECONDS: parsed(
    `must be whole seconds "earliest..latest", with ${MAX_ARM_SECONDS} >= earliest >= latest >= 1`,
    armRange,
  ),
  CARILLON_WINDOW_SECONDS: wholeSeconds(DAY_SECONDS),
  CARILLON_LIMITS: parsed(
    `must be some of ${showLimits()}, separated by commas, each at least 1 and not above the number here`,
    limits,
  ),
  CARILLON_LOG: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }),
});

type VariableName = keyof typeof variables.shape;

export interface ConfigurationVariable {
  readonly name: string;
  /** What is used when the variable is not set. Undefined: `meaning` tells what happens then. */
  readonly default?: string;
  /** One sentence. */
  readonly meaning: string;
}

const documentation: Readonly<Record<VariableName, Omit<ConfigurationVariable, 'name'>>> = {
  CARILLON_DATA_DIR: {
    default: '.carillon',
    meaning: 'Directory of the accounts; in development also of their key and of the embedded server.',
  },
  CARILLON_SECRET_KEY: {
    meaning: 'Seals the stored tokens: 32 bytes in base64; unset, the file `secret.key` in the data directory is used.',
  },
  CARILLON_TASK_QUEUE: {
    default: DEFAULT_TASK_QUEUE,
    meaning:
      'Temporal task queue of the posts, the same for all who queue them; publishing has its own, with `-publish` at the end.',
  },
  CARILLON_GRAPH_URL: { default: 'https://graph.facebook.com', meaning: 'Host for accounts with Facebook Login.' },
  CARILLON_INSTAGRAM_URL: {
    default: 'https://graph.instagram.com',
    meaning: 'Host for accounts with Instagram Login.',
  },
  CARILLON_RUPLOAD_URL: {
    default: 'https://rupload.facebook.com',
    meaning: 'Host for uploads; no effect in this version.',
  },
  CARILLON_GRAPH_VERSION: { default: 'v25.0', meaning: 'Version of the Graph API.' },
  CARILLON_LEAD_SECONDS: {
    meaning: `How long before its due instant a post that this command queues is staged, 1 to ${MAX_LEAD_SECONDS}; unset, 900 for images and 3600 for video.`,
  },
  CARILLON_ARM_SECONDS: {
    default: '30..5',
    meaning:
      'Earliest and latest time before its due instant at which a post that this command queues is handed to a publishing worker.',
  },
  CARILLON_WINDOW_SECONDS: {
    default: `${DAY_SECONDS}`,
    meaning: 'Length of the rolling window of the limits, shorter only for tests; no effect in this version.',
  },
  CARILLON_LIMITS: {
    default: showLimits(),
    meaning: 'Calls per account in a window, may only be lowered; no effect in this version.',
  },
  CARILLON_LOG: { default: 'info', meaning: `Log level: ${LOG_LEVELS.join(', ')}.` },
};

/** Every variable that Carillon knows, for people: the table in docs/operate.md is this list. */
export const CONFIGURATION_VARIABLES: readonly ConfigurationVariable[] = Object.entries(documentation).map(
  ([name, about]) => ({ name, ...about }),
);

const PREFIX = 'CARILLON_';
const KNOWN = CONFIGURATION_VARIABLES.map((variable) => variable.name);
const UNUSED_YET: readonly VariableName[] = ['CARILLON_RUPLOAD_URL', 'CARILLON_WINDOW_SECONDS', 'CARILLON_LIMITS'];

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
  return configurationOf(
    parsedVariables.data,
    given.map(([name]) => name),
  );
}

function configurationOf(values: z.output<typeof variables>, given: readonly string[]): Configuration {
  const lead = values.CARILLON_LEAD_SECONDS;
  return Object.freeze({
    dataDir: values.CARILLON_DATA_DIR,
    secretKey: values.CARILLON_SECRET_KEY,
    graphUrl: values.CARILLON_GRAPH_URL,
    instagramUrl: values.CARILLON_INSTAGRAM_URL,
    graphVersion: values.CARILLON_GRAPH_VERSION,
    taskQueue: values.CARILLON_TASK_QUEUE,
    leadMs: lead === undefined ? undefined : lead * 1000,
    ...values.CARILLON_ARM_SECONDS,
    logLevel: values.CARILLON_LOG,
    unusedYet: Object.freeze(UNUSED_YET.filter((name) => given.includes(name))),
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

/** A schema from a parser: `undefined` from it means that the text breaks the rule. */
function parsed<Value>(rule: string, parse: (text: string) => Value | undefined) {
  return z.string().transform((text, context): Value => {
    const value = parse(text);
    if (value !== undefined) return value;
    context.addIssue({ code: 'custom', message: rule });
    return z.NEVER;
  });
}

function wholeSeconds(most: number) {
  const rule = `must be a whole number of seconds from 1 to ${most}`;
  return parsed(rule, (text) => wholeNumber(text, most));
}

function wholeNumber(text: string, most: number): number | undefined {
  const number = /^[0-9]+$/.test(text) ? Number(text) : 0;
  return number >= 1 && number <= most ? number : undefined;
}

/** Node's base64 decoder skips what it does not understand, so the text must be what the bytes encode to. */
function secretKey(text: string): KeyObject | undefined {
  const bytes = Buffer.from(text, 'base64');
  return bytes.length === 32 && bytes.toString('base64') === text ? createSecretKey(bytes) : undefined;
}

function url() {
  const rule = 'must be an http or https URL without slash at the end, query, fragment and password';
  return parsed(rule, (text) => (isPlainUrl(text) ? text : undefined));
}

function isPlainUrl(text: string): boolean {
  const parts = URL.parse(text);
  return (
    parts !== null && ['http:', 'https:'].includes(parts.protocol) && /^[a-z]+:\/\/[^\s?#@]*[^\s?#@/]$/i.test(text)
  );
}

function armRange(text: string): Pick<Configuration, 'armEarliestMs' | 'armLatestMs'> | undefined {
  const [, first = '', second = ''] = /^([0-9]+)\.\.([0-9]+)$/.exec(text) ?? [];
  const earliest = wholeNumber(first, MAX_ARM_SECONDS);
  const latest = wholeNumber(second, MAX_ARM_SECONDS);
  if (earliest === undefined || latest === undefined || latest > earliest) return undefined;
  return { armEarliestMs: earliest * 1000, armLatestMs: latest * 1000 };
}

function limits(text: string): readonly string[] | undefined {
  const pairs = text.split(',').map((pair) => pair.split('='));
  const names = pairs.map(([name]) => name);
  const lowers = pairs.every(([name = '', number = '', ...rest]) => {
    const most = META_LIMITS.get(name);
    return most !== undefined && rest.length === 0 && wholeNumber(number, most) !== undefined;
  });
  return lowers && new Set(names).size === names.length ? pairs.map(String) : undefined;
}

function showLimits(): string {
  return [...META_LIMITS].map(([name, number]) => `${name}=${number}`).join(',');
}
