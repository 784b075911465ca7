import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { isContainerId, isMediaId } from '../contracts/ids.ts';
import type { MetaError } from '../contracts/post-error.ts';
import type { GraphAnswer } from './graph-answer.ts';
import { excerptOf, type Redact } from './redact.ts';
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
 */
export function readAnswer<T>(wire: WireResponse, expected: z.ZodType<T>, redact: Redact): GraphAnswer<T> {
  const json = parseJson(wire.body, redact);
  const usage = usageIn(wire.headers);
  const refusal = envelope.safeParse(json);
  if (refusal.success) return { kind: 'refused', error: metaErrorOf(wire.httpStatus, refusal.data.error), usage };
  const value = isSuccess(wire.httpStatus) ? expected.safeParse(json) : undefined;
  if (value?.success) return { kind: 'ok', value: value.data, usage };
  const text = json === undefined ? wire.body : JSON.stringify(json);
  return { kind: 'unreadable', httpStatus: wire.httpStatus, excerpt: excerptOf(redact(text)) };
}

const isSuccess = (httpStatus: number): boolean => httpStatus >= 200 && httpStatus < 300;

/** Undefined when it is not JSON. Strings are redacted as they are decoded, so that no escape sequence hides a token. */
function parseJson(body: string, redact: Redact): unknown {
  try {
    return JSON.parse(body, (_key, value) => (typeof value === 'string' ? redact(value) : value));
  } catch {
    return undefined;
  }
}

const text = z.string().transform(excerptOf).nullable().catch(null);
const integer = z
  .union([
    z.int(),
    z
      .string()
      .regex(/^-?\d{1,15}$/)
      .transform(Number),
  ])
  .nullable()
  .catch(null);

/** https://developers.facebook.com/docs/graph-api/guides/error-handling: every field but `error` itself may be absent. */
const envelope = z.object({
  error: z.object({
    message: text,
    type: text,
    code: integer,
    error_subcode: integer,
    error_user_title: text,
    error_user_msg: text,
    is_transient: z.boolean().nullable().catch(null),
    fbtrace_id: text,
  }),
});

const metaErrorOf = (httpStatus: number, error: z.infer<typeof envelope>['error']): MetaError => ({
  httpStatus,
  type: error.type,
  code: error.code,
  subcode: error.error_subcode,
  message: error.message ?? '',
  userTitle: error.error_user_title,
  userMessage: error.error_user_msg,
  isTransient: error.is_transient,
  fbtraceId: error.fbtrace_id,
});

/** Instagram writes ids as strings. A number is taken only while it is exact. */
const numericText = z.union([z.string(), z.int().transform(String)]);
const idOf = <Id extends string>(isId: (text: string) => text is Id) =>
  numericText.refine(isId).transform((id) => id as Id);

export const createdContainer = z.object({ id: idOf(isContainerId) }).transform(({ id }) => ({ containerId: id }));
export const publishedMedia = z.object({ id: idOf(isMediaId) }).transform(({ id }) => ({ mediaId: id }));
export const mediaPermalink = z.object({ permalink: z.url({ protocol: /^https?$/ }) });
