import { clearScreenDown, cursorTo, moveCursor } from 'node:readline';

/** A terminal, as far as lines need one. */
export interface Screen extends NodeJS.WritableStream {
  readonly columns?: number;
}

const UNKNOWN_WIDTH = 80;

/** Lines at the end of a terminal that are painted over, below what is written for good. */
export class LiveLines {
  readonly #screen: Screen;
  #shown = 0;

  constructor(screen: Screen) {
    this.#screen = screen;
  }

  /** Puts these lines in the place of those that are shown. */
  show(lines: readonly string[]): void {
    this.clear();
    // A line that wrapped would be two, and the next painting would begin too low.
    const width = (this.#screen.columns ?? UNKNOWN_WIDTH) - 1;
    for (const line of lines) this.#screen.write(`${line.slice(0, width)}\n`);
    this.#shown = lines.length;
  }

  clear(): void {
    if (this.#shown === 0) return;
    moveCursor(this.#screen, 0, -this.#shown);
    cursorTo(this.#screen, 0);
    clearScreenDown(this.#screen);
    this.#shown = 0;
  }
}
