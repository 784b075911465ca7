import { type Connection, LOCAL_TARGET, type TLSConfig } from '@temporalio/client';
import { z } from 'zod';
import { INSTAGRAM_LIMITS, type LedgerRules, type QuotaKind, type QuotaLimits } from '../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules, MAX_ARM_SECONDS } from '../contracts/ledger-rules.ts';
import { DEFAULT_TASK_QUEUE } from '../contracts/publish-post.ts';
import { parseArgument } from './arguments.ts';
import { InvalidRequestError } from './errors.ts';
import { must, strict } from './issues.ts';
import type { LoginOf } from './login-checks.ts';
import type { RunSettings, TimingSettings } from './run-start.ts';

/** Where Temporal runs, and what every post queued through this client gets. */
export interface ConnectOptions {
  /** `host:port` of the Temporal server. @default TEMPORAL_ADDRESS, else localhost:7233 */
  readonly address?: string | undefined;
  /** @default TEMPORAL_NAMESPACE, else default */
  readonly namespace?: string | undefined;
  /** Key for Temporal Cloud; implies TLS. @default TEMPORAL_API_KEY */
  readonly apiKey?: string | undefined;
  /** TLS with the system's certificates, or with your own. @default on with an API key, else off */
  readonly tls?: boolean | TLSConfig | undefined;
  /** A connection already made, instead of address, apiKey and tls. It is yours: `close()` leaves it open. */
  readonly connection?: Connection | undefined;
  /** The queue of the workers that shall publish. @default carillon */
  readonly taskQueue?: string | undefined;
  /** Which app queues the posts, for the search attribute `IgSource`: 1 to 100 characters. @default client */
  readonly source?: string | undefined;
  /**
   * How long before its due time a post is staged, in seconds, 1 to 72000 (20 h: Instagram drops a draft after 24 h).
   * @default 900 for images only, 3600 with a video, which Instagram processes for longer
   */
  readonly leadSeconds?: number | undefined;
  /** A post is armed between these two distances from its due time, in seconds from 1 to 120, spread by its id. @default 30 and 5 */
  readonly armSeconds?: { readonly earliest: number; readonly latest: number } | undefined;
  /** For every call to the server, in milliseconds, up to 600000. @default 10000 */
  readonly deadlineMs?: number | undefined;
  /**
   * How an account's token was issued, if you know: what its API cannot do is then refused when a post is queued, and not when it is
   * staged. @default nothing is known
   */
  readonly loginOf?: LoginOf | undefined;
  /**
   * The workers' limits, as in their CARILLON_LIMITS: calls per account in each window. An account that has made no call yet is
   * asked about by these. Only lower ones than Instagram's, from 1.
   * @default Instagram's: publish 100, container 400, inviteRead 300, inviteAnswer 50
   */
  readonly limits?: Partial<QuotaLimits> | undefined;
  /** The workers' window of the limits, as in their CARILLON_WINDOW_SECONDS, 1 to 86400. @default 86400 */
  readonly windowSeconds?: number | undefined;
}

/** Connect options, checked and complete. */
export interface ConnectSettings {
  readonly connection: Connection | undefined;
  readonly address: string;
  readonly namespace: string;
  readonly apiKey: string | undefined;
  readonly tls: boolean | TLSConfig | undefined;
  readonly deadlineMs: number;
  readonly run: RunSettings;
  readonly loginOf: LoginOf;
  /** For the ledgers of accounts that have none yet. */
  readonly rules: LedgerRules;
}

const MAX_LEAD_SECONDS = 72_000;
const MAX_DEADLINE_MS = 600_000;
const MAX_SOURCE = 100;

const between = (min: number, max: number, unit: string) => must(`a number of ${unit} from ${min} to ${max}`);
const lead = between(1, MAX_LEAD_SECONDS, 'seconds');
const arm = between(1, MAX_ARM_SECONDS, 'seconds');
const windowRule = between(1, INSTAGRAM_WINDOW_MS / 1000, 'seconds');
const deadline = between(1, MAX_DEADLINE_MS, 'milliseconds');
const name = must('text that is not empty');
const isObject = (value: unknown): value is object => typeof value === 'object' && value !== null;
const isConnection = (value: unknown): boolean => isObject(value) && 'options' in value && 'ensureConnected' in value;

const armSecond = z.number(arm).min(1, arm).max(MAX_ARM_SECONDS, arm);

