import {
  ApplicationFailure,
  type Client,
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
import { type ServerPlace, serverErrorOf } from './server-errors.ts';
import type { RunRecord } from './view.ts';

export interface RunsOptions extends ServerPlace {
  readonly client: Client;
  /** For every call to the server, in milliseconds. */
  readonly deadlineMs: number;
}

interface EncodedPayloads {
  readonly payloads?: readonly Payload[] | null;
}

/** What the rest of the client needs of Temporal. */
export type Runs = Pick<TemporalRuns, keyof TemporalRuns>;

/** The runs of posts on a Temporal server: one call each, with a deadline, its errors in our words. */
export class TemporalRuns {
  readonly #options: RunsOptions;
  readonly #closing = new AbortController();
  readonly #underway = new Set<Promise<unknown>>();

  constructor(options: RunsOptions) {
    this.#options = options;
  }

  get deadlineMs(): number {
    return this.#options.deadlineMs;
  }

  /** @throws WorkflowExecutionAlreadyStartedError when the id is taken, by a run of any state */
  async start(options: WorkflowStartOptions): Promise<void> {
    await this.#call(() => this.#workflow.start(PUBLISH_POST, options));
  }

  /** Makes sure that a run of this type is there: one that is open already goes on as it is. */
  async ensure(
    workflowType: string,
    options: WorkflowStartOptions & { readonly workflowIdConflictPolicy: 'USE_EXISTING' },
  ): Promise<void> {
    await this.#call(() => this.#workflow.start(workflowType, options));
  }

  /** Undefined when there is no such run. */
  async describe(workflowId: string): Promise<RunRecord | undefined> {
    try {
      return await this.#call(() => this.#workflow.getHandle(workflowId).describe());
    } catch (error) {
      if (error instanceof WorkflowNotFoundError) return undefined;
      throw error;
    }
  }

  /** What a completed run returned, or the first detail of the failure with which a failed one ended. */
  async outcome(workflowId: string): Promise<unknown> {
    try {
      return await this.#call(() => this.#resultOf(workflowId));
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

  /** What a run was started with, of any shape. */
  async input(workflowId: string): Promise<unknown> {
    const { events } = await this.#call(() => this.#workflow.getHandle(workflowId).fetchHistory());
    return await this.#decoded(events?.[0]?.workflowExecutionStartedEventAttributes?.input);
  }

  /** What the last heartbeats of a run's activities of this type say, of any shape. */
  async heartbeats(workflowId: string, activityType: string): Promise<unknown[]> {
    const { raw } = await this.#call(() => this.#workflow.getHandle(workflowId).describe());
    const pending = (raw.pendingActivities ?? []).filter((activity) => activity.activityType?.name === activityType);
    return await Promise.all(pending.map(({ heartbeatDetails }) => this.#decoded(heartbeatDetails)));
  }

  /** Asks a run, and waits for its answer. The errors are the SDK's, because they mean something to the caller. */
  async ask<Answer>(workflowId: string, query: string, ...argument: readonly object[]): Promise<Answer> {
    const run = this.#workflow.getHandle(workflowId);
    return await this.#call(() => run.query<Answer, object[]>(query, ...argument));
  }

  /** Sends an Update and waits for its answer. The errors are the SDK's, because they mean something to the caller. */
  async update<Answer>(workflowId: string, name: string, argument: object | undefined): Promise<Answer> {
    const run = this.#workflow.getHandle(workflowId);
    return await this.#call(() =>
      argument === undefined
        ? run.executeUpdate<Answer, []>(name)
        : run.executeUpdate<Answer, [object]>(name, { args: [argument] }),
    );
  }

  /** The runs that visibility finds: open ones first. */
  async *list(query: string): AsyncGenerator<RunRecord, void> {
    const found = this.#workflow.list({ query })[Symbol.asyncIterator]();
    for (;;) {
      const { done, value } = await this.#call(() => found.next());
      if (done) return;
      yield value;
    }
  }

  /**
   * Resolves when the run has ended, however, or is no longer there; outlives a server that is away for a while.
   * @throws the reason of `limit` when that is aborted first
   */
  async ended(workflowId: string, limit: AbortSignal): Promise<void> {
    const stop = AbortSignal.any([limit, this.#closing.signal]);
    stop.throwIfAborted();
    // The SDK cannot abort a call while it pauses before a retry, so its caller is let go by itself.
    const stopped = new Promise<never>((_, reject) => {
      stop.addEventListener('abort', () => reject(stop.reason), { once: true });
    });
    await Promise.race([this.#pollUntilEnded(workflowId, stop), stopped]);
  }

  /**
   * Ends waits with {@link ClosedError} and lets other calls finish. To be awaited before the connection is closed: a call that the
   * SDK retries on a closed connection throws out of a timer and takes the process down (@temporalio/client 1.24, grpc-retry.ts).
   */
  async close(): Promise<void> {
    this.#closing.abort(new ClosedError());
    await Promise.allSettled(this.#underway);
  }

  get #workflow(): Client['workflow'] {
    return this.#options.client.workflow;
  }

  #resultOf(workflowId: string): Promise<unknown> {
    return this.#workflow.getHandle<() => Promise<unknown>>(workflowId).result();
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
    const { payloadConverter, payloadCodecs } = this.#options.client.options.loadedDataConverter;
    let payloads = [...(encoded?.payloads ?? [])];
    for (const codec of payloadCodecs.toReversed()) payloads = await codec.decode(payloads);
    const [first] = payloads;
    return first === undefined ? undefined : payloadConverter.fromPayload(first);
  }

  async #pollUntilEnded(workflowId: string, stop: AbortSignal): Promise<void> {
    let hasEnded = false;
    while (!hasEnded) {
      stop.throwIfAborted();
      hasEnded = await this.#endsDuringOnePoll(workflowId, stop);
    }
  }

  async #endsDuringOnePoll(workflowId: string, stop: AbortSignal): Promise<boolean> {
    // Aborted with the poll, so that a wait of weeks does not gather listeners on its caller's signal.
    const poll = AbortSignal.any([stop, AbortSignal.timeout(this.deadlineMs)]);
    try {
      await this.#track(() => this.#options.client.withAbortSignal(poll, () => this.#resultOf(workflowId)));
      return true;
    } catch (error) {
      if (error instanceof WorkflowFailedError || error instanceof WorkflowNotFoundError) return true;
      const translated = this.#translated(error);
      if (translated instanceof UnreachableError) return false;
      throw translated;
    }
  }

  async #call<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await this.#track(call);
    } catch (error) {
      throw this.#translated(error);
    }
  }

  async #track<Result>(call: () => Promise<Result>): Promise<Result> {
    this.#closing.signal.throwIfAborted();
    const { client, deadlineMs } = this.#options;
    const underway = client.withDeadline(Date.now() + deadlineMs, call);
    this.#underway.add(underway);
    try {
      return await underway;
    } finally {
      this.#underway.delete(underway);
    }
  }

  #translated(error: unknown): unknown {
    return serverErrorOf(error, this.#options) ?? error;
  }
}
