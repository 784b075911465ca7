import { setTimeout as sleep } from 'node:timers/promises';
import type { HoldBeat, SendOrder, SendOutcome } from '../contracts/send-outcome.ts';
import type { BeatAnswer, HoldLine } from './hold-line.ts';
import { beatIntervalMs, markLeadMs, prepareLeadMs } from './hold-plan.ts';

/** The publish request of one container, ready but for the write. */
export interface ReadyRequest {
  /** False when the connection broke while it waited: nothing was sent, and another request must be made ready. */
  readonly isUsable: boolean;
  /** Writes the request, and resolves with what became of it. */
  send(): Promise<SendOutcome>;
  discard(): void;
}

/** Makes the request ready. Anything but a request is how the holding ends. */
export type MakeReady = (
  order: SendOrder,
) => Promise<ReadyRequest | (SendOutcome & { outcome: 'not-sent' | 'impossible' })>;

/**
 * A mark that is older than this no longer proves that the server still counts on this worker: two thirds of the heartbeat
 * time-out, and longer than the earliest mark of a crowd waits for its instant.
 */
const MARK_VALID_MS = 4_000;

interface Hold {
  readonly order: SendOrder;
  readonly line: HoldLine;
  /** Its place among posts that are due at the same instant, 0 to 1. */
  readonly share: number;
}

/** Hears of an outcome that could not be delivered. */
export type Undelivered = (order: SendOrder, outcome: SendOutcome) => void;

/** How a holding ended: with an outcome to report, or `gone` when the server no longer waits for this worker. */
type Ending = SendOutcome | 'gone';

/**
 * Where armed posts wait in process for their instant. Temporal's own bookkeeping ends with the order's acceptance: it would
 * count an activity that beats past it as timed out on the worker's side after the heartbeat time-out and five seconds.
 */
export class HoldingRoom {
  readonly #makeReady: MakeReady;
  readonly #undelivered: Undelivered;
  readonly #holds = new Map<Hold, Promise<void>>();
  readonly #crowds = new Map<number, number>();
  readonly #closing = new AbortController();

  /** @param undelivered told of an ending that the server did not take: nobody else knows it */
  constructor(makeReady: MakeReady, undelivered: Undelivered) {
    this.#makeReady = makeReady;
    this.#undelivered = undelivered;
  }

  get isClosing(): boolean {
    return this.#closing.signal.aborted;
  }

  /** Takes an order in. From here on the room beats for it, sends it, and reports its outcome. */
  enter(order: SendOrder, line: HoldLine): void {
    const crowd = (this.#crowds.get(order.dueAt) ?? 0) + 1;
    this.#crowds.set(order.dueAt, crowd);
    // The golden ratio spreads any number of posts evenly, without knowing how many will come.
    const hold: Hold = { order, line, share: (crowd * 0.618_033_988_75) % 1 };
    this.#holds.set(hold, this.#attend(hold));
  }

  /** Lets go of every post that is not marked yet, and resolves when the others have been sent and reported. */
  async close(): Promise<void> {
    this.#closing.abort();
    await Promise.all(this.#holds.values());
  }

  async #attend(hold: Hold): Promise<void> {
    const ending = await this.#holdAndSend(hold);
    if (ending !== 'gone') await this.#report(hold, ending);
    this.#holds.delete(hold);
    const left = (this.#crowds.get(hold.order.dueAt) ?? 1) - 1;
    if (left > 0) this.#crowds.set(hold.order.dueAt, left);
    else this.#crowds.delete(hold.order.dueAt);
  }

  /** A server that is slow to take the report must not take the worker for dead meanwhile. */
  async #report(hold: Hold, outcome: SendOutcome): Promise<void> {
    const phase = 'sentAt' in outcome ? 'sending' : 'holding';
    if (!(await beatWhile(hold.line, phase, hold.line.report(outcome)))) this.#undelivered(hold.order, outcome);
  }

  async #holdAndSend(hold: Hold): Promise<Ending> {
    const early = await this.#beatUntil(hold, () => hold.order.dueAt - prepareLeadMs(this.#crowdOf(hold), hold.share));
    if (early !== undefined) return early;
    // Made ready while the beats go on, so that a slow connection never looks like a dead worker.
    const making = this.#prepare(hold.order);
    const ending = await this.#beatUntil(hold, () => hold.order.dueAt - markLeadMs(this.#crowdOf(hold), hold.share));
    const request = await making;
    if ('outcome' in request) return ending ?? request;
    if (ending !== undefined) {
      request.discard();
      return ending;
    }
    return await this.#markAndSend(hold, request);
  }

