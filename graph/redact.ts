import { type AccessToken, HIDDEN_TOKEN } from './access-token.ts';

export type Redact = (text: string) => string;

/** Text from the wire is kept for a person's eyes only, so a start of it is enough. */
const EXCERPT_CHARACTERS = 300;

/** `access_token=…`, `"access_token":"…"`, and the same with the equals sign percent-encoded. */
const NAMED_SECRET =
  /((?:access_token|input_token|client_secret|appsecret_proof)["']?\s*(?:=|:|%3D)\s*["']?)[^\s"'&<>\\]+/gi;
const BEARER = /(Bearer\s+)[^\s"'<>\\]+/gi;
/** The scheme that rupload wants. The word alone is part of many a sentence of Meta's. */
const OAUTH = /(OAuth\s+)[^\s"'<>\\]{20,}/gi;
/** How tokens of Facebook Login (EAA…) and Instagram Login (IGAA…) begin. */
const META_TOKEN = /(?:EAA|IGAA)[A-Za-z0-9_-]{10,}/g;

/** The query of an address, which for signed media URLs is a key to them. */
const URL_QUERY = /(https?:\/\/[^\s"'<>?#]+)\?[^\s"'<>]+/gi;

/** Hides all that looks like a token, and the queries of addresses. Where the token in use is known, {@link redactorFor} hides that one too. */
export function redact(text: string): string {
  return text
    .replace(NAMED_SECRET, `$1${HIDDEN_TOKEN}`)
    .replace(BEARER, `$1${HIDDEN_TOKEN}`)
    .replace(OAUTH, `$1${HIDDEN_TOKEN}`)
    .replace(META_TOKEN, HIDDEN_TOKEN)
    .replace(URL_QUERY, '$1?[query]');
}

/** Hides the token in use, as it is and percent-encoded, and nothing else: for values that are compared or used. */
export function tokenHiderFor(token: AccessToken): Redact {
  const value = token.reveal();
  const encoded = encodeURIComponent(value);
  return (text) => text.replaceAll(value, HIDDEN_TOKEN).replaceAll(encoded, HIDDEN_TOKEN);
}

/** Hides the token in use, whatever it looks like, and all that looks like a token: for text that people read. */
export function redactorFor(token: AccessToken): Redact {
  const hideToken = tokenHiderFor(token);
  return (text) => redact(hideToken(text));
}

/** The start of a text, on one line. Redact first: cutting could leave a piece of a token that is no longer recognised. */
export function excerptOf(text: string): string {
  const line = text.replace(/[\s\p{Cc}]+/gu, ' ').trim();
  return line.length <= EXCERPT_CHARACTERS ? line : `${line.slice(0, EXCERPT_CHARACTERS - 1).toWellFormed()}…`;
}
