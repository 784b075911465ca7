import type { Clock } from '../clock.ts';
import type { Fault } from './faults.ts';

/** When a fault is gone: after so many requests more, or at an instant. */
type End = { readonly by: 'times'; left: number } | { readonly by: 'time'; readonly at: number };

interface Entry {
  readonly fault: Fault;
  readonly end: End;
}

/** Faults that wait for the requests they are meant for, first come first served. */
export class FaultQueue {
  readonly #clock: Clock;
  #entries: Entry[] = [];

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  add(faults: readonly Fault[]): void {
    const now = this.#clock.now();
    this.#entries.push(...faults.map((fault) => ({ fault, end: endOf(fault, now) })));
  }

  clear(): void {
    this.#entries = [];
  }

  /** What still waits, with the number of requests or the time that each fault has left. */
  waiting(): readonly Fault[] {
    const now = this.#clock.now();
    this.#dropEnded(now);
    return this.#entries.map(({ fault, end }) =>
      end.by === 'times' ? { ...fault, times: end.left } : { ...fault, forMs: end.at - now },
    );
  }

  /**
   * The first fault for this kind of request and account; it has struck once more by then.
   * @param texts what is told of the container that the request is about: where aimed faults look for their text.
   */
  take<On extends Fault['on']>(
    on: On,
    igUserId: string,
    texts: readonly string[] = [],
  ): Extract<Fault, { on: On }> | undefined {
    this.#dropEnded(this.#clock.now());
    const strikes = (entry: Entry): entry is Entry & { fault: Extract<Fault, { on: On }> } =>
      entry.fault.on === on && (entry.fault.igUserId ?? igUserId) === igUserId && isAimedAt(entry.fault, texts);
    const entry = this.#entries.find(strikes);
    if (entry?.end.by === 'times') entry.end.left -= 1;
    return entry?.fault;
  }

  #dropEnded(now: number): void {
    this.#entries = this.#entries.filter(({ end }) => (end.by === 'times' ? end.left > 0 : now < end.at));
  }
}

const endOf = ({ times = 1, forMs }: Fault, now: number): End =>
  forMs === undefined ? { by: 'times', left: times } : { by: 'time', at: now + forMs };

function isAimedAt(fault: Fault, texts: readonly string[]): boolean {
  const wanted = 'containing' in fault ? fault.containing : undefined;
  return wanted === undefined || texts.some((text) => text.includes(wanted));
}
