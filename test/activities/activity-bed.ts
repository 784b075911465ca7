import { randomBytes } from 'node:crypto';
import { jest } from '@jest/globals';
import { Client, Connection } from '@temporalio/client';
import { ApplicationFailure } from '@temporalio/common';
import { MockActivityEnvironment } from '@temporalio/testing';
import { DefaultLogger } from '@temporalio/worker';
import type { Account } from '../../accounts/account.ts';
import type { Reservations } from '../../activities/reservations.ts';
import { createUsageWatch } from '../../activities/usage-watch.ts';
import type { AccountId } from '../../contracts/ids.ts';
import { isIgUserId } from '../../contracts/ids.ts';
import { INSTAGRAM_LIMITS } from '../../contracts/ledger.ts';
import { INSTAGRAM_WINDOW_MS, ledgerRules } from '../../contracts/ledger-rules.ts';
import type { Post } from '../../contracts/post.ts';
import type { ContainerCharge } from '../../contracts/staging.ts';
import { createGraphClient, type GraphClient } from '../../graph/graph-client.ts';
import type { SimulatorOptions } from '../../simulator/simulator.ts';
import { accountId, containerId } from '../contracts/samples.ts';
import { idIn, startTestBed, type TestAccount, type TestBed } from '../simulator/test-bed.ts';

/** What activities need, real as far as it goes: Graph over HTTP to a simulator, and the Temporal server of this run. */
export class ActivityBed {
  readonly instagram: TestBed;
  readonly graph: GraphClient;
  readonly client: Client;
  readonly usageWatch = createUsageWatch();
  readonly rules = ledgerRules(INSTAGRAM_LIMITS, INSTAGRAM_WINDOW_MS);
  /** A ledger that has room for everything. */
  readonly reservations: Reservations = {
    reserve: async () => ({ outcome: 'granted', at: Date.now(), sendBefore: Date.now() + 30_000 }),
    release: async () => undefined,
  };
  /** Where a test finds and changes the accounts of the installation. */
  readonly stored = new Map<AccountId, { account: Account; token: string }>();
  readonly accounts = {
    get: (id: AccountId) => this.stored.get(id)?.account,
    tokenOf: (id: AccountId) => this.stored.get(id)?.token ?? '',
  };

  static async start(options: SimulatorOptions = {}): Promise<ActivityBed> {
    const address = process.env['TEST_TEMPORAL_ADDRESS'];
    if (address === undefined) throw new Error('The test server is not running: start the tests with npm test.');
    const connection = await Connection.connect({ address });
    return new ActivityBed(await startTestBed(options), new Client({ connection }));
  }

  private constructor(instagram: TestBed, client: Client) {
    const { url } = instagram.simulator;
    this.instagram = instagram;
    this.client = client;
    this.graph = createGraphClient({
      graphUrl: url,
      instagramUrl: url,
      ruploadUrl: url,
      version: 'v25.0',
      onUsage: this.usageWatch.hear,
    });
  }

  /** An account of the simulator that this installation holds a token for. */
  async addAccount(settings: Partial<Pick<Account, 'onUnconfirmed'>> = {}): Promise<TestAccount & { id: AccountId }> {
    const id = accountId(`brand-${randomBytes(6).toString('hex')}`);
    const instagram = await this.instagram.addAccount(id);
    const { igUserId, token } = instagram;
    if (!isIgUserId(igUserId)) throw new TypeError(`"${igUserId}" is no id of an Instagram user.`);
    const account = {
      accountId: id,
      igUserId,
      login: 'facebook',
      onUnconfirmed: 'wait',
      credentialsRevision: 1,
    } as const;
    this.stored.set(id, { account: { ...account, ...settings }, token });
    return { ...instagram, id };
  }

  /** The container of an image, ready to be published. */
  async container(account: TestAccount, caption: string) {
    return containerId(idIn(await this.instagram.createImage(account, { caption })));
  }

  async stop(): Promise<void> {
    this.graph.close();
    await this.client.connection.close();
    await this.instagram.simulator.close();
  }
}

/** How the first container of a post is charged. */
export const chargeFor = ({ id }: Pick<Post, 'id'>): ContainerCharge => ({
  holder: `${id}/0`,
  together: [`${id}/0`],
  dueAt: Date.now(),
});

/** How an attempt ended, and what it left to the next one. */
export type Attempt<Result> =
  | { readonly result: Result; readonly heartbeatDetails: unknown }
  | { readonly failure: ApplicationFailure; readonly heartbeatDetails: unknown };

export interface AttemptInfo {
  readonly attempt?: number;
  readonly heartbeatDetails?: unknown;
  /** When the first attempt was scheduled. Epoch milliseconds. @default now */
  readonly scheduledTimestampMs?: number;
  readonly scheduleToCloseTimeoutMs?: number;
}

/** Runs one attempt of an activity, as a worker does. */
export async function attempt<Order, Result>(
  activity: (order: Order) => Promise<Result>,
  order: Order,
  info: AttemptInfo = {},
): Promise<Attempt<Result>> {
  const environment = new MockActivityEnvironment(
    { attempt: 1, scheduledTimestampMs: Date.now(), ...info },
    { logger: new DefaultLogger('ERROR') },
  );
  let { heartbeatDetails } = info;
  environment.on('heartbeat', (details: unknown) => {
    heartbeatDetails = details;
  });
  try {
    return { result: await environment.run(activity, order), heartbeatDetails };
  } catch (failure) {
    if (failure instanceof ApplicationFailure) return { failure, heartbeatDetails };
    throw failure;
  }
}

export function resultOf<Result>(ended: Attempt<Result>): Result {
  if ('result' in ended) return ended.result;
  throw new Error(`The attempt failed: ${ended.failure.message}`, { cause: ended.failure });
}

export function failureOf(ended: Attempt<unknown>): ApplicationFailure {
  if ('failure' in ended) return ended.failure;
  throw new Error(`The attempt did not fail: ${JSON.stringify(ended.result)}`);
}

/** A clock that goes on as the machine's does, and can be set forward. Restored with Jest's mocks. */
export function movableClock(): (forwardMs: number) => void {
  const now = Date.now.bind(Date);
  let forward = 0;
  jest.spyOn(Date, 'now').mockImplementation(() => now() + forward);
  return (forwardMs) => {
    forward += forwardMs;
  };
}

/** Runs attempts as the server does, until one is not repeated. `wait` lets the time pass that the one before has named. */
export async function attempts<Order, Result>(
  activity: (order: Order) => Promise<Result>,
  order: Order,
  wait: (waitMs: number) => Promise<void> | void,
): Promise<{ readonly ended: Attempt<Result>; readonly failures: readonly ApplicationFailure[] }> {
  const failures: ApplicationFailure[] = [];
  const scheduledTimestampMs = Date.now();
  let ended = await attempt(activity, order);
  while ('failure' in ended && ended.failure.nonRetryable !== true) {
    const { failure, heartbeatDetails } = ended;
    failures.push(failure);
    if (failures.length > 50) throw new Error('The activity goes on after 50 attempts.', { cause: failure });
    await wait(Number(failure.nextRetryDelay));
    ended = await attempt(activity, order, { attempt: failures.length + 1, heartbeatDetails, scheduledTimestampMs });
  }
  return { ended, failures };
}
