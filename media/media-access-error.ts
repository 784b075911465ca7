import { type MediaProblem, refused, warning } from './media-problem.ts';

export type MediaAccessCode =
  /** Nothing is there (ENOENT, 404, 410): a person must act. */
  | 'media-missing'
  /** It is there but not for us, or it is not what can be read (EACCES, 401, 403, a folder, no length): a person must act. */
  | 'media-unreadable'
  /** Its host is not on the public internet. */
  | 'media-private'
  /** It is no longer what it was when it was first opened. */
  | 'media-changed'
  /** The network, or the host's bad moment: trying again may help. */
  | 'media-temporary';

/** Why the bytes of a medium could not be had. The message names the medium, without the query of its URL. */
export class MediaAccessError extends Error {
  override readonly name = 'MediaAccessError';
  readonly code: MediaAccessCode;

  constructor(code: MediaAccessCode, message: string) {
    super(message);
    this.code = code;
  }
}

/** The same as a problem of a check. What may be gone in a minute is nothing to refuse a post for. */
export const accessProblem = ({ code, message }: MediaAccessError): MediaProblem =>
  code === 'media-temporary' ? warning(code, message) : refused(code, message);

export const changedError = (name: string): MediaAccessError =>
  new MediaAccessError(
    'media-changed',
    `${name} is no longer what it was when its upload began: going on with other bytes would corrupt it.`,
  );
