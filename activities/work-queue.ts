/** Lets so many pieces of work run at the same time, first come first served. */
export function atMost(count: number): <T>(work: () => Promise<T>) => Promise<T> {
  const queue = new WorkQueue(count);
  return (work) => queue.run(work);
}

/** The same, for who needs to know how many there are. */
export class WorkQueue {
  readonly #waiting: (() => void)[] = [];
  readonly #atOnce: number;
  #running = 0;

  constructor(atOnce: number) {
    this.#atOnce = atOnce;
  }

  /** Of the work that was given to it: what runs, and what waits. */
  get length(): number {
    return this.#running + this.#waiting.length;
  }

  async run<T>(work: () => Promise<T>): Promise<T> {
    if (this.#running < this.#atOnce) this.#running += 1;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = this.#waiting.shift();
      // Whoever waited takes over the place.
      if (next === undefined) this.#running -= 1;
      else next();
    }
  }
}
