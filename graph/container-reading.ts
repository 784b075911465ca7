import { z } from 'zod';
import { excerptOf, redact } from './redact.ts';

/** https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-container */
const STATUS_CODES = ['IN_PROGRESS', 'FINISHED', 'PUBLISHED', 'ERROR', 'EXPIRED'] as const;

/** https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads */
const PHASES = ['not_started', 'in_progress', 'complete', 'error'] as const;

/** `unknown` is a word that Instagram does not document. */
export type VideoPhase = (typeof PHASES)[number] | 'unknown';

/** How the bytes of a video get to Instagram. */
export interface UploadReading {
  readonly phase: VideoPhase;
  /** What Instagram has, and so where an upload goes on. */
  readonly bytes: number | null;
  /** Such as 1363008: the upload is lost, although the container may go on calling itself IN_PROGRESS. */
  readonly errorCode: number | null;
}

/** A container as Instagram describes it. */
export interface ContainerReading {
  /** `UNKNOWN` is a word that Instagram does not document. */
  readonly statusCode: (typeof STATUS_CODES)[number] | 'UNKNOWN';
  /** Instagram's own sentence, such as `Error: Media upload has failed with error code 2207076`. */
  readonly status: string | null;
  /** The processing error. Instagram writes it into the sentence and nowhere else. */
  readonly failureSubcode: number | null;
  /** Null when Instagram tells nothing of it, as for images. */
  readonly upload: UploadReading | null;
  readonly processing: VideoPhase | null;
}

const word = z
  .union([z.string(), z.number().transform(String)])
  .nullish()
  .catch(null);
const count = z.int().nonnegative().nullish().catch(null);

const phase = word.transform((name): VideoPhase => PHASES.find((known) => known === name) ?? completed(name));
/** Some of Meta's pages write it so. */
const completed = (name: string | null | undefined): VideoPhase => (name === 'completed' ? 'complete' : 'unknown');

const uploadReading = z
  .object({
    status: phase,
    bytes_transferred: count,
    /** So spelled for the reels of Facebook pages. */
    bytes_transfered: count,
    errors: z.array(z.object({ code: count })).catch([]),
  })
  .transform(
    ({ status, bytes_transferred, bytes_transfered, errors }): UploadReading => ({
      phase: status,
      bytes: bytes_transferred ?? bytes_transfered ?? null,
      errorCode: errors[0]?.code ?? null,
    }),
  );

const videoStatus = z
  .object({
    uploading_phase: uploadReading.nullish().catch(null),
    processing_phase: z.object({ status: phase }).nullish().catch(null),
  })
  .nullish()
  .catch(null);

/** The fields to ask for, and how to read them. */
export const CONTAINER_FIELDS = 'status_code,status,video_status';
export const containerReading = z
  .object({ status_code: word, status: word, video_status: videoStatus })
  .refine(({ status_code, status }) => Boolean(status_code) || Boolean(status))
  .transform(
    ({ status_code, status, video_status }): ContainerReading => ({
      statusCode: statusCodeOf(status_code, status),
      status: status ? excerptOf(redact(status)) : null,
      failureSubcode: failureSubcodeIn(status),
      upload: video_status?.uploading_phase ?? null,
      processing: video_status?.processing_phase?.status ?? null,
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
