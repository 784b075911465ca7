import { z } from 'zod';

const milliseconds = z.int().nonnegative();
const byteCount = z.int().nonnegative();

/** How the processing of a new container goes. */
export const processingOutcome = z.discriminatedUnion('kind', [
  /** It ends in ERROR, with this subcode in the text of `status`. */
  z.strictObject({ kind: z.literal('error'), subcode: z.int() }),
  /** It stays IN_PROGRESS until the container expires. */
  z.strictObject({ kind: z.literal('stuck') }),
  /** It takes so much longer. */
  z.strictObject({ kind: z.literal('slow'), extraMs: milliseconds }),
]);

/** How an upload request ends. */
export const uploadOutcome = z.discriminatedUnion('kind', [
  /** The connection is reset after so many bytes of this request's body. They are kept. */
  z.strictObject({ kind: z.literal('cut'), afterBytes: byteCount }),
  /** Nothing is read for so long after so many bytes of this request's body; then it goes on. */
  z.strictObject({ kind: z.literal('stall'), afterBytes: byteCount, ms: milliseconds }),
  /** PartialRequestError, with so many bytes of this request's body kept and the rest of it read away. */
  z.strictObject({ kind: z.literal('partialRequest'), afterBytes: byteCount }),
  /** 412, wherever the offset stands. */
  z.strictObject({ kind: z.literal('offsetInvalid') }),
  /** 429 that calls itself not retriable and says how long to wait. */
  z.strictObject({ kind: z.literal('rateLimited'), backoffMs: milliseconds }),
  /** 400 ProcessingFailedError after the whole body; the container finishes all the same, or has its upload in error. */
  z.strictObject({ kind: z.literal('processingFailed'), finishes: z.boolean() }),
  /** 400 NotAuthorizedError. */
  z.strictObject({ kind: z.literal('notAuthorized') }),
  /** The page of a proxy: before the body is read, or after the upload has taken effect. */
  z.strictObject({
    kind: z.literal('serverError'),
    httpStatus: z.int().min(500).max(599),
    when: z.enum(['before', 'after']),
    retryAfterSeconds: z.int().nonnegative().optional(),
  }),
  /** Answered as a success, but the uploading phase is in error 1363008 and `status_code` stays IN_PROGRESS. */
  z.strictObject({ kind: z.literal('stuck') }),
]);

export type ProcessingOutcome = z.infer<typeof processingOutcome>;
export type UploadOutcome = z.infer<typeof uploadOutcome>;
