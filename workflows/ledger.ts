import type { PostToCome, ReleaseArgs } from '../contracts/account.ts';
import type {
  LedgerRules,
  QuotaKind,
  QuotaView,
  ReserveAnswer,
  ReserveRequest,
  ToldUsage,
  WindowView,
} from '../contracts/ledger.ts';
import { postOfHolder } from '../contracts/staging.ts';
import { earliestInstants, type Spending, spentBy, withSpending } from './rolling-window.ts';

interface Grant extends Spending {
  /** Null for what others have spent. */
  readonly holder: string | null;
  /** The sending that it is for. Null while the holder, who was granted it together with others, has not come for it. */
  readonly ticket: string | null;
}

/** One or more that are granted together. */
interface Waiting {
  readonly holders: readonly string[];
  readonly from: number;
  readonly dueAt: number;
  readonly askedAt: number;
  readonly askAgainAt: number;
}

/** So many calls that are asked for together, now or in time to come. */
interface Asking {
  readonly from: number;
  readonly cost: number;
  readonly dueAt: number;
  /** Of the post that it is for, when that may have asked already. */
  readonly workflowId?: string;
}

interface Book {
  /** What Instagram allows by its own word; null before the first. */
  readonly toldLimit: number | null;
  /** In the order of their instants. */
  readonly grants: readonly Grant[];
  /** In the order in which they are due. */
  readonly line: readonly Waiting[];
}

/** Plain JSON. Instants in epoch milliseconds. */
export type LedgerState = Readonly<Record<QuotaKind, Book>>;

const EMPTY: Book = { toldLimit: null, grants: [], line: [] };
export const EMPTY_LEDGER: LedgerState = { publish: EMPTY, container: EMPTY, inviteRead: EMPTY, inviteAnswer: EMPTY };

/**
 * What one account has spent of Instagram's limits in every rolling window, and who comes next. It has no clock: every instant
 * is told.
 *
 * A grant is spent when it is given, and grants that would make one too many lie apart by the window and by the time that a
 * granted call may take. So their calls never meet in one window of Instagram's, and nobody has to report that a call was made.
 */
export class Ledger {
  readonly #rules: LedgerRules;
  readonly #books: Record<QuotaKind, Book>;

  constructor(rules: LedgerRules, state: LedgerState = EMPTY_LEDGER) {
    this.#rules = rules;
    this.#books = { ...state };
  }

