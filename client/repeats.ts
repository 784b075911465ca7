import type { Post } from '../contracts/post.ts';
import { InvalidPostError } from './errors.ts';
import { contentKeyOf } from './fingerprint.ts';
import { type ParsedPost, parsePostRequest } from './parse-post-request.ts';
import type { PostRequest } from './post-request.ts';

/** `same-content`: all but the id and the times is equal. `same-instant`: both are due at one instant. */
export type RepeatCode = 'same-content' | 'same-instant';

/** What a request has in common with an earlier one of its account. Both are queued all the same: it may be meant so. */
export interface Repeat {
  readonly code: RepeatCode;
  /** Of the request in the list. */
  readonly index: number;
  /** Of the first request before it that says the same. */
  readonly earlier: number;
}

/**
 * Requests that look like a mistake: another one of the same account has the same content, or is due at the same instant. Looks at these
 * requests only, and not at what is queued already. Two requests of one id are one post, and a request that cannot be queued is none.
 * @param now epoch milliseconds; the due instant of what is published now
 */
export function repeatsAmong(requests: readonly PostRequest[], now: number): Repeat[] {
  const repeats = new Repeats(now);
  return requests.flatMap((request, index) =>
    repeats.add(request, index).map(({ code, earlier }) => ({ code, index, earlier })),
  );
}

/** The same for requests that come one by one, and are told apart by a number of the caller's. */
export class Repeats {
  readonly #now: number;
  readonly #posts = new Map<string, { readonly id: Post['id']; readonly place: number }>();

  constructor(now: number) {
    this.#now = now;
  }

  /** @returns what the request has in common with earlier ones, and the number of the first of those */
  add(request: unknown, place: number): { readonly code: RepeatCode; readonly earlier: number }[] {
    const parsed = parsedOrNothing(request, this.#now);
    if (parsed === undefined) return [];
    const { id } = parsed.post;
    return keysOf(parsed).flatMap(([code, key]) => {
      const first = this.#posts.get(key);
      if (first === undefined) this.#posts.set(key, { id, place });
      return first === undefined || first.id === id ? [] : [{ code, earlier: first.place }];
    });
  }
}

const keysOf = ({ post: { accountId }, dueAt, fingerprint }: ParsedPost): [code: RepeatCode, key: string][] => [
  ['same-content', `${accountId} ${contentKeyOf(fingerprint)}`],
  ['same-instant', `${accountId} ${dueAt}`],
];

function parsedOrNothing(request: unknown, now: number): ParsedPost | undefined {
  try {
    return parsePostRequest(request, now);
  } catch (error) {
    if (error instanceof InvalidPostError) return undefined;
    throw error;
  }
}
