import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { isContainerId, isMediaId } from '../contracts/ids.ts';
import type { MetaError } from '../contracts/post-error.ts';
import type { AccessToken } from './access-token.ts';
import type { GraphAnswer, Unreadable } from './graph-answer.ts';
import { excerptOf, type Redact, redact, redactorFor, tokenHiderFor } from './redact.ts';
import { usageIn } from './usage.ts';

/** A response as it came off the wire: nothing in it is trusted. */
export interface WireResponse {
  readonly kind: 'response';
  readonly httpStatus: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/**
 * Judges a response. Instagram's envelope wins over the HTTP status, because the status does not classify: a throttle may
 * be 400 or 403, a bad token 400 or 401. A success without the expected value is `unreadable`, never a success.
 *
 * Words for people come back redacted. Values come back as they were sent, but for the token: a caption is compared, an
 * upload address is used.
 */
export function readAnswer<T>(wire: WireResponse, expected: z.ZodType<T>, token: AccessToken): GraphAnswer<T> {
  const json = parseJson(wire.body, tokenHiderFor(token));
  const usage = usageIn(wire.headers);
  const refusal = envelope.safeParse(json);
  if (refusal.success) return { kind: 'refused', error: metaErrorOf(wire.httpStatus, refusal.data.error), usage };
  const value = isSuccess(wire.httpStatus) ? expected.safeParse(json) : undefined;
  if (value?.success) return { kind: 'ok', value: value.data, usage };
  return unreadable(wire, json, token);
}

/** Shows the start of a body that was not understood. */
export function unreadable(wire: WireResponse, json: unknown, token: AccessToken): Unreadable {
  const text = json === undefined ? wire.body : JSON.stringify(json);
  const excerpt = excerptOf(redactorFor(token)(text));
  return { kind: 'unreadable', httpStatus: wire.httpStatus, excerpt, usage: usageIn(wire.headers) };
}

export const isSuccess = (httpStatus: number): boolean => httpStatus >= 200 && httpStatus < 300;

/** Undefined when it is not JSON. The token is hidden in strings as they are decoded, so that no escape sequence hides it. */
export function parseJson(body: string, hideToken: Redact): unknown {
  try {
    return JSON.parse(body, (_key, value) => (typeof value === 'string' ? hideToken(value) : value));
  } catch {
    return undefined;
  }
}

const text = z
  .string()
  .transform((words) => excerptOf(redact(words)))
  .nullable()
  .catch(null);
const integer = z.union([
  z.int(),
  z
    .string()
    .regex(/^-?\d{1,15}$/)
    .transform(Number),
]);
/** Some errors have a name in the place of the number, such as INSTAGRAM_PLATFORM_API__INVALID_LOCATION_ID. */
const codeName = z.string().regex(/^[A-Z][A-Z0-9_]{2,99}$/);

/** https://developers.facebook.com/docs/graph-api/guides/error-handling: every field but `error` itself may be absent. */
const envelope = z.object({
  error: z.object({
    message: text,
    type: text,
    code: z.union([integer, codeName]).nullable().catch(null),
    error_subcode: integer.nullable().catch(null),
    error_user_title: text,
    error_user_msg: text,
    is_transient: z.boolean().nullable().catch(null),
    fbtrace_id: text,
  }),
});

const metaErrorOf = (httpStatus: number, error: z.infer<typeof envelope>['error']): MetaError => ({
  httpStatus,
  type: error.type,
  code: typeof error.code === 'number' ? error.code : null,
  subcode: error.error_subcode,
  message: [typeof error.code === 'string' ? error.code : null, error.message].filter(Boolean).join(': '),
  userTitle: error.error_user_title,
  userMessage: error.error_user_msg,
  isTransient: error.is_transient,
  fbtraceId: error.fbtrace_id,
});

/** Instagram writes ids as strings. A number is taken only while it is exact. */
export const numericText = z.union([z.string(), z.int().transform(String)]);
const idOf = <Id extends string>(isId: (text: string) => text is Id) =>
  numericText.refine(isId).transform((id) => id as Id);

export const containerId = idOf(isContainerId);
export const mediaId = idOf(isMediaId);

/** The upload address is used exactly as it came. https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads */
export const createdContainer = z
  .object({ id: containerId, uri: z.url({ protocol: /^https?$/ }).nullish() })
  .transform(({ id, uri }) => ({ containerId: id, uploadUri: uri ?? null }));
export const publishedMedia = z.object({ id: mediaId }).transform(({ id }) => ({ mediaId: id }));
export const mediaPermalink = z.object({ permalink: z.url({ protocol: /^https?$/ }) });
/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/children */
export const mediaChildren = z
  .object({ data: z.array(z.unknown()) })
  .transform(({ data }) => ({ children: data.length }));

/** Meta writes `2017-08-31T19:16:02+0000`; ECMAScript wants a colon in the offset. Epoch milliseconds. */
export const timestamp = z
  .string()
  .transform((written) => Date.parse(written.replace(/([+-]\d\d)(\d\d)$/, '$1:$2')))
  .refine(Number.isFinite);