const limitOf = (kind: QuotaKind) => {
  const rule = must(`a whole number from 1 to ${INSTAGRAM_LIMITS[kind]}, which is Instagram's limit`);
  return z.int(rule).min(1, rule).max(INSTAGRAM_LIMITS[kind], rule).default(INSTAGRAM_LIMITS[kind]);
};
const limitsSchema = strict({
  publish: limitOf('publish'),
  container: limitOf('container'),
  inviteRead: limitOf('inviteRead'),
  inviteAnswer: limitOf('inviteAnswer'),
});

const optionsSchema = strict({
  address: z.string(name).min(1, name).optional(),
  namespace: z.string(name).min(1, name).optional(),
  apiKey: z.string({ error: 'must be text that is not empty.' }).min(1, { error: 'must not be empty.' }).optional(),
  tls: z
    .custom<boolean | TLSConfig>((value) => typeof value === 'boolean' || isObject(value), {
      error: 'must be true, false, or TLS settings of @temporalio/client.',
    })
    .optional(),
  connection: z.custom<Connection>(isConnection, must('a Connection of @temporalio/client')).optional(),
  taskQueue: z.string(name).min(1, name).default(DEFAULT_TASK_QUEUE),
  source: z
    .string(name)
    .min(1, name)
    .max(MAX_SOURCE, must(`text of at most ${MAX_SOURCE} characters`))
    .default('client'),
  leadSeconds: z.number(lead).min(1, lead).max(MAX_LEAD_SECONDS, lead).optional(),
  armSeconds: strict({ earliest: armSecond, latest: armSecond }).default({ earliest: 30, latest: 5 }),
  deadlineMs: z.int(deadline).min(1, deadline).max(MAX_DEADLINE_MS, deadline).default(10_000),
  loginOf: z.custom<LoginOf>((value) => typeof value === 'function', must('a function')).optional(),
  limits: limitsSchema.default(INSTAGRAM_LIMITS),
  windowSeconds: z
    .number(windowRule)
    .min(1, windowRule)
    .max(INSTAGRAM_WINDOW_MS / 1000, windowRule)
    .default(INSTAGRAM_WINDOW_MS / 1000),
});

/**
 * Fills in what the options leave out.
 * @throws {@link InvalidRequestError} with all that is wrong
 */
export function connectSettings(
  options: ConnectOptions,
  environment: Readonly<Record<string, string | undefined>>,
): ConnectSettings {
  const parsed = parseArgument(optionsSchema, options, 'The options of connect');
  refuseContradictions(parsed);
  const { connection, tls, deadlineMs, taskQueue, source, leadSeconds, armSeconds, loginOf, limits, windowSeconds } =
    parsed;
  return {
    connection,
    // "||": a variable that is set to nothing is as good as unset.
    address: connection?.options.address ?? parsed.address ?? (environment['TEMPORAL_ADDRESS'] || LOCAL_TARGET),
    namespace: parsed.namespace ?? (environment['TEMPORAL_NAMESPACE'] || 'default'),
    apiKey: parsed.apiKey ?? (environment['TEMPORAL_API_KEY'] || undefined),
    tls,
    deadlineMs,
    run: { taskQueue, source, timing: timingOf(leadSeconds, armSeconds) },
    loginOf: loginOf ?? (() => undefined),
    rules: ledgerRules(limits, Math.round(windowSeconds * 1000)),
  };
}

const timingOf = (
  leadSeconds: number | undefined,
  armSeconds: { readonly earliest: number; readonly latest: number },
): TimingSettings => ({
  leadMs: leadSeconds === undefined ? undefined : Math.round(leadSeconds * 1000),
  armEarliestMs: Math.round(armSeconds.earliest * 1000),
  armLatestMs: Math.round(armSeconds.latest * 1000),
});

function refuseContradictions({ connection, address, apiKey, tls, armSeconds }: z.output<typeof optionsSchema>): void {
  if (connection !== undefined && [address, apiKey, tls].some((option) => option !== undefined))
    throw wrong('/connection', 'connection is made already: leave address, apiKey and tls out beside it.');
  if (armSeconds.latest > armSeconds.earliest)
    throw wrong('/armSeconds', 'armSeconds.latest must not be further from the due time than armSeconds.earliest.');
}

const wrong = (pointer: string, message: string): InvalidRequestError =>
  new InvalidRequestError([{ pointer, message }]);
