import type { PlannedCall } from '../contracts/ledger.ts';
import { instantText } from './instant.ts';

/** When a post would go out. Times are RFC 3339, UTC. */
export interface PostForecast {
  readonly dueAt: string;
  /** Null while the account may publish nothing at all. */
  readonly expectedAt: string | null;
  /** Whether that is within the time after its due time in which it may go out. Otherwise it would be `missed`. */
  readonly fits: boolean;
}

/** A post that will have to ask its account for a publish. */
export interface PostInLine {
  /** What it is known by in the account's line. For a post without a name, anything that no other one is known by. */
  readonly holder: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
}

/** A post of which it is asked when it would go out. */
export interface AskedPost extends PostInLine {
  readonly publishWithinMs: number;
}

interface ForecastParts {
  readonly asked: readonly AskedPost[];
  /** Those that go out by themselves, in any order. */
  readonly queued: readonly PostInLine[];
  /** Those that the account knows of, with their instants. */
  readonly plan: readonly PlannedCall[];
}

/** All posts whose instants have to be forecast to know those of a few. */
export class Forecast {
  readonly #asked: readonly AskedPost[];
  readonly #planned: ReadonlyMap<string, number>;
  readonly #line: readonly PostInLine[];

  constructor({ asked, queued, plan }: ForecastParts) {
    this.#asked = asked;
    this.#planned = new Map(plan.map(({ holder, at }) => [holder, at]));
    // Two requests of one id are one post.
    const distinct = new Map(asked.map((post) => [post.holder, post]));
    this.#line = [...queued.filter(({ holder }) => !distinct.has(holder)), ...distinct.values()]
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
    return this.#asked.map(({ holder, dueAt, publishWithinMs }) => {
      const expectedAt = instantText(expected.get(holder) ?? Number.POSITIVE_INFINITY);
      const fits = expectedAt !== null && Date.parse(expectedAt) <= dueAt + publishWithinMs;
      return { dueAt: new Date(dueAt).toISOString(), expectedAt, fits };
    });
  }
}
