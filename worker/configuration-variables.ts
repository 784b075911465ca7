import { resolve } from 'node:path';
import * as z from 'zod';
import { MAX_ARM_SECONDS } from '../contracts/ledger-rules.ts';
import { DEFAULT_TASK_QUEUE } from '../contracts/publish-post.ts';
import {
  armRange,
  DAY_SECONDS,
  limits,
  MAX_RECONCILE_SECONDS,
  MAX_RECONCILE_WINDOWS,
  parsed,
  reconcileWindows,
  secretKey,
  showLimits,
  url,
  wholeCount,
  wholeSeconds,
} from './configuration-values.ts';

/** Containers live 24 h. Staged earlier than this, too little would be left of one. */
const MAX_LEAD_SECONDS = 72_000;
const MAX_UPLOAD_SLOTS = 64;

/** What is done with media on private networks. */
const PRIVATE_MEDIA = ['refuse', 'allow'] as const;

/** Pino's levels. */
const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export type LogLevel = (typeof LOG_LEVELS)[number];

/** What each variable must be, and what becomes of its text. */
export const variables = z.object({
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
  CARILLON_RECONCILE_SECONDS: parsed(
    `must be 1 to ${MAX_RECONCILE_WINDOWS} whole numbers of seconds up to ${MAX_RECONCILE_SECONDS}, ascending, separated by commas`,
    reconcileWindows,
  ),
  CARILLON_UPLOAD_SLOTS: wholeCount(MAX_UPLOAD_SLOTS),
  CARILLON_PRIVATE_MEDIA: z.enum(PRIVATE_MEDIA, { error: `must be one of ${PRIVATE_MEDIA.join(', ')}` }),
  CARILLON_LOG: z.enum(LOG_LEVELS, { error: `must be one of ${LOG_LEVELS.join(', ')}` }),
});

export type VariableName = keyof typeof variables.shape;

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
      'Temporal task queue of the posts, the same for all who queue them; publishing and uploads have their own, with `-publish` and `-upload` at the end.',
  },
  CARILLON_GRAPH_URL: { default: 'https://graph.facebook.com', meaning: 'Host for accounts with Facebook Login.' },
  CARILLON_INSTAGRAM_URL: {
    default: 'https://graph.instagram.com',
    meaning: 'Host for accounts with Instagram Login.',
  },
  CARILLON_RUPLOAD_URL: { default: 'https://rupload.facebook.com', meaning: 'Host for uploads.' },
  CARILLON_GRAPH_VERSION: { default: 'v25.0', meaning: 'Version of the Graph API.' },
  CARILLON_LEAD_SECONDS: {
    meaning: `How long before its due instant a post that this command queues is staged, 1 to ${MAX_LEAD_SECONDS}; unset, 900 for images and 3600 for video.`,
  },
  CARILLON_ARM_SECONDS: {
    default: '30..5',
    meaning: `Earliest and latest time before its due instant at which a post that this command queues is handed to a publishing worker, 1 to ${MAX_ARM_SECONDS} each.`,
  },
  CARILLON_WINDOW_SECONDS: {
    default: `${DAY_SECONDS}`,
    meaning: 'Length of the rolling window of the limits in seconds, shorter only for tests and demonstrations.',
  },
  CARILLON_LIMITS: {
    default: showLimits(),
    meaning:
      'Calls that workers make per account in a window: only lower ones can be set, and those that are not named stay.',
  },
  CARILLON_RECONCILE_SECONDS: {
    default: '5,15,30,60,150,420',
    meaning:
      'When a publish whose outcome is unknown is looked for on Instagram, in seconds since it was sent; found at none of them, the post is `unconfirmed`.',
  },
  CARILLON_UPLOAD_SLOTS: {
    default: '4',
    meaning: `Videos that one worker uploads at a time, 1 to ${MAX_UPLOAD_SLOTS}.`,
  },
  CARILLON_PRIVATE_MEDIA: {
    default: 'refuse',
    meaning:
      'Whether workers upload videos from URLs of their own machine and of private networks: refuse, allow; see "Media on hosts of your own network".',
  },
  CARILLON_LOG: { default: 'info', meaning: `Log level: ${LOG_LEVELS.join(', ')}.` },
};

/** Every variable that Carillon knows, for people: the table in docs/operate.md is this list. */
export const CONFIGURATION_VARIABLES: readonly ConfigurationVariable[] = Object.entries(documentation).map(
  ([name, about]) => ({ name, ...about }),
);
