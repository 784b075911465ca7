import { inspect } from 'node:util';

/** What may stand in a header after "Bearer ": visible ASCII, no space, no line end. */
const VISIBLE_ASCII = /^[\x21-\x7e]+$/;

/** What is shown wherever a token was. */
export const HIDDEN_TOKEN = '[token]';

/**
 * An account's access token. Its value comes out through {@link AccessToken.reveal} only, so that printing, logging,
 * interpolating or serialising it, or anything that holds it, shows `[token]`.
 */
export class AccessToken {
  readonly #value: string;

  /** @throws TypeError when the text cannot be a token. The message does not repeat it. */
  constructor(value: string) {
    if (!VISIBLE_ASCII.test(value)) {
      throw new TypeError(
        'An access token must be visible ASCII characters only: check for a space or a line end in it.',
      );
    }
    this.#value = value;
  }

  reveal(): string {
    return this.#value;
  }

  toString(): string {
    return HIDDEN_TOKEN;
  }

  toJSON(): string {
    return HIDDEN_TOKEN;
  }

  [inspect.custom](): string {
    return HIDDEN_TOKEN;
  }
}
