import { WorkQueue } from './work-queue.ts';

/** A server has room for ten updates of a run at a time by default, and refuses one more for seconds. So two processes fit. */
const AT_ONCE = 4;
/** Each of those who wait takes a place from the activities of all other accounts. */
const MOST_WAITING = 12;
/** What a ledger answers in a second on a small machine: who comes back sooner costs the server a try for nothing. */
const PER_SECOND = 30;
const SOONEST_MS = 200;

/** So many ask that this one shall come back later. */
export class SentAwayError extends Error {
  override readonly name = 'SentAwayError';
  readonly comeBackInMs: number;

  constructor(comeBackInMs: number) {
    super(`Too many ask at once: come back in ${comeBackInMs} ms.`);
    this.comeBackInMs = comeBackInMs;
  }
}

/** Those of one process who ask the same ledger: a few at a time, a few in line, and everybody else later. */
export class Turns {
  readonly #queue = new WorkQueue(AT_ONCE);
  /** When the next one who is sent away shall come back. Epoch milliseconds. */
  #nextAt = 0;

  /** @throws SentAwayError when the line is full */
  async take<T>(ask: () => Promise<T>): Promise<T> {
    if (this.#queue.length < AT_ONCE + MOST_WAITING) return await this.#queue.run(ask);
    const now = Date.now();
    this.#nextAt = Math.max(now + SOONEST_MS, this.#nextAt + 1_000 / PER_SECOND);
    throw new SentAwayError(Math.ceil(this.#nextAt - now));
  }
}