  get state(): LedgerState {
    return { ...this.#books };
  }

  /** Grants, or keeps a place in the line. A ticket that was granted is given the same answer for as long as it counts. */
  reserve(request: ReserveRequest, now: number): ReserveAnswer {
    const { kind, holder, ticket, together = [holder], from, dueAt } = request;
    this.#forget(kind, now);
    const known = this.#books[kind].grants.find((grant) => grant.ticket === ticket);
    if (known !== undefined) return this.#granted(known.at);
    const limit = this.#limit(kind);
    if (together.length > limit) return { outcome: 'impossible', limit };
    const kept = this.#books[kind].grants.find((grant) => grant.holder === holder && grant.ticket === null);
    if (kept !== undefined) return this.#claim(kind, kept, { ticket, now });
    // A second sending of one that was granted with others is charged alone.
    const holders = together.filter((each) => each === holder || !this.#hasGrant(kind, each));
    const asked = { holders, from, dueAt, askedAt: now, askAgainAt: now };
    const line = inLine(this.#books[kind].line, asked);
    const position = line.findIndex((waiting) => isSame(waiting, asked));
    const wanted = line[position] ?? asked;
    const at = this.#plan(kind, line.slice(0, position + 1), now).at(-1) ?? now;
    const askAgainAt = Math.max(at - this.#rules.grantAheadMs[kind], this.#settledAt(kind, { ...wanted, at }, now));
    if (askAgainAt <= now) return this.#grant(request, wanted, at);
    this.#revise(kind, { line: line.with(position, { ...wanted, askAgainAt }) });
    return { outcome: 'deferred', plannedAt: at, askAgainAt, position };
  }

  /** Gives back what provably was not used, a grant by its ticket and what nobody has claimed by their holders, and their places in the line. */
  release(kind: QuotaKind, { holders, ticket }: Omit<ReleaseArgs, 'kind'>): void {
    const { grants, line } = this.#books[kind];
    const isTheirs = (holder: string | null) => holder !== null && holders.includes(holder);
    const isFree = (grant: Grant) => (grant.ticket === null ? isTheirs(grant.holder) : grant.ticket === ticket);
    this.#revise(kind, {
      grants: grants.filter((grant) => !isFree(grant)),
      line: line.filter((waiting) => !waiting.holders.some(isTheirs)),
    });
  }

  /**
   * Takes over what Instagram says. Calls that it counts beyond ours were made by others, and count as made now, because nobody
   * knows when they were. A count below ours frees nothing, and neither does a higher limit than the one that was set.
   */
  takeOver(kind: QuotaKind, { usage, limit }: ToldUsage, now: number): void {
    this.#countAtLeast(kind, usage, now);
    this.#revise(kind, { toldLimit: limit });
  }

  /** Takes over that the window is full, where Instagram has said no more than that. */
  takeOverFull(kind: QuotaKind, now: number): void {
    this.#countAtLeast(kind, this.#limit(kind), now);
  }

  /** Whether Instagram's own count has been taken over yet. */
  knowsUsage(kind: QuotaKind): boolean {
    return this.#books[kind].toldLimit !== null;
  }

  /** How full the window is that ends now. Changes nothing. */
  window(kind: QuotaKind, now: number): WindowView {
    const { grants, line } = this.#living(kind, now);
    const spentOn = (isOurs: boolean) =>
      spentBy(
        grants.filter(({ holder }) => (holder !== null) === isOurs),
        now,
        this.#rules.windowMs,
      );
    return {
      limit: this.#limit(kind),
      used: spentOn(true),
      foreign: spentOn(false),
      reserved: grants.filter(({ at }) => at > now).length,
      waiting: line.reduce((sum, { holders }) => sum + holders.length, 0),
    };
  }

  /** Where the limit stands, and who comes when. Changes nothing. */
  view(kind: QuotaKind, now: number): QuotaView {
    const { grants, line } = this.#living(kind, now);
    const planned = this.#plan(kind, [...line, anybody(now)], now);
    return {
      ...this.window(kind, now),
      nextFreeAt: planned.at(-1) ?? now,
      plan: [
        ...grants.filter(({ at }) => at > now).map(({ holder, at }) => ({ holder: holder ?? '', at, isGranted: true })),
        ...line.flatMap(({ holders }, index) =>
          holders.map((holder) => ({ holder, at: planned[index] ?? now, isGranted: false })),
        ),
      ],
    };
  }

  /**
   * When posts would go out, were they all to ask now for what they still need: the containers from the start of their staging on, and
   * the publish no earlier than the containers. Who is due earlier comes first; nobody comes before what is granted. How long Instagram
   * takes to process media is left out. Changes nothing.
   * @returns in the order of the posts; Infinity for one that never would
   */
  forecast(posts: readonly PostToCome[], now: number): number[] {
    const containers = posts.map((post) => ({ ...post, from: post.stageAt, cost: post.containers }));
    const madeAt = this.#expected('container', containers, now);
    const publishes = posts.map((post, index) => ({
      ...post,
      from: Math.max(post.dueAt, madeAt[index] ?? now),
      cost: 1,
    }));
    return this.#expected('publish', publishes, now);
  }

  /** When each would be granted what it asks for, beside those that wait. For a post that the ledger knows, what it knows. */
  #expected(kind: QuotaKind, asking: readonly Asking[], now: number): number[] {
    const { grants, line } = this.#living(kind, now);
    // A publish that is not sent in its time is asked for again; a container that is granted is made once.
    const isInUse = ({ at }: Grant) => kind === 'container' || at + this.#rules.sendWithinMs >= now;
    const known = new Map<string | undefined, number>();
    for (const grant of grants)
      if (grant.holder !== null && isInUse(grant)) known.set(postOfHolder(grant.holder), grant.at);
    const waiting = line.map(askingOf);
    const haveAsked = new Set([...known.keys(), ...waiting.map(({ workflowId }) => workflowId)]);
    const toCome = asking.filter(({ workflowId, cost }) => cost > 0 && !haveAsked.has(workflowId));
    // Whoever waits already stands before those who are due at the same instant.
    const inOrder = [...waiting, ...toCome].toSorted((one, other) => one.dueAt - other.dueAt);
    const planned = this.#earliest(kind, inOrder, now);
    const instants = new Map<Asking, number>(inOrder.map((one, index) => [one, planned[index] ?? now]));
    for (const one of waiting) known.set(one.workflowId, instants.get(one) ?? now);
    return asking.map((one) => instants.get(one) ?? known.get(one.workflowId) ?? one.from);
  }

  /**
   * When those who ask at about the same time have asked. At once for calls that are made at once, while there is plenty, and
   * where waiting would make the call late.
   */
  #settledAt(kind: QuotaKind, { askedAt, at }: { readonly askedAt: number; readonly at: number }, now: number): number {
    const { limit, used, foreign, reserved, waiting } = this.window(kind, now);
    const isPlenty = 2 * (used + foreign + reserved + waiting) < limit;
    if (this.#rules.grantAheadMs[kind] === 0 || isPlenty) return now;
    return Math.min(askedAt + this.#rules.settleMs, at - 2 * this.#rules.settleMs);
  }

  /** When each of a line would be granted for, were they all to ask now. */
  #plan(kind: QuotaKind, line: readonly Waiting[], now: number): number[] {
    return this.#earliest(kind, line.map(askingOf), now);
  }

  #earliest(kind: QuotaKind, asking: readonly Asking[], now: number): number[] {
    const rule = { limit: this.#limit(kind), spanMs: this.#spanMs };
    const wanted = asking.map(({ from, cost }) => ({ from: Math.max(from, now), cost }));
    return earliestInstants(this.#books[kind].grants, wanted, rule);
  }

  #grant({ kind, holder, ticket }: ReserveRequest, wanted: Waiting, at: number): ReserveAnswer {
    const { grants, line } = this.#books[kind];
    const more = wanted.holders.map((each) => ({ at, cost: 1, holder: each, ticket: each === holder ? ticket : null }));
    this.#revise(kind, {
      grants: more.reduce(withSpending<Grant>, grants),
      line: line.filter((waiting) => !isSame(waiting, wanted)),
    });
    return this.#granted(at);
  }

  /**
   * Gives a holder the grant that was kept for it. One that comes too late for it is granted anew in its place, at once: where
   * nothing is booked ahead, a call that moves towards the end of every window that held it makes none fuller.
   */
  #claim(
    kind: QuotaKind,
    kept: Grant,
    { ticket, now }: { readonly ticket: string; readonly now: number },
  ): ReserveAnswer {
    const at = now > kept.at + this.#rules.sendWithinMs ? now : kept.at;
    const others = this.#books[kind].grants.filter((grant) => grant !== kept);
    this.#revise(kind, { grants: withSpending(others, { ...kept, at, ticket }) });
    return this.#granted(at);
  }

  /**
   * Ours are counted a little longer than Instagram's window is, because it may have seen them later than they were granted, and a little
   * ahead, because its clock or the sender's may be ahead of ours: taken for somebody else's, they would count twice.
   */
  #countAtLeast(kind: QuotaKind, usage: number, now: number): void {
    this.#forget(kind, now);
    const { grants } = this.#books[kind];
    const beyond =
      usage - grants.filter(({ at }) => at <= now + this.#rules.clockSkewMs).reduce((sum, { cost }) => sum + cost, 0);
    if (beyond > 0)
      this.#revise(kind, { grants: withSpending(grants, { at: now, cost: beyond, holder: null, ticket: null }) });
  }

  #hasGrant(kind: QuotaKind, holder: string): boolean {
    return this.#books[kind].grants.some((grant) => grant.holder === holder);
  }

  #granted(at: number): ReserveAnswer {
    return { outcome: 'granted', at, sendBefore: at + this.#rules.sendWithinMs };
  }

  /** Drops what no window can hold any more, and who has left the line. */
  #forget(kind: QuotaKind, now: number): void {
    this.#revise(kind, this.#living(kind, now));
  }

  #living(kind: QuotaKind, now: number): Pick<Book, 'grants' | 'line'> {
    const { grants, line } = this.#books[kind];
    return {
      grants: grants.filter(({ at }) => at + this.#spanMs > now),
      line: line.filter(({ askAgainAt }) => askAgainAt + this.#rules.patienceMs >= now),
    };
  }

  #revise(kind: QuotaKind, changes: Partial<Book>): void {
    this.#books[kind] = { ...this.#books[kind], ...changes };
  }

  #limit(kind: QuotaKind): number {
    return Math.min(this.#rules.limits[kind], this.#books[kind].toldLimit ?? Number.POSITIVE_INFINITY);
  }

  get #spanMs(): number {
    const { windowMs, sendWithinMs, clockSkewMs } = this.#rules;
    return windowMs + sendWithinMs + clockSkewMs;
  }
}

/** Who asks for one more call, behind all that wait. */
const anybody = (from: number): Waiting => ({
  holders: [''],
  from,
  dueAt: Number.POSITIVE_INFINITY,
  askedAt: from,
  askAgainAt: from,
});

const askingOf = ({ holders, from, dueAt }: Waiting): Asking => ({
  ...{ from, dueAt, cost: holders.length, workflowId: postOfHolder(holders[0] ?? '') },
});

const isSame = (one: Waiting, other: Waiting): boolean =>
  one === other || (one.holders[0] !== '' && one.holders[0] === other.holders[0]);

/** The line with one more, or with one that asks again: behind those who are due earlier, and those who came first. */
function inLine(line: readonly Waiting[], one: Waiting): Waiting[] {
  const place = line.findIndex((waiting) => isSame(waiting, one));
  const before = line[place];
  if (before?.dueAt === one.dueAt) return line.with(place, { ...one, askedAt: before.askedAt });
  const others = line.filter((waiting) => !isSame(waiting, one));
  const behind = others.findIndex(({ dueAt }) => dueAt > one.dueAt);
  return others.toSpliced(behind < 0 ? others.length : behind, 0, one);
}
