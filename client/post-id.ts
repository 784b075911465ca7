import { randomBytes } from 'node:crypto';
import { isPostId, type PostId } from '../contracts/ids.ts';

const TIME_CHARACTERS = 9;

/** An id for a post whose caller gave none. Ids sort by the time at which they were made, to the millisecond. */
export function newPostId(now: number): PostId {
  const id = `post_${now.toString(36).padStart(TIME_CHARACTERS, '0')}${randomBytes(8).toString('hex')}`;
  if (!isPostId(id)) throw new Error(`"${id}" is not a post id`);
  return id;
}
