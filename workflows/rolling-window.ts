/** A grant, or a call that somebody else made. */
export interface Spending {
  /** When the call may be sent at the earliest. Epoch milliseconds. */
  readonly at: number;
  /** How many calls it is. */
  readonly cost: number;
}

export interface WindowRule {
  /** Calls in every window. */
  readonly limit: number;
  /**
   * How far two grants must lie apart for their calls never to meet in one window of Instagram's: the window, and the time that a
   * granted call may take to reach Instagram. Milliseconds.
   */
  readonly spanMs: number;
}

/** What is to be added. */
interface Wanted {
  readonly from: number;
  readonly cost: number;
}

/**
 * The earliest instant, at or after `from`, at which so many more calls may be granted without any window holding more than its
 * limit, before the instant or after it. Infinity when they never may.
 * @param spendings in the order of their instants; those ahead of `from` are booked already
 */
export const earliestInstant = (spendings: readonly Spending[], wanted: Wanted, rule: WindowRule): number =>
  new Calendar(spendings, rule).earliest(wanted);

/** The earliest instants for several, each in its turn, with those before it booked. */
export function earliestInstants(
  spendings: readonly Spending[],
  wanted: readonly Wanted[],
  rule: WindowRule,
): number[] {
  const calendar = new Calendar(spendings, rule);
  let before = { from: 0, cost: Number.POSITIVE_INFINITY, at: 0 };
  return wanted.map(({ from, cost }) => {
    // Where the one before found no room, one that wants as much, and not earlier, finds none either.
    const isNoLess = cost >= before.cost && from >= before.from;
    const at = calendar.earliest({ from: isNoLess ? Math.max(from, before.at) : from, cost });
    if (at < Number.POSITIVE_INFINITY) {
      calendar.add({ at, cost });
      before = { from, cost, at };
    }
    return at;
  });
}

/** How many calls stand in the window that ends at an instant. */
export const spentBy = (spendings: readonly Spending[], end: number, spanMs: number): number =>
  spendings.reduce((sum, { at, cost }) => (at <= end && at + spanMs > end ? sum + cost : sum), 0);

/** Adds one in the order of instants. */
export function withSpending<Kind extends Spending>(spendings: readonly Kind[], more: Kind): Kind[] {
  return spendings.toSpliced(firstAfter(spendings, more.at), 0, more);
}

/** Spendings in the order of their instants, with the sum of all before each: a long line is planned with every reservation. */
class Calendar {
  readonly #spendings: Spending[];
  readonly #sums: number[] = [0];
  readonly #rule: WindowRule;

  constructor(spendings: readonly Spending[], rule: WindowRule) {
    this.#spendings = [...spendings];
    this.#rule = rule;
    this.#sumFrom(0);
  }

  add(more: Spending): void {
    const index = firstAfter(this.#spendings, more.at);
    this.#spendings.splice(index, 0, more);
    this.#sumFrom(index);
  }

  earliest({ from, cost }: Wanted): number {
    const { limit, spanMs } = this.#rule;
    if (cost > limit) return Number.POSITIVE_INFINITY;
    if (this.#mayAdd({ at: from, cost })) return from;
    // Room comes only when a spending leaves the window.
    for (let index = firstAfter(this.#spendings, from, spanMs); index < this.#spendings.length; index += 1) {
      const instant = instantOf(this.#spendings, index) + spanMs;
      if (this.#mayAdd({ at: instant, cost })) return instant;
    }
    return Number.POSITIVE_INFINITY;
  }

  /**
   * Of those with `at <= end < at + spanMs`. The span is added everywhere and never taken off: with fractions of a millisecond the
   * two round differently, and a spending would not have left the window at the instant when it leaves it.
   */
  spentBy(end: number): number {
    const before = (instant: number, laterByMs: number) =>
      this.#sums[firstAfter(this.#spendings, instant, laterByMs)] ?? 0;
    return before(end, 0) - before(end, this.#rule.spanMs);
  }

  #mayAdd({ at, cost }: Spending): boolean {
    const { limit, spanMs } = this.#rule;
    if (this.spentBy(at) + cost > limit) return false;
    // Windows that end at what is booked ahead hold the new one too.
    for (let index = firstAfter(this.#spendings, at); index < this.#spendings.length; index += 1) {
      const end = instantOf(this.#spendings, index);
      if (end >= at + spanMs) break;
      if (this.spentBy(end) + cost > limit) return false;
    }
    return true;
  }

  #sumFrom(first: number): void {
    for (let index = first; index < this.#spendings.length; index += 1)
      this.#sums[index + 1] = (this.#sums[index] ?? 0) + (this.#spendings[index]?.cost ?? 0);
  }
}

const instantOf = (spendings: readonly Spending[], index: number): number => spendings[index]?.at ?? 0;

/** The index of the first one that is, or is so much later, after an instant. */
function firstAfter(spendings: readonly Spending[], instant: number, laterByMs = 0): number {
  let low = 0;
  let high = spendings.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (instantOf(spendings, middle) + laterByMs <= instant) low = middle + 1;
    else high = middle;
  }
  return low;
}
