import { setTimeout as sleep } from 'node:timers/promises';
import type { AccountId } from '../contracts/ids.ts';
import { IG_ACCOUNT } from '../contracts/search-attributes.ts';
import { InstagramRefusedError, NoWorkerError, ServerError } from './errors.ts';
import { isPostError } from './invite-history.ts';
import type { Runs } from './runs.ts';
import { hasDoneNothing, isOpen } from './view.ts';

/** A worker takes work in moments. */
const TAKEN_WITHIN_MS = 15_000;

export interface Order<Result> {
  readonly workflowType: string;
  readonly workflowId: string;
  readonly input: { readonly accountId: AccountId };
  readonly isResult: (value: unknown) => value is Result;
}

/** Runs of workflows that do one thing for a caller who waits for it. */
export class OrderedRuns {
  readonly #runs: Runs;
  readonly #taskQueue: string;

  constructor(runs: Runs, taskQueue: string) {
    this.#runs = runs;
    this.#taskQueue = taskQueue;
  }

  /**
   * Starts a run, or joins the one of this id, and gives its result.
   * @throws {@link InstagramRefusedError} when it failed, {@link NoWorkerError}; the reason of the limit
   */
  async order<Result>({ workflowType, isResult, ...order }: Order<Result>, limit: AbortSignal): Promise<Result> {
    const { workflowId, input } = order;
    const runId = await this.#runs.ensure(workflowType, {
      workflowId,
      taskQueue: this.#taskQueue,
      args: [input],
      workflowIdConflictPolicy: 'USE_EXISTING',
      typedSearchAttributes: [{ key: IG_ACCOUNT, value: input.accountId }],
    });
    return await this.resultOf({ workflowId, runId, isResult }, limit);
  }

  /** The result of a run that was started. @throws as {@link OrderedRuns.order} */
  async resultOf<Result>(
    { isResult, ...which }: Started & Pick<Order<Result>, 'isResult'>,
    limit: AbortSignal,
  ): Promise<Result> {
    await this.#endOf(which, limit);
    const outcome = await this.#runs.outcome(which.workflowId, which.runId);
    if (isResult(outcome)) return outcome;
    throw isPostError(outcome) ? new InstagramRefusedError(outcome) : strangeOutcome(which.workflowId);
  }

  /** A run that nobody takes is not waited for to the end. */
  async #endOf({ workflowId, runId }: Started, limit: AbortSignal): Promise<void> {
    const enough = new AbortController();
    const ended = this.#runs.ended(workflowId, AbortSignal.any([limit, enough.signal]), runId);
    // Whoever waits for it below hears of a failure.
    ended.catch(() => undefined);
    try {
      const isOver = await Promise.race([ended.then(() => true), sleep(TAKEN_WITHIN_MS, false, { ref: false })]);
      if (isOver) return;
      const run = await this.#runs.describe(workflowId, runId);
      if (run !== undefined && isOpen(run) && hasDoneNothing(run)) throw nobodyTook(workflowId);
      await ended;
    } finally {
      enough.abort();
    }
  }
}

interface Started {
  readonly workflowId: string;
  /** Absent for an id that only one run has. */
  readonly runId?: string | undefined;
}

const nobodyTook = (workflowId: string): NoWorkerError =>
  new NoWorkerError(
    `No worker took ${workflowId} within ${TAKEN_WITHIN_MS / 1000} s; one that starts later still will.`,
    TAKEN_WITHIN_MS,
    'See that a worker runs on this task queue, then ask again.',
  );

/** It was terminated, or is of another version. */
const strangeOutcome = (workflowId: string): ServerError =>
  new ServerError('server-error', {
    message: `The workflow ${workflowId} ended without a result that this client knows.`,
    nextAction: 'Look at it in the Temporal UI, and see that the workers run the same version as this client.',
    details: { grpcCode: null, grpcMessage: '' },
  });
