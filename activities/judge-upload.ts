import { CONTAINER_FAILED, NEEDS_PERSON, TRANSIENT } from '../contracts/staging-failures.ts';
import type { ContainerReading } from '../graph/container-reading.ts';
import type { UploadAnswer } from '../graph/upload-answer.ts';
import { judgeUpload, uploadPostError } from '../graph/upload-outcome.ts';
import { judgeDeadContainer } from './judge-staging.ts';
import type { StagingProblem } from './staging-failure.ts';
import { UPLOAD_OF_ANOTHER_FILE, UPLOAD_OFFSET_UNKNOWN } from './upload-errors.ts';

/** Between two looks at what Instagram has. */
export const LOOK_AGAIN_MS = 5_000;

/** How an upload ends. */
export type UploadOver =
  /** Instagram has the whole of it, or is past needing it. */
  { readonly step: 'end' } | { readonly step: 'fail'; readonly problem: StagingProblem };

/** The next step of an upload of bytes that we have. */
export type UploadStep = { readonly step: 'send'; readonly offset: number } | UploadOver;

/**
 * Decides by what Instagram says that it has: its count is the truth, whatever was sent.
 * @param isSameFile whether the file is known to be the one of which Instagram may have a part
 */
export function nextUploadStep(
  reading: ContainerReading,
  { totalBytes, isSameFile }: { readonly totalBytes: number; readonly isSameFile: boolean },
): UploadStep {
  const over = whenOver(reading);
  if (over !== undefined) return over;
  const offset = offsetIn(reading);
  if (offset === null) return fail({ type: TRANSIENT, error: UPLOAD_OFFSET_UNKNOWN, waitMs: LOOK_AGAIN_MS });
  if (offset > totalBytes || (offset > 0 && !isSameFile))
    return fail({ type: CONTAINER_FAILED, error: UPLOAD_OF_ANOTHER_FILE });
  return offset === totalBytes ? END : { step: 'send', offset };
}

/** The next step of an upload that Instagram's host makes by itself, from a URL. */
export type FetchStep = { readonly step: 'ask' } | { readonly step: 'wait'; readonly progress: Progress } | UploadOver;

/** @param before where the fetch stood at the look before; undefined at the first one after it was asked for */
export function nextFetchStep(reading: ContainerReading, before: Progress | undefined): FetchStep {
  const over = whenOver(reading);
  if (over !== undefined) return over;
  if (reading.upload?.phase !== 'in_progress') return { step: 'ask' };
  const progress = progressTo(reading.upload.bytes ?? 0, before);
  return progress.fruitless < MAX_STILL ? { step: 'wait', progress } : { step: 'ask' };
}

/** Looks in a row at which a fetch may stand still before it is asked for anew. */
const MAX_STILL = 6;

/** Of a published container, too: whoever waits for it finds that out. */
function whenOver(reading: ContainerReading): UploadOver | undefined {
  const dead = judgeDeadContainer(reading);
  if (dead !== undefined) return fail(dead);
  const { statusCode, upload } = reading;
  return statusCode === 'FINISHED' || statusCode === 'PUBLISHED' || upload?.phase === 'complete' ? END : undefined;
}

const END = { step: 'end' } as const;
const fail = (problem: StagingProblem): UploadOver => ({ step: 'fail', problem });

/** Null where it is not told. Without any upload phase, nothing has come in. */
function offsetIn({ upload }: ContainerReading): number | null {
  if (upload === null || (upload.phase === 'not_started' && upload.bytes === null)) return 0;
  return upload.bytes;
}

/** What an answer of the upload host means. */
export type SendVerdict =
  | { readonly verdict: 'done' }
  /** What Instagram has decides. Should it get no further, `otherwise` is what to end with. */
  | { readonly verdict: 'look'; readonly otherwise: StagingProblem }
  | { readonly verdict: 'fail'; readonly problem: StagingProblem };

export function judgeSending(answer: UploadAnswer): SendVerdict {
  const outcome = judgeUpload(answer);
  if (answer.kind === 'ok' || outcome === 'done') return { verdict: 'done' };
  const error = uploadPostError(answer);
  switch (outcome) {
    case 'resume':
      return { verdict: 'look', otherwise: { type: TRANSIENT, error, waitMs: LOOK_AGAIN_MS } };
    case 'ask-container':
      // Containers with this answer have been seen to finish, and others to stay as they are for good.
      return { verdict: 'look', otherwise: { type: CONTAINER_FAILED, error } };
    case 'person':
      return { verdict: 'fail', problem: { type: NEEDS_PERSON, error } };
    default:
      return { verdict: 'fail', problem: { type: TRANSIENT, error, waitMs: outcome.waitMs } };
  }
}

/** How many requests in a row may bring Instagram not one byte more. */
const MAX_FRUITLESS = 3;

/** Where an upload stands, by Instagram's count. */
export interface Progress {
  readonly offset: number;
  /** Looks in a row that showed no more than the one before. */
  readonly fruitless: number;
}

export const progressTo = (offset: number, before: Progress | undefined): Progress => ({
  offset,
  fruitless: before === undefined || offset > before.offset ? 0 : before.fruitless + 1,
});

/** @param fruitless requests in a row that brought nothing */
export const isStuck = (fruitless: number): boolean => fruitless >= MAX_FRUITLESS;
