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
 * The earliest instants, at or after `from`, at which so many more calls may be granted without any window holding more than its limit,
 * before the instant or after it: each in its turn, with those before it booked. Infinity for one that never may.
 * @param spendings in the order of their instants; those ahead of `from` are booked already
 */
export function earliestInstants(
  spendings: readonly Spending[],
  wanted: readonly Wanted[],
  rule: WindowRule,
): number[] {
  const calendar = new Calendar(spendings, rule);
  return wanted.map((one) => calendar.book(one));
}

/** How many calls stand in the window that ends at an instant. */
export const spentBy = (spendings: readonly Spending[], end: number, spanMs: number): number =>
  spendings.reduce((sum, { at, cost }) => (at <= end && at + spanMs > end ? sum + cost : sum), 0);

/** Adds one in the order of instants. */
export function withSpending<Kind extends Spending>(spendings: readonly Kind[], more: Kind): Kind[] {
  return spendings.toSpliced(firstAfter(spendings, more.at), 0, more);
}

/** A time in which there is no room. */
interface Stretch {
  readonly from: number;
  readonly until: number;
}

/** Spendings in the order of their instants, to which more are added: a line of thousands is planned while its account answers nobody. */
class Calendar {
  readonly #spendings: Spending[];
  readonly #rule: WindowRule;
  /** By the cost for which there is no room: more spendings never make any. */
  readonly #full = new Map<number, Stretch>();

  constructor(spendings: readonly Spending[], rule: WindowRule) {
    this.#spendings = [...spendings];
    this.#rule = rule;
  }

  /** The earliest instant, which is taken. */
  book(wanted: Wanted): number {
    const at = this.#earliest(wanted);
    if (at < Number.POSITIVE_INFINITY)
      this.#spendings.splice(firstAfter(this.#spendings, at), 0, { at, cost: wanted.cost });
    return at;
  }

  #earliest({ from, cost }: Wanted): number {
    const { limit } = this.#rule;
    if (cost > limit || from === Number.POSITIVE_INFINITY) return Number.POSITIVE_INFINITY;
    const at = this.#firstRoom(this.#afterFull(from, cost), limit - cost);
    if (at > from) this.#keepFull(cost, { from, until: at });
    return at;
  }

  /**
   * The first instant from `start` on which no window holds more than `most` that would hold a call made then: those that end until a
   * span later. A spending is in a window with `at <= end < at + span`. The span is added everywhere and never taken off: with fractions
   * of a millisecond the two round differently, and a spending would not have left the window at the instant when it leaves it.
   */
  #firstRoom(start: number, most: number): number {
    const { spanMs } = this.#rule;
    const instant = (index: number) => this.#spendings[index]?.at ?? Number.POSITIVE_INFINITY;
    const costOf = (index: number) => this.#spendings[index]?.cost ?? 0;
    let at = start;
    let end = start;
    let first = firstAfter(this.#spendings, end, spanMs);
    let next = first;
    let spent = 0;
    for (;;) {
      for (; instant(next) <= end; next += 1) spent += costOf(next);
      for (; first < next && instant(first) + spanMs <= end; first += 1) spent -= costOf(first);
      if (spent > most) {
        // Room comes only when a spending leaves the window.
        end = instant(first) + spanMs;
        at = end;
      } else if (instant(next) < at + spanMs) end = instant(next);
      else return at;
    }
  }

  #afterFull(from: number, cost: number): number {
    let start = from;
    for (const [less, full] of this.#full)
      if (less <= cost && full.from <= start && start < full.until) start = full.until;
    return start;
  }

  /** One stretch for each cost: that which was found before and after it, or else the one that reaches further. */
  #keepFull(cost: number, found: Stretch): void {
    const known = this.#full.get(cost) ?? found;
    const meet = found.from <= known.until && known.from <= found.until;
    const further = known.until > found.until ? known : found;
    this.#full.set(cost, meet ? { from: Math.min(known.from, found.from), until: further.until } : further);
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
