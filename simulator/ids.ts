import { randomBytes, randomInt } from 'node:crypto';

type Branded<Name extends string> = string & { readonly __brand: Name };

/** Instagram's number for a professional account. */
export type IgUserId = Branded<'IgUserId'>;
/** Instagram's number for a draft object: the `creation_id` of a publish. */
export type ContainerId = Branded<'ContainerId'>;
/** Instagram's number for what has been published. */
export type MediaId = Branded<'MediaId'>;
/** Instagram's number for a comment. */
export type CommentId = Branded<'CommentId'>;

/** By which login an account gave its token: Facebook's for graph.facebook.com, Instagram's for graph.instagram.com. */
export type Login = 'facebook' | 'instagram';

const DIGITS = /^[0-9]{1,20}$/;
const NUMBERS_PER_PREFIX = 10 ** 13;
const TRACE_BYTES = 16;
const TOKEN_BYTES = 48;
const PERMALINK_BYTES = 8;

export const isIgUserId = (text: string): text is IgUserId => DIGITS.test(text);

/**
 * Numbers of 17 digits behind a prefix of their kind, as Instagram's look. They start at random, so that an id kept from
 * an earlier simulator does not name something else in this one.
 */
function numbersFrom(prefix: string): () => string {
  let last = randomInt(NUMBERS_PER_PREFIX);
  return () => {
    last = (last + 1) % NUMBERS_PER_PREFIX;
    return `${prefix}${String(last).padStart(13, '0')}`;
  };
}

export interface IdMaker {
  readonly igUser: () => IgUserId;
  readonly container: () => ContainerId;
  readonly media: () => MediaId;
  readonly comment: () => CommentId;
}

/** Makes the ids of one simulator; no two of them are equal, whatever their kind. */
export function idMaker(): IdMaker {
  const [igUser, container] = [numbersFrom('1784'), numbersFrom('1788')];
  const [media, comment] = [numbersFrom('1792'), numbersFrom('1796')];
  return {
    igUser: () => igUser() as IgUserId,
    container: () => container() as ContainerId,
    media: () => media() as MediaId,
    comment: () => comment() as CommentId,
  };
}

/** The `fbtrace_id` of one answer. */
export const traceId = (): string => `A${randomBytes(TRACE_BYTES).toString('base64url')}`;

const TOKEN_PREFIX: Readonly<Record<Login, string>> = { facebook: 'EAA', instagram: 'IGAA' };

/** A token that looks like one of that login. */
export const accessToken = (login: Login): string =>
  `${TOKEN_PREFIX[login]}${randomBytes(TOKEN_BYTES).toString('base64url')}`;

/** The part of a permalink that names the media. */
export const shortcode = (): string => `D${randomBytes(PERMALINK_BYTES).toString('base64url').slice(0, 10)}`;
