import { MediaAccessError } from './media-access-error.ts';

/** What the operating system has against reading a file. */
export function fileError(error: unknown, path: string): MediaAccessError {
  if (error instanceof MediaAccessError) return error;
  // By shape: an error from Node's own modules is no `instanceof Error` in another realm.
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR':
      return new MediaAccessError('media-missing', `There is no file ${path}.`);
    case 'EACCES':
    case 'EPERM':
      return new MediaAccessError('media-unreadable', `The file ${path} may not be read (${code}).`);
    case 'EISDIR':
    case 'ELOOP':
    case 'ENAMETOOLONG':
    case 'ERR_INVALID_ARG_VALUE':
      return new MediaAccessError('media-unreadable', `${path} is not a file that can be read (${code}).`);
    default:
      return new MediaAccessError('media-temporary', `The file ${path} could not be read (${code}).`);
  }
}
