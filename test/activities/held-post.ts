import type { BeatAnswer, HoldLine } from '../../activities/hold-line.ts';
import type { HoldingRoom, MakeReady, ReadyRequest } from '../../activities/holding-room.ts';
import type { HoldBeat, SendOrder, SendOutcome } from '../../contracts/send-outcome.ts';
import { CONTAINER_ID, MEDIA_ID, POST } from '../contracts/samples.ts';

type Phase = HoldBeat['phase'];
type Readied = Awaited<ReturnType<MakeReady>>;

/** Items in the order of their arrival, each for whoever asks next. */
class Mailbox<Item> {
  readonly #items: Item[] = [];
  readonly #takers: ((item: Item) => void)[] = [];

  put(item: Item): void {
    const taker = this.#takers.shift();
    if (taker === undefined) this.#items.push(item);
    else taker(item);
  }

  take(): Promise<Item> {
    const item = this.#items.shift();
    return item === undefined ? new Promise((resolve) => this.#takers.push(resolve)) : Promise.resolve(item);
  }
}

/** Instagram's end of one ready request. */
export class TalkingRequest implements ReadyRequest {
  isUsable = true;
  readonly #tell: (event: string) => void;
  readonly #outcome = Promise.withResolvers<SendOutcome>();

  constructor(tell: (event: string) => void) {
    this.#tell = tell;
  }

  send(): Promise<SendOutcome> {
    this.#tell('sent');
    return this.#outcome.promise;
  }

  answer(outcome: SendOutcome): void {
    this.#outcome.resolve(outcome);
  }

  discard(): void {
    this.#tell('discarded');
  }
}

/** A beat that waits for the server's answer. */
export interface AskedBeat {
  readonly phase: Phase;
  answer(answer: BeatAnswer): void;
}

export interface HeldPostOptions {
  /** @default an hour after the due instant */
  readonly sendBefore?: number;
  /** How the server answers the beats of a phase. Beats of other phases wait for the test. */
  readonly standing?: Partial<Record<Phase, BeatAnswer>>;
}

/** A post in the holding room, with the server's and Instagram's ends in the hands of the test. */
export class HeldPost {
  readonly order: SendOrder;
  readonly line: HoldLine;
  /** How a request is made ready. The test may take its time, or give an outcome instead. */
  makeReady: (request: TalkingRequest) => Promise<Readied> = async (request) => request;
  /** What Instagram does with a request that is sent, beside answering it later. */
  onSent: (request: TalkingRequest) => void = (request) => request.answer(PUBLISHED);
  /** Whether the server takes the report. */
  isTaken = true;
  readonly requests: TalkingRequest[] = [];
  /** What the room said of outcomes that nobody took. */
  readonly undelivered: SendOutcome[] = [];
  readonly #beats = new Mailbox<AskedBeat>();
  readonly #reports = new Mailbox<SendOutcome>();
  readonly #happened: { readonly event: string; readonly at: number }[] = [];

  constructor(dueAt: number, { sendBefore = dueAt + 3_600_000, standing = NOTED }: HeldPostOptions = {}) {
    this.order = { accountId: POST.accountId, postId: POST.id, containerId: CONTAINER_ID, dueAt, sendBefore };
    this.line = {
      beat: (phase) => this.#beat(phase, standing[phase]),
      report: async (outcome) => {
        this.#report(outcome);
        return this.isTaken;
      },
    };
  }

  /** Everything that happened, in order; what happened several times in a row is told once. */
  get story(): string[] {
    return this.#happened.map(({ event }) => event).filter((event, index, all) => event !== all[index - 1]);
  }

  /** When an event happened: epoch milliseconds, one for each time. */
  timesOf(name: string): number[] {
    return this.#happened.filter(({ event }) => event === name).map(({ at }) => at);
  }

  nextBeat(): Promise<AskedBeat> {
    return this.#beats.take();
  }

  /** How the holding ended, as the workflow is told. */
  nextReport(): Promise<SendOutcome> {
    return this.#reports.take();
  }

  /** The part of {@link MakeReady} for this post. */
  async ready(): Promise<Readied> {
    this.#tell('made ready');
    const request: TalkingRequest = new TalkingRequest((event) => {
      this.#tell(event);
      if (event === 'sent') this.onSent(request);
    });
    this.requests.push(request);
    return await this.makeReady(request);
  }

  #tell(event: string): void {
    this.#happened.push({ event, at: Date.now() });
  }

  #beat(phase: Phase, standing: BeatAnswer | undefined): Promise<BeatAnswer> {
    this.#tell(phase);
    if (standing !== undefined) return Promise.resolve(standing);
    const { promise, resolve } = Promise.withResolvers<BeatAnswer>();
    this.#beats.put({ phase, answer: resolve });
    return promise;
  }

  #report(outcome: SendOutcome): void {
    this.#tell(`reported ${outcome.outcome}`);
    this.#reports.put(outcome);
  }
}

/** A server that acknowledges every beat. */
export const NOTED = { holding: 'noted', sending: 'noted' } as const;

export const PUBLISHED: SendOutcome = { outcome: 'published', mediaId: MEDIA_ID, sentAt: 0, answeredAt: 0 };

/** Lets posts into a room that makes their requests ready at their own ends. */
export function enter(Room: typeof HoldingRoom, ...posts: readonly HeldPost[]): HoldingRoom {
  const ends = new Map(posts.map((post) => [post.order, post]));
  const room = new Room(
    async (order) => {
      const post = ends.get(order);
      if (post === undefined) throw new Error('The room asks for an order that never entered.');
      return await post.ready();
    },
    (order, outcome) => ends.get(order)?.undelivered.push(outcome),
  );
  for (const { order, line } of posts) room.enter(order, line);
  return room;
}