  /** Beats until the instant, which may move as the crowd grows. Resolves earlier with the ending, when there is one. */
  async #beatUntil(hold: Hold, instant: () => number): Promise<Ending | undefined> {
    while (instant() > Date.now()) {
      if (this.isClosing) return { outcome: 'not-sent', reason: 'the worker that held it was stopped' };
      const ending = endingOf(await hold.line.beat('holding'));
      if (ending !== undefined) return ending;
      const pause = Math.min(instant() - Date.now(), beatIntervalMs(this.#holds.size));
      await sleep(Math.max(0, pause), undefined, { signal: this.#closing.signal }).catch(() => undefined);
    }
    return undefined;
  }

  async #markAndSend(hold: Hold, prepared: ReadyRequest): Promise<Ending> {
    let request = prepared;
    let markedAt = Number.NEGATIVE_INFINITY;
    const isMarked = () => Date.now() - markedAt <= MARK_VALID_MS;
    const isTooLate = () => Date.now() > hold.order.sendBefore;
    while (!isTooLate()) {
      if (!isMarked()) {
        // Counted from the asking: the server may have noted it any time since.
        markedAt = Date.now();
        const ending = endingOf(await hold.line.beat('sending'));
        if (ending !== undefined) {
          request.discard();
          return ending;
        }
      }
      await waitUntil(hold.order.dueAt);
      if (!isMarked() || isTooLate()) continue;
      if (request.isUsable) return await beatWhile(hold.line, 'sending', request.send());
      request.discard();
      const again = await beatWhile(hold.line, 'sending', this.#prepare(hold.order));
      if ('outcome' in again) return again;
      request = again;
    }
    request.discard();
    return { outcome: 'too-late' };
  }

  /** A preparation that throws, as a locked database does, has sent nothing. */
  async #prepare(order: SendOrder): ReturnType<MakeReady> {
    try {
      return await this.#makeReady(order);
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return { outcome: 'not-sent', reason: `the publish request could not be made: ${why}` };
    }
  }

  #crowdOf(hold: Hold): number {
    return this.#crowds.get(hold.order.dueAt) ?? 1;
  }
}

/**
 * What the server's answer to a beat before the sending means. A beat of unknown fate could arrive after the mark and hide
 * it; so a post with such a beat is never sent from here, but let go, and armed again under a new task token.
 */
function endingOf(answer: BeatAnswer): Ending | undefined {
  switch (answer) {
    case 'noted':
      return undefined;
    case 'let-go':
      return { outcome: 'released' };
    case 'gone':
      return 'gone';
    case 'unknown':
      return {
        outcome: 'not-sent',
        reason: 'the Temporal server did not acknowledge a beat of the worker that held it',
      };
    default:
      return answer satisfies never;
  }
}

async function waitUntil(instant: number): Promise<void> {
  for (let left = instant - Date.now(); left > 0; left = instant - Date.now()) await sleep(left);
}

/** Keeps the server informed while something takes its time: a silent worker would be taken for dead. */
async function beatWhile<T>(line: HoldLine, phase: HoldBeat['phase'], work: Promise<T>): Promise<T> {
  const done = new AbortController();
  const beats = (async () => {
    while (!done.signal.aborted) {
      await sleep(beatIntervalMs(1), undefined, { signal: done.signal }).catch(() => undefined);
      if (!done.signal.aborted) await line.beat(phase);
    }
  })();
  try {
    return await work;
  } finally {
    done.abort();
    await beats;
  }
}
