import type { IncomingHttpHeaders } from 'node:http';
import type { Upload } from '../state.ts';
import { type UploadAnswer, uploadAnswers } from './upload-answers.ts';

/** What an upload request asks for, once it is known to be allowed. */
export type UploadOrder =
  /** The bytes of the file from the offset on follow as the body. */
  | { readonly kind: 'body'; readonly offset: number; readonly fileSize: number }
  /** Instagram fetches the file. */
  | { readonly kind: 'fetch'; readonly url: string }
  | { readonly kind: 'refuse'; readonly answer: UploadAnswer };

const DIGITS = /^\d{1,15}$/;
const OAUTH = /^OAuth\s+(\S+)$/;

const refuse = (answer: UploadAnswer): UploadOrder => ({ kind: 'refuse', answer });

const text = (header: string | readonly string[] | undefined): string => (typeof header === 'string' ? header : '');

/** The token of an upload request. rupload takes the scheme `OAuth` and no other; undefined for those. */
export const uploadToken = ({ authorization = '' }: IncomingHttpHeaders): string | undefined =>
  OAUTH.exec(authorization)?.[1];

/**
 * Decides about an upload request by its headers. The body has to start where the bytes that Instagram has end, or at 0,
 * which starts the file anew. That anything between is refused is a guess: nobody has reported it.
 */
export function judgeUpload(headers: IncomingHttpHeaders, upload: Upload): UploadOrder {
  if (upload.phase === 'error') return refuse(uploadAnswers.processingFailed());
  const url = text(headers['file_url']);
  if (url !== '') return upload.phase === 'complete' ? refuse(uploadAnswers.offsetInvalid()) : { kind: 'fetch', url };
  const [offset, fileSize] = [text(headers['offset']), text(headers['file_size'])];
  if (!DIGITS.test(offset) || !DIGITS.test(fileSize)) return refuse(uploadAnswers.headersInvalid());
  return judgeOffset({ kind: 'body', offset: Number(offset), fileSize: Number(fileSize) }, upload);
}

function judgeOffset(order: Extract<UploadOrder, { kind: 'body' }>, upload: Upload): UploadOrder {
  const { offset, fileSize } = order;
  const restarts = offset === 0 && upload.phase !== 'complete';
  if (!restarts && offset !== upload.received) return refuse(uploadAnswers.offsetInvalid());
  const sameFile = restarts || upload.fileSize === null || fileSize === upload.fileSize;
  return sameFile && fileSize > 0 ? order : refuse(uploadAnswers.partialRequest());
}
