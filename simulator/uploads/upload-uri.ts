import { createHmac, randomBytes } from 'node:crypto';
import type { ContainerId } from '../ids.ts';
import type { Settings } from '../settings.ts';

/** Where the host rupload.facebook.com takes the bytes of videos. */
export const UPLOAD_PATH = '/ig-api-upload';

const KEY = 'upload_key';
const secret = randomBytes(32);

const keyOf = (id: string): string => createHmac('sha256', secret).update(id).digest('base64url');

/**
 * The `uri` that the create of a resumable upload returns.
 * @param root where Graph begins on the host that the client used, version included.
 */
export function uploadUri({ ruploadUrl, strictUploadUri }: Settings, root: string, id: ContainerId): string {
  const { origin, pathname } = new URL(root);
  const uri = `${ruploadUrl ?? origin}${UPLOAD_PATH}${pathname}/${id}`;
  return strictUploadUri ? `${uri}?${KEY}=${keyOf(id)}` : uri;
}

/** Whether a request's query has what only the returned `uri` tells: a URL that was built from the id has not. */
export const isReturnedUri = (query: unknown, id: string): boolean =>
  typeof query === 'object' && query !== null && KEY in query && query[KEY] === keyOf(id);
