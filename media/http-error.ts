import { withoutQuery } from '../contracts/without-query.ts';
import { MediaAccessError } from './media-access-error.ts';
import { PRIVATE_ADDRESS } from './public-address.ts';

/** What no second attempt can cure: the URL, its redirects, or the host's certificate. */
const LASTING =
  /^(ERR_INVALID_URL|ERR_UNSUPPORTED_PROTOCOL|ERR_TOO_MANY_REDIRECTS|ERR_TLS_.*|CERT_.*|.*SELF_SIGNED.*|UNABLE_TO_.*)$/;

/** Nothing of got's error is kept but its code: its message and its request may hold the whole URL. */
export function connectionError(error: unknown, url: string): MediaAccessError {
  if (error instanceof MediaAccessError) return error;
  const code = typeof error === 'object' && error !== null && 'code' in error ? String(error.code) : 'UNKNOWN';
  const name = withoutQuery(url);
  if (code === PRIVATE_ADDRESS)
    return new MediaAccessError(
      'media-private',
      `${name} leads to a host that is not on the public internet: Instagram could not fetch it, and nothing was read from it.`,
    );
  if (LASTING.test(code))
    return new MediaAccessError('media-unreadable', `${name} cannot be fetched (${code}): check the URL.`);
  return new MediaAccessError('media-temporary', `${name} could not be fetched (${code}).`);
}

/** What an answer other than the bytes says. */
export function statusError(status: number, url: string): MediaAccessError {
  const name = withoutQuery(url);
  if (status === 404 || status === 410)
    return new MediaAccessError('media-missing', `There is nothing at ${name} (HTTP ${status}).`);
  if (status === 401 || status === 403)
    return new MediaAccessError('media-unreadable', `The host refuses to give out ${name} (HTTP ${status}).`);
  if (status >= 500 || [408, 425, 429].includes(status))
    return new MediaAccessError('media-temporary', `The host of ${name} cannot give it out just now (HTTP ${status}).`);
  return new MediaAccessError('media-unreadable', `The host of ${name} does not give it out (HTTP ${status}).`);
}
