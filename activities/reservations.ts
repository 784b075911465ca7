import { activityInfo } from '@temporalio/activity';
import { type Client, WithStartWorkflowOperation, WorkflowUpdateFailedError } from '@temporalio/client';
import {
  type AccountInput,
  RELEASE_SIGNAL,
  RESERVE_UPDATE,
  type ReleaseArgs,
  type ReserveArgs,
  type ReserveResult,
} from '../contracts/account.ts';
import { accountStart } from '../contracts/account-start.ts';
import { type AccountId, accountWorkflowId } from '../contracts/ids.ts';
import type { LedgerRules } from '../contracts/ledger.ts';
import type { PostError } from '../contracts/post-error.ts';
import { WAITS_FOR_QUOTA } from '../contracts/staging-failures.ts';
import { ledgerBusy, ledgerRefused, ledgerUnanswered } from './quota-errors.ts';
import { stagingFailure } from './staging-failure.ts';
import { SentAwayError, Turns } from './turns.ts';

/** Asks the ledgers of accounts for calls to Instagram. */
export interface Reservations {
  /**
   * @param signal who does not want the call any more does not ask for it: nobody would give it back
   * @throws ApplicationFailure of type WAITS_FOR_QUOTA when the ledger does not answer or refuses, or too many ask at once; the signal's reason
   */
  reserve(
    accountId: AccountId,
    args: Pick<ReserveArgs, 'request' | 'told'>,
    signal?: AbortSignal,
  ): Promise<ReserveResult>;
  /** Gives back what provably was not used. One that gets lost costs a call of the window, and breaks nothing. */
  release(accountId: AccountId, args: ReleaseArgs): Promise<void>;
}

export interface ReservationsOptions {
  readonly client: Client;
  /** Of the posts; that of the accounts follows from it. */
  readonly taskQueue: string;
  readonly rules: LedgerRules;
}

/** Shorter than a worker's silence is noticed: the next try may be somebody else's. */
const DEADLINE_MS = 10_000;
/** The activity's own back-off grows with its attempts, and most of them were no failures: they waited for a place in the line. */
const UNANSWERED_MS = 1_000;

export function createReservations({ client, taskQueue, rules }: ReservationsOptions): Reservations {
  const turns = new Map<AccountId, Turns>();
  const turnsOf = (accountId: AccountId): Turns => {
    const known = turns.get(accountId) ?? new Turns();
    turns.set(accountId, known);
    return known;
  };

  return {
    async reserve(accountId, args, signal) {
      const sent: [ReserveArgs] = [{ ...args, rules }];
      const ask = () => {
        signal?.throwIfAborted();
        return client.withDeadline(Date.now() + DEADLINE_MS, () =>
          client.workflow.executeUpdateWithStart<AccountWorkflow, ReserveResult, [ReserveArgs]>(RESERVE_UPDATE, {
            args: sent,
            startWorkflowOperation: startOf(accountId, { taskQueue, rules }),
          }),
        );
      };
      try {
        return await turnsOf(accountId).take(ask);
      } catch (error) {
        signal?.throwIfAborted();
        if (error instanceof SentAwayError) throw waits(ledgerBusy(accountId), error.comeBackInMs);
        const problem = error instanceof WorkflowUpdateFailedError ? ledgerRefused : ledgerUnanswered;
        throw waits(problem(accountId, reasonOf(error)), UNANSWERED_MS);
      }
    },

    async release(accountId, args) {
      const run = client.workflow.getHandle(accountWorkflowId(accountId));
      await client.withDeadline(Date.now() + DEADLINE_MS, () => run.signal<[ReleaseArgs]>(RELEASE_SIGNAL, args));
    },
  };
}

/** The ticket of the one call that an attempt of an activity makes: the next attempt is charged anew, because this one may have counted. */
export function ticketOfAttempt(): string {
  const { activityId, attempt, workflowExecution } = activityInfo();
  return `${workflowExecution?.runId}/${activityId}/${attempt}`;
}

type AccountWorkflow = (input: AccountInput) => Promise<never>;

/** The account's run starts with the first who asks. */
function startOf(accountId: AccountId, settings: Pick<ReservationsOptions, 'taskQueue' | 'rules'>) {
  const { workflowType, ...start } = accountStart(accountId, settings);
  return new WithStartWorkflowOperation<AccountWorkflow>(workflowType, start);
}

const waits = (error: PostError, waitMs: number) =>
  stagingFailure({ type: WAITS_FOR_QUOTA, error, waitMs }, { credentialsRevision: null });

/** The SDK's errors say what failed, and their causes why. */
function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  return error.cause instanceof Error ? `${error.message}: ${error.cause.message}` : error.message;
}
