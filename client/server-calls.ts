import type { Client } from '@temporalio/client';
import { ClosedError } from './errors.ts';
import { type ServerPlace, serverErrorOf } from './server-errors.ts';

export interface ServerCallsOptions extends ServerPlace {
  readonly client: Client;
  /** For every call to the server, in milliseconds. */
  readonly deadlineMs: number;
}

/** Calls to a Temporal server: each with a deadline, its errors in our words, and none left under way when the client is closed. */
export class ServerCalls {
  readonly #options: ServerCallsOptions;
  readonly #closing = new AbortController();
  readonly #underway = new Set<Promise<unknown>>();

  constructor(options: ServerCallsOptions) {
    this.#options = options;
  }

  get client(): Client {
    return this.#options.client;
  }

  get deadlineMs(): number {
    return this.#options.deadlineMs;
  }

  /** Aborted with a {@link ClosedError} when the client is closed. */
  get closing(): AbortSignal {
    return this.#closing.signal;
  }

  /** @throws the server's refusal in our words, any other error as it is */
  async call<Result>(call: () => Promise<Result>): Promise<Result> {
    try {
      return await this.track(call);
    } catch (error) {
      throw this.translated(error);
    }
  }

  /** The same, with the errors as they are. */
  async track<Result>(call: () => Promise<Result>): Promise<Result> {
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

  translated(error: unknown): unknown {
    return serverErrorOf(error, this.#options) ?? error;
  }

  /**
   * Ends waits with {@link ClosedError} and lets other calls finish. To be awaited before the connection is closed: a call that the
   * SDK retries on a closed connection throws out of a timer and takes the process down (@temporalio/client 1.24, grpc-retry.ts).
   */
  async close(): Promise<void> {
    this.#closing.abort(new ClosedError());
    await Promise.allSettled(this.#underway);
  }
}
