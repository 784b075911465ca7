import type { Fault } from './faults.ts';

interface Entry {
  readonly fault: Fault;
  left: number;
}

/** Faults that wait for the requests they are meant for, first come first served. */
export class FaultQueue {
  #entries: Entry[] = [];

  add(faults: readonly Fault[]): void {
    this.#entries.push(...faults.map((fault) => ({ fault, left: fault.times })));
  }

  clear(): void {
    this.#entries = [];
  }

  /** What still waits, with the number of requests that each fault has left. */
  waiting(): readonly Fault[] {
    return this.#entries.map(({ fault, left }) => ({ ...fault, times: left }));
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
    const strikes = (entry: Entry): entry is Entry & { fault: Extract<Fault, { on: On }> } =>
      entry.fault.on === on && (entry.fault.igUserId ?? igUserId) === igUserId && isAimedAt(entry.fault, texts);
    const entry = this.#entries.find(strikes);
    if (entry === undefined) return undefined;
    entry.left -= 1;
    this.#entries = this.#entries.filter(({ left }) => left > 0);
    return entry.fault;
  }
}

function isAimedAt(fault: Fault, texts: readonly string[]): boolean {
  const wanted = 'containing' in fault ? fault.containing : undefined;
  return wanted === undefined || texts.some((text) => text.includes(wanted));
}
