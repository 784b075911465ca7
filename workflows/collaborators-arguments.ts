import { isAccountId, isMediaId, isPostId } from '../contracts/ids.ts';
import { isDuration, isInstant, isObject, isText } from './value-shapes.ts';

/** What is wrong with the input of a tracking; undefined when this code can run it. */
export function problemOfTracking(input: unknown): string | undefined {
  if (!isObject(input)) return 'The input must be one object.';
  if (input['schemaVersion'] !== 1) return 'This worker knows input of schemaVersion 1 only.';
  const { accountId, postId, mediaId, usernames, publishedAt, policy, looksMs } = input;
  if (!isText(accountId) || !isAccountId(accountId)) return 'accountId must be the name of an account.';
  if (!isText(postId) || !isPostId(postId)) return 'postId must be the id of a post.';
  if (!isText(mediaId) || !isMediaId(mediaId)) return "mediaId must be Instagram's number of the media, as text.";
  if (!Array.isArray(usernames) || !usernames.every(isText)) return 'usernames must be a list of usernames.';
  if (!isInstant(publishedAt)) return 'publishedAt must be an instant in epoch milliseconds.';
  if (!isObject(policy) || !isDuration(policy['answerWithinSeconds'])) return 'policy must have answerWithinSeconds.';
  return Array.isArray(looksMs) && looksMs.every(isDuration) ? undefined : 'looksMs must be a list of milliseconds.';
}
