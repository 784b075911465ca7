import { type ClientRequest, type IncomingMessage, request } from 'node:http';
import { json } from 'node:stream/consumers';

/** What a request came to, which held its body back until it was asked for it or the test had it sent. */
export interface ExpectingEnd {
  readonly status: number;
  /** Parsed where it is JSON; null where it is not. */
  readonly body: unknown;
  /** Whether 100 Continue came before the answer. */
  readonly asked: boolean;
}

/** A request with `Expect: 100-continue` whose headers are on their way. Its body follows when it is asked for. */
export class ExpectingPost {
  readonly end: Promise<ExpectingEnd>;
  readonly #post: ClientRequest;
  readonly #body: Uint8Array;
  #asked = false;

  constructor(url: string, headers: Record<string, string>, body: Uint8Array) {
    this.#body = body;
    const all = { ...headers, 'content-length': body.length, expect: '100-continue' };
    this.#post = request(url, { method: 'POST', headers: all });
    this.#post.once('continue', () => this.#askedFor());
    this.end = new Promise((resolve, reject) => {
      this.#post.once('error', reject);
      this.#post.once('response', (response) => this.#endOf(response).then(resolve, reject));
    });
  }

  /** Sends the body as somebody does who is tired of waiting. */
  send(): void {
    this.#post.end(this.#body);
  }

  #askedFor(): void {
    this.#asked = true;
    this.send();
  }

  async #endOf(response: IncomingMessage): Promise<ExpectingEnd> {
    const isJson = response.headers['content-type']?.startsWith('application/json') === true;
    const body = isJson ? await json(response) : null;
    this.#post.destroy();
    return { status: response.statusCode ?? 0, body, asked: this.#asked };
  }
}
