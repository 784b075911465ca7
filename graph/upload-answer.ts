import { z } from 'zod';
import type { AccessToken } from './access-token.ts';
import type { Unreachable, Unreadable } from './graph-answer.ts';
import { isSuccess, parseJson, unreadable, type WireResponse } from './read-answer.ts';
import { excerptOf, redact, redactorFor, tokenHiderFor } from './redact.ts';

/** The upload host said no, in its own way: https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads */
export interface UploadRefused {
  readonly kind: 'refused';
  readonly httpStatus: number;
  /** Such as `ProcessingFailedError`. Null when there is none, as on a page of a proxy. */
  readonly type: string | null;
  /** What Meta says of trying again, which is not to be relied on. */
  readonly retriable: boolean | null;
  /** How long Meta asks to wait. */
  readonly backoffMs: number | null;
  /** Meta's words, without tokens. */
  readonly message: string;
}

export type UploadFailure = UploadRefused | Unreadable | Unreachable;

/** What an upload resolves to. Nothing that the network does is thrown. */
export type UploadAnswer = { readonly kind: 'ok' } | UploadFailure;

export function readUploadAnswer(wire: WireResponse, token: AccessToken): UploadAnswer {
  const json = parseJson(wire.body, tokenHiderFor(token));
  const told = failure.safeParse(json).data;
  const { httpStatus } = wire;
  if (isSuccess(httpStatus) && told === undefined) {
    return success.safeParse(json).success ? { kind: 'ok' } : unreadable(wire, json, token);
  }
  return {
    kind: 'refused',
    httpStatus,
    type: told?.type ?? null,
    retriable: told?.retriable ?? null,
    backoffMs: told?.backoff ?? retryAfterMs(wire),
    message: told === undefined ? unreadable(wire, json, token).excerpt : excerptOf(redactorFor(token)(told.message)),
  };
}

const success = z.object({ success: z.literal(true) });

const text = z.string().nullable().catch(null);
const name = text.transform((words) => words && excerptOf(redact(words)));

/** As Meta documents it, or Graph's own envelope, which is what a gateway before the upload host answers with. */
const debugInfo = z.object({
  type: name,
  retriable: z.boolean().nullable().catch(null),
  message: text.transform((words) => innermost(words ?? '')),
});
const failure = z
  .object({
    backoff: z.number().nonnegative().nullable().catch(null),
    debug_info: debugInfo.optional(),
    error: debugInfo.optional(),
  })
  .transform(({ backoff, debug_info, error }) => ({ backoff, info: debug_info ?? error }))
  .refine(({ info }) => info !== undefined)
  .transform(({ backoff, info }) => ({
    backoff,
    type: info?.type ?? null,
    retriable: info?.retriable ?? null,
    message: info?.message ?? '',
  }));

const nested = z.object({ error: z.object({ message: z.string() }) });

/** The words may be JSON of another system, with the sentence inside. */
function innermost(words: string): string {
  const found = nested.safeParse(parseJson(words, (same) => same)).data;
  return found === undefined ? words : innermost(found.error.message);
}

/** Seconds or a date: https://www.rfc-editor.org/rfc/rfc9110#field.retry-after */
function retryAfterMs({ headers }: WireResponse): number | null {
  const value = headers['retry-after'];
  if (value === undefined) return null;
  const ms = /^\d+$/.test(value) ? Number(value) * 1000 : Date.parse(value) - Date.now();
  return Number.isFinite(ms) ? Math.max(0, ms) : null;
}
