import type { ClientRequest } from 'node:http';
import type { Request } from 'got';
import type { ContainerId, MediaId } from '../contracts/ids.ts';
import type { AccessToken } from './access-token.ts';
import { authorizationOf, type Lost, noAnswerWithin, onceOpen, receive } from './exchange.ts';
import type { GraphAnswer } from './graph-answer.ts';
import { publishedMedia, readAnswer, type WireResponse } from './read-answer.ts';
import { redactorFor } from './redact.ts';
import type { Transport } from './transport.ts';

/**
 * `connecting` → `ready` → `sent`. `lost`: the connection failed, or was closed, before anything was written, so another
 * hold may take its place. `discarded`: given up by its owner.
 */
export type HeldState = 'connecting' | 'ready' | 'lost' | 'sent' | 'discarded';

export type PublishAnswer = GraphAnswer<{ readonly mediaId: MediaId }>;

/** One publish request, made ahead of its instant: all of it is ready but the write. */
export interface HeldPublish {
  readonly state: HeldState;
  /** Epoch milliseconds of the write. Null while provably nothing was written. */
  readonly sentAt: number | null;
  /** Resolves when the connection is open or has failed, at the latest after the timeouts of connecting. Never rejects. */
  readonly connected: Promise<void>;
  /**
   * Writes the request before it returns, if the connection is open; while it is still connecting, as soon as it is open.
   * If the connection is gone nothing is written and the answer is `unreachable` with `sent: 'no'`, code as for the loss,
   * `UNSOLICITED` when the other side spoke first, or `DISCARDED`. A repeated call writes nothing and gives the same answer.
   */
  send(): Promise<PublishAnswer>;
  /** Closes the connection, so that Instagram never sees a request. Without effect once it was sent. */
  discard(): void;
}

export interface PublishTarget {
  /** The account's address, `…/v25.0/<ig-user-id>`. */
  readonly accountUrl: URL;
  readonly containerId: ContainerId;
  readonly token: AccessToken;
  /** Hears the answer before whoever has sent. */
  readonly onAnswer: (answer: PublishAnswer) => void;
}

/**
 * Prepares the request that makes a container a live post. This is the only place that can send one.
 *
 * The headers are not written when the connection opens: Node keeps them back until the first byte of the body, and got
 * leaves the body of a stream to its owner. So at the instant one write to the socket carries the whole request.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media_publish
 */
export function holdPublish(transport: Transport, target: PublishTarget): HeldPublish {
  const body = new URLSearchParams({ creation_id: target.containerId }).toString();
  const stream = transport.alone.stream.post(new URL(`${target.accountUrl.href}/media_publish`), {
    headers: {
      authorization: authorizationOf(target.token),
      'content-type': 'application/x-www-form-urlencoded',
      'content-length': String(Buffer.byteLength(body)),
    },
  });
  const { token, onAnswer } = target;
  return new Hold({ stream, body, token, onAnswer, answerMs: transport.timeouts.responseMs });
}

type Phase =
  | { readonly state: 'connecting' }
  | { readonly state: 'ready'; readonly request: ClientRequest }
  | { readonly state: 'lost' | 'discarded'; readonly reason: Lost }
  | { readonly state: 'sent'; readonly at: number; readonly answer: Promise<PublishAnswer> };

interface Prepared extends Pick<PublishTarget, 'token' | 'onAnswer'> {
  readonly stream: Request;
  readonly body: string;
  readonly answerMs: number;
}

const DISCARDED: Lost = { kind: 'lost', code: 'DISCARDED', message: 'The request was given up before it was sent.' };
const UNSOLICITED: Lost = {
  kind: 'lost',
  code: 'UNSOLICITED',
  message: 'The other side answered before it was asked.',
};
const CLOSED: Lost = { kind: 'lost', code: 'ECONNRESET', message: 'The other side closed the connection.' };

class Hold implements HeldPublish {
  readonly connected: Promise<void>;
  readonly #prepared: Prepared;
  readonly #received: Promise<WireResponse | Lost>;
  #settleConnected: () => void = () => {};
  #phase: Phase = { state: 'connecting' };

  constructor(prepared: Prepared) {
    const { stream, token } = prepared;
    this.#prepared = prepared;
    this.connected = new Promise((resolve) => {
      this.#settleConnected = resolve;
    });
    stream.once('request', (request: ClientRequest) => onceOpen(request, () => this.#open(request)));
    stream.once('response', () => this.#giveUp('lost', UNSOLICITED));
    this.#received = receive(stream, redactorFor(token));
    void this.#received.then((received) => {
      if (received.kind === 'lost') this.#giveUp('lost', received);
    });
  }

  get state(): HeldState {
    return this.#phase.state;
  }

  get sentAt(): number | null {
    return this.#phase.state === 'sent' ? this.#phase.at : null;
  }

  send(): Promise<PublishAnswer> {
    const phase = this.#phase;
    switch (phase.state) {
      case 'connecting':
        return this.connected.then(() => this.send());
      case 'ready':
        return this.#sendOn(phase.request);
      case 'sent':
        return phase.answer;
      case 'lost':
      case 'discarded':
        return Promise.resolve(unreachable(phase.reason, 'no'));
    }
  }

  discard(): void {
    this.#giveUp('discarded', DISCARDED);
  }

  #open(request: ClientRequest): void {
    if (this.#phase.state === 'connecting') this.#phase = { state: 'ready', request };
    this.#settleConnected();
  }

  /** Only what was not sent can be given up: from the write on, everything is part of the answer. */
  #giveUp(state: 'lost' | 'discarded', reason: Lost): void {
    if (this.#phase.state !== 'connecting' && this.#phase.state !== 'ready') return;
    this.#phase = { state, reason };
    this.#prepared.stream.destroy();
    this.#settleConnected();
  }

  #sendOn(request: ClientRequest): Promise<PublishAnswer> {
    // A close by the other side is known to the socket a little earlier than to us.
    if (!request.socket?.readable) {
      this.#giveUp('lost', CLOSED);
      return this.send();
    }
    const answer = this.#answer();
    // Noted before the write, so that no failure of the write itself can lead to a second one.
    this.#phase = { state: 'sent', at: Date.now(), answer };
    request.end(this.#prepared.body);
    return answer;
  }

  /** The time to answer is counted from the write, and covers the whole answer. */
  async #answer(): Promise<PublishAnswer> {
    const { stream, token, onAnswer, answerMs } = this.#prepared;
    const timer = setTimeout(() => stream.destroy(noAnswerWithin(answerMs)), answerMs);
    const received = await this.#received;
    clearTimeout(timer);
    if (received.kind === 'lost') return unreachable(received, 'maybe');
    const answer = readAnswer(received, publishedMedia, token);
    onAnswer(answer);
    return answer;
  }
}

const unreachable = (reason: Lost, sent: 'no' | 'maybe'): PublishAnswer => ({ ...reason, kind: 'unreachable', sent });
