import { z } from 'zod';
import { excerptOf } from './redact.ts';

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-container */
const STATUS_CODES = ['IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED'] as const;

/** A container as Instagram describes it. */
export interface ContainerReading {
  /** `UNKNOWN` is a word that Instagram does not document. */
  readonly statusCode: (typeof STATUS_CODES)[number] | 'UNKNOWN';
  /** Instagram's own sentence, such as `Error: Media upload has failed with error code 2207076`. */
  readonly status: string | null;
  /** The processing error. Instagram writes it into the sentence and nowhere else. */
  readonly failureSubcode: number | null;
}

const word = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);

/** The fields to ask for, and how to read them. */
export const CONTAINER_FIELDS = 'status_code,status';
export const containerReading = z
  .object({ status_code: word, status: word })
  .refine(({ status_code, status }) => Boolean(status_code) || Boolean(status))
  .transform(
    ({ status_code, status }): ContainerReading => ({
      statusCode: statusCodeOf(status_code, status),
      status: status ? excerptOf(status) : null,
      failureSubcode: failureSubcodeIn(status),
    }),
  );

/** A container that failed may come without `status_code`: then its sentence says so, as `Error: …`. */
function statusCodeOf(statusCode: string | null | undefined, status: string | null | undefined) {
  const name = statusCode || status?.split(':', 1)[0]?.trim().replaceAll(' ', '_').toUpperCase();
  return STATUS_CODES.find((known) => known === name) ?? 'UNKNOWN';
}

function failureSubcodeIn(status: string | null | undefined): number | null {
  const subcode = status?.match(/\b22070\d\d\b/)?.[0];
  return subcode === undefined ? null : Number(subcode);
}
