import type { PostError } from '../contracts/post-error.ts';
import { metaErrorOf, outcomeNamed, postErrorOf } from './outcome.ts';
import type { OutcomeCode } from './outcome-catalogue.ts';
import { networkError } from './outcomes.ts';
import { FOREIGN_UPLOAD_HOST } from './upload.ts';
import type { UploadAnswer, UploadFailure, UploadRefused } from './upload-answer.ts';

/** What to do after an upload. No post can come from one, so to repeat it is harmless. */
export type UploadVerdict =
  | 'done'
  /** Read how many bytes Instagram has, and go on from there. */
  | 'resume'
  /** The same, after this time. */
  | { readonly waitMs: number }
  /** It was refused, and yet the container may finish: its own status decides. */
  | 'ask-container'
  /** Only a person can help. */
  | 'person';

/** One line of the table of refusals: it fits by type or by status. */
export interface UploadRow {
  readonly types: readonly string[];
  readonly statuses: readonly [from: number, to: number] | null;
  readonly means: OutcomeCode;
}

/**
 * Read from the top: the first line that fits decides. `retriable` of a throttle is false, so it decides only where nothing
 * else is known. ProcessingFailedError is from https://developers.facebook.com/docs/instagram-platform/content-publishing/resumable-uploads,
 * the offset and the partial request from https://developers.facebook.com/docs/video-api/guides/reels-publishing, the
 * throttle from Meta's own uploader in https://github.com/mapillary/mapillary_tools, the rest from those who met them.
 */
export const UPLOAD_TABLE: readonly UploadRow[] = [
  { types: ['RequestRateLimitedError'], statuses: [429, 429], means: 'rate-limited' },
  { types: ['OffsetInvalidError', 'PartialRequestError'], statuses: [412, 412], means: 'upload-interrupted' },
  { types: ['ProcessingFailedError'], statuses: null, means: 'upload-refused' },
  { types: [], statuses: [500, 599], means: 'upload-interrupted' },
  { types: ['NotAuthorizedError', 'OAuthException'], statuses: [401, 403], means: 'upload-not-authorized' },
];

/** A throttle that does not say how long it lasts. */
const THROTTLED_MS = 10_000;
/** However long Meta asks to wait: the state of the upload is worth a look after that. */
const LONGEST_WAIT_MS = 300_000;

export function judgeUpload(answer: UploadAnswer): UploadVerdict {
  if (answer.kind === 'ok') return 'done';
  const backoffMs = answer.kind === 'refused' ? answer.backoffMs : null;
  const { class: kind } = outcomeNamed(codeOf(answer));
  switch (kind) {
    case 'rate':
      return { waitMs: Math.min(backoffMs ?? THROTTLED_MS, LONGEST_WAIT_MS) };
    case 'retry':
      if (answer.kind === 'unreadable') return 'ask-container';
      return backoffMs === null ? 'resume' : { waitMs: Math.min(backoffMs, LONGEST_WAIT_MS) };
    case 'person':
      return 'person';
    default:
      return 'ask-container';
  }
}

/** A failed upload as people and programs read it, Meta's own words beside ours. */
export function uploadPostError(failure: UploadFailure): PostError {
  const outcome = outcomeNamed(codeOf(failure));
  switch (failure.kind) {
    case 'refused': {
      const { httpStatus, type, message } = failure;
      return postErrorOf(outcome, metaErrorOf({ httpStatus, type, message }));
    }
    case 'unreadable':
      return postErrorOf(outcome, metaErrorOf({ httpStatus: failure.httpStatus, message: failure.excerpt }));
    case 'unreachable':
      return networkError(outcome, failure);
    default:
      return failure satisfies never;
  }
}

function codeOf(failure: UploadFailure): OutcomeCode {
  switch (failure.kind) {
    case 'refused':
      return UPLOAD_TABLE.find((row) => fits(row, failure))?.means ?? unlisted(failure);
    case 'unreadable':
      return 'answer-unreadable';
    case 'unreachable':
      return failure.code === FOREIGN_UPLOAD_HOST ? 'upload-host-unexpected' : 'instagram-unreachable';
    default:
      return failure satisfies never;
  }
}

const fits = ({ types, statuses }: UploadRow, { type, httpStatus }: UploadRefused): boolean =>
  (type !== null && types.includes(type)) ||
  (statuses !== null && httpStatus >= statuses[0] && httpStatus <= statuses[1]);

const unlisted = ({ retriable }: UploadRefused): OutcomeCode =>
  retriable === true ? 'upload-interrupted' : 'upload-refused';
