import type { PlannedCall } from '../contracts/ledger.ts';
import { instantText } from './instant.ts';

/** When a post would go out. Times are RFC 3339, UTC. */
export interface PostForecast {
  /** Of a post that exists already, its own. */
  readonly dueAt: string;
  /**
   * Null while the account may publish nothing at all. Of a post that exists already, when it was published, or null when it does not
   * wait for its time any more.
   */
  readonly expectedAt: string | null;
  /**
   * Whether that is within the time after its due time in which it may go out. Otherwise it would be `missed`. True of a post that exists
   * already: queueing it again changes nothing.
   */
  readonly fits: boolean;
}

interface AnyPost {
  /** What it is known by in the account's line. For a post without a name, anything that no other one is known by. */
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** A post of which it is asked when it would go out. */
export interface AskedPost extends AnyPost {
  readonly publishWithinMs: number;
  /** Without an id it cannot exist yet. */
  readonly isNew: boolean;
}

/** A post whose id is taken, whatever has become of it. */
export interface ExistingPost extends AnyPost {
  /** Whether it goes out by itself, and is not at its publish yet. */
  readonly isQueued: boolean;
  readonly publishedAt: string | null;
}

interface ForecastParts {
  readonly asked: readonly AskedPost[];
  /** In any order. */
  readonly existing: readonly ExistingPost[];
  /** Those that the account knows of, with their instants. */
  readonly plan: readonly PlannedCall[];
}

/** All posts whose instants have to be forecast to know those of a few. */
export class Forecast {
  readonly #asked: readonly AskedPost[];
  readonly #existing: ReadonlyMap<string, ExistingPost>;
  readonly #planned: ReadonlyMap<string, number>;
  readonly #line: readonly AnyPost[];

  constructor({ asked, existing, plan }: ForecastParts) {
    this.#asked = asked;
    this.#existing = new Map(existing.map((post) => [post.holder, post]));
    this.#planned = new Map(plan.map(({ holder, at }) => [holder, at]));
    const until = asked.reduce(
      (latest, post) => Math.max(latest, this.#existing.get(post.holder)?.dueAt ?? post.dueAt),
      0,
    );
    // Those that are due later leave the forecast as it is: in the line, who is due earlier comes first.
    const queued = existing.filter(({ isQueued, dueAt }) => isQueued && dueAt <= until);
    // Two requests of one id are one post.
    const others = new Map(asked.map((post) => [post.holder, post]));
    for (const { holder } of existing) others.delete(holder);
    this.#line = [...queued, ...others.values()]
      .filter(({ holder }) => !this.#planned.has(holder))
      .toSorted((one, other) => one.dueAt - other.dueAt);
  }

  /** What the account is to be asked. Where two are due at one instant, the one that is queued already comes first. */
  get dueAts(): number[] {
    return this.#line.map(({ dueAt }) => dueAt);
  }

  /**
   * Of each post that was asked about, in their order.
   * @param instants the account's answer to {@link Forecast.dueAts}, in the same order. Epoch milliseconds
   */
  read(instants: readonly number[]): PostForecast[] {
    const expected = new Map(this.#planned);
    for (const [index, { holder }] of this.#line.entries())
      expected.set(holder, instants[index] ?? Number.POSITIVE_INFINITY);
    return this.#asked.map(({ holder, publishWithinMs, ...asked }) => {
      const existing = this.#existing.get(holder);
      const { dueAt } = existing ?? asked;
      const plannedAt = instantText(expected.get(holder) ?? Number.POSITIVE_INFINITY);
      const isInTime = plannedAt !== null && Date.parse(plannedAt) <= dueAt + publishWithinMs;
      return {
        dueAt: new Date(dueAt).toISOString(),
        expectedAt: plannedAt ?? existing?.publishedAt ?? null,
        fits: isInTime || existing !== undefined,
      };
    });
  }
}
