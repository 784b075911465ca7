import {
  ApplicationFailure,
  type WorkflowClient,
  WorkflowFailedError,
  WorkflowNotFoundError,
  type WorkflowStartOptions,
} from '@temporalio/client';
import type { Payload } from '@temporalio/common';
import {
  CONTENT_QUERY,
  type ContentQueryResult,
  PUBLISH_POST,
  STATUS_QUERY,
  type StatusQueryResult,
} from '../contracts/publish-post.ts';
import { ClosedError, UnreachableError } from './errors.ts';
import type { ServerCalls } from './server-calls.ts';
import type { RunRecord } from './view.ts';

interface EncodedPayloads {
  readonly payloads?: readonly Payload[] | null;
}

interface Which {
  readonly workflowId: string;
  readonly runId: string | undefined;
}

export interface PendingActivity {
  readonly type: string;
  /** What its last heartbeat says, of any shape. */
  readonly heartbeat: unknown;
  /** The first detail of its last failure, of any shape. */
  readonly lastFailure: unknown;
}

/** What the rest of the client needs of Temporal. */
export type Runs = Pick<TemporalRuns, keyof TemporalRuns>;

/** The runs on a Temporal server: one call each. */
export class TemporalRuns {
  readonly #calls: ServerCalls;

  constructor(calls: ServerCalls) {
    this.#calls = calls;
  }

  get deadlineMs(): number {
    return this.#calls.deadlineMs;
  }

  /** @throws WorkflowExecutionAlreadyStartedError when the id is taken, by a run of any state */
  async start(options: WorkflowStartOptions): Promise<void> {
    await this.#calls.call(() => this.#workflow.start(PUBLISH_POST, options));
  }

  /**
   * Makes sure that a run of this type and id is there: one that is open already goes on as it is.
   * @returns the id of the run
   */
  async ensure(
    workflowType: string,
    options: WorkflowStartOptions & { readonly workflowIdConflictPolicy: 'USE_EXISTING' },
  ): Promise<string> {
    const run = await this.#calls.call(() => this.#workflow.start(workflowType, options));
    return run.firstExecutionRunId;
  }

  /** Undefined when there is no such run. @param runId absent: the latest */
  async describe(workflowId: string, runId?: string): Promise<RunRecord | undefined> {
    try {
      return await this.#calls.call(() => this.#workflow.getHandle(workflowId, runId).describe());
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** What a completed run returned, or the first detail of the failure with which a failed one ended. @param runId absent: the latest */
  async outcome(workflowId: string, runId?: string): Promise<unknown> {
    try {
      return await this.#calls.call(() => this.#resultOf(workflowId, runId));
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      if (!(error instanceof WorkflowFailedError)) throw error;
      return error.cause instanceof ApplicationFailure ? error.cause.details?.[0] : undefined;
    }
  }

  /** Undefined when no worker answers in time. */
  async status(workflowId: string): Promise<StatusQueryResult | undefined> {
    return await this.#query<StatusQueryResult>(workflowId, STATUS_QUERY);
  }

  /** What the post of a run holds. Undefined when no worker answers in time. */
  async content(workflowId: string): Promise<ContentQueryResult | undefined> {
    return await this.#query<ContentQueryResult>(workflowId, CONTENT_QUERY);
  }

  /** What a run was started with, of any shape. @param runId absent: the latest */
  async input(workflowId: string, runId?: string): Promise<unknown> {
    const { events } = await this.#calls.call(() => this.#workflow.getHandle(workflowId, runId).fetchHistory());
    return await this.#decoded(events?.[0]?.workflowExecutionStartedEventAttributes?.input);
  }

  /** The activities of a run that have not ended. */
  async pendingActivities(workflowId: string): Promise<PendingActivity[]> {
    const { raw } = await this.#calls.call(() => this.#workflow.getHandle(workflowId).describe());
    return await Promise.all(
      (raw.pendingActivities ?? []).map(async ({ activityType, heartbeatDetails, lastFailure }) => ({
        type: activityType?.name ?? '',
        heartbeat: await this.#decoded(heartbeatDetails),
        lastFailure: await this.#decoded(lastFailure?.applicationFailureInfo?.details),
      })),
    );
  }

  /** Tells a run something. @returns false when there is no such run, or it has ended */
  async signal(workflowId: string, name: string): Promise<boolean> {
    try {
      await this.#calls.call(() => this.#workflow.getHandle(workflowId).signal(name));
      return true;
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return false;
      throw error;
    }
  }

  /** Asks a run, and waits for its answer. The errors are the SDK's, because they mean something to the caller. */
  async ask<Answer>(workflowId: string, query: string, ...argument: readonly object[]): Promise<Answer> {
    const run = this.#workflow.getHandle(workflowId);
    return await this.#calls.call(() => run.query<Answer, object[]>(query, ...argument));
  }

  /** Sends an Update and waits for its answer. The errors are the SDK's, because they mean something to the caller. */
  async update<Answer>(workflowId: string, name: string, argument: object | undefined): Promise<Answer> {
    const run = this.#workflow.getHandle(workflowId);
    return await this.#calls.call(() =>
      argument === undefined
        ? run.executeUpdate<Answer, []>(name)
        : run.executeUpdate<Answer, [object]>(name, { args: [argument] }),
    );
  }

  /** The runs that visibility finds: open ones first. */
  async *list(query: string): AsyncGenerator<RunRecord, void> {
    const found = this.#workflow.list({ query })[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await this.#calls.call(() => found.next());
      if (done) return;
      yield value;
    }
  }

