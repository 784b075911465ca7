import type { ForecastQueryResult, PostToCome } from '../contracts/account.ts';
import { instantText } from './instant.ts';

/** When a post would go out. Times are RFC 3339, UTC. */
export interface PostForecast {
  /** Of a post that exists already, its own. */
  readonly dueAt: string;
  /**
   * Null for one that would never go out: the account may make fewer containers in a whole window than the post needs at once. Of a post
   * that exists already, when it was published, or null when it does not wait for its time any more.
   */
  readonly expectedAt: string | null;
  /**
   * Whether that is within the time after its due time in which it may go out. Otherwise it would be `missed`. True of a post that exists
   * already: queueing it again changes nothing.
   */
  readonly fits: boolean;
}

/** A post of which it is asked when it would go out. */
export interface AskedPost {
  /** The id of its workflow. For a post without a name, anything that no other one is known by. */
  readonly workflowId: string;
  /** Without an id it cannot exist yet. */
  readonly isNew: boolean;
  readonly publishWithinMs: number;
  readonly toCome: PostToCome;
}

/** A post whose id is taken, whatever has become of it. */
export interface ExistingPost {
  readonly workflowId: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly publishedAt: string | null;
  /** What it still needs. Null for one that is at its publish, or does not go out by itself any more. */
  readonly toCome: PostToCome | null;
}

interface ForecastParts {
  readonly asked: readonly AskedPost[];
  /** In any order. */
  readonly existing: readonly ExistingPost[];
}

/** All posts whose instants have to be forecast to know those of a few. */
export class Forecast {
  readonly #asked: readonly AskedPost[];
  readonly #existing: ReadonlyMap<string, ExistingPost>;
  readonly #toCome = new Map<string, PostToCome>();

  constructor({ asked, existing }: ForecastParts) {
    this.#asked = asked;
    this.#existing = new Map(existing.map((post) => [post.workflowId, post]));
    const until = asked.reduce((latest, post) => Math.max(latest, this.#dueAtOf(post)), 0);
    // Those that are due later leave the forecast as it is: in the line, who is due earlier comes first.
    for (const { workflowId, dueAt, toCome } of existing)
      if (toCome !== null && dueAt <= until) this.#toCome.set(workflowId, toCome);
    // Two requests of one id are one post.
    for (const { workflowId, toCome } of asked)
      if (!this.#existing.has(workflowId)) this.#toCome.set(workflowId, toCome);
  }

  /** What the account is to be asked about. Where two are due at one instant, the one that is queued already comes first. */
  get posts(): PostToCome[] {
    return [...this.#toCome.values()];
  }

  /**
   * Of each post that was asked about, in their order.
   * @param instants the account's answer to {@link Forecast.posts}
   */
  read(instants: ForecastQueryResult): PostForecast[] {
    const expected = new Map([...this.#toCome.keys()].map((workflowId, index) => [workflowId, instants[index]]));
    return this.#asked.map((post) => {
      const existing = this.#existing.get(post.workflowId);
      const dueAt = this.#dueAtOf(post);
      const plannedAt = instantText(expected.get(post.workflowId) ?? Number.POSITIVE_INFINITY);
      const isInTime = plannedAt !== null && Date.parse(plannedAt) <= dueAt + post.publishWithinMs;
      return {
        dueAt: new Date(dueAt).toISOString(),
        expectedAt: plannedAt ?? existing?.publishedAt ?? null,
        fits: isInTime || existing !== undefined,
      };
    });
  }

  #dueAtOf({ workflowId, toCome }: AskedPost): number {
    return this.#existing.get(workflowId)?.dueAt ?? toCome.dueAt;
  }
}