  /**
   * Resolves when the run has ended, however, or is no longer there; outlives a server that is away for a while.
   * @param runId absent: the latest
   * @throws the reason of `limit` when that is aborted first
   */
  async ended(workflowId: string, limit: AbortSignal, runId?: string): Promise<void> {
    const stop = AbortSignal.any([limit, this.#calls.closing]);
    stop.throwIfAborted();
    // The SDK cannot abort a call while it pauses before a retry, so its caller is let go by itself.
    const stopped = new Promise<never>((_, reject) => {
      stop.addEventListener('abort', () => reject(stop.reason), { once: true });
    });
    await Promise.race([this.#pollUntilEnded({ workflowId, runId }, stop), stopped]);
  }

  get #workflow(): WorkflowClient {
    return this.#calls.client.workflow;
  }

  #resultOf(workflowId: string, runId?: string): Promise<unknown> {
    return this.#workflow.getHandle<() => Promise<unknown>>(workflowId, runId).result();
  }

  async #query<Answer>(workflowId: string, name: string): Promise<Answer | undefined> {
    try {
      return await this.ask<Answer>(workflowId, name);
    } catch (error) {
      if (error instanceof ClosedError) throw error;
      return undefined;
    }
  }

  /** The first of some payloads. */
  async #decoded(encoded: EncodedPayloads | null | undefined): Promise<unknown> {
    const { payloadConverter, payloadCodecs } = this.#calls.client.options.loadedDataConverter;
    let payloads = [...(encoded?.payloads ?? [])];
    for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
    const [first] = payloads;
    return first === undefined ? undefined : payloadConverter.fromPayload(first);
  }

  async #pollUntilEnded(run: Which, stop: AbortSignal): Promise<void> {
    let hasEnded = false;
    while (!hasEnded) {
      stop.throwIfAborted();
      hasEnded = await this.#endsDuringOnePoll(run, stop);
    }
  }

  async #endsDuringOnePoll({ workflowId, runId }: Which, stop: AbortSignal): Promise<boolean> {
    // Aborted with the poll, so that a wait of weeks does not gather listeners on its caller's signal.
    const poll = AbortSignal.any([stop, AbortSignal.timeout(this.deadlineMs)]);
    try {
      await this.#calls.track(() => this.#calls.client.withAbortSignal(poll, () => this.#resultOf(workflowId, runId)));
      return true;
    } catch (error) {
      if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return true;
      const translated = this.#calls.translated(error);
      if (translated instanceof UnreachableError) return false;
      throw translated;
    }
  }
}
