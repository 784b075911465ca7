import { LONGEST_ANSWER_SECONDS } from '../contracts/collaborators.ts';
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
  if (!isObject(policy) || !isWait(policy['answerWithinSeconds'], LONGEST_ANSWER_SECONDS))
    return 'policy must have answerWithinSeconds, of at most a week.';
  const areLooks = Array.isArray(looksMs) && looksMs.every((look) => isWait(look, LONGEST_ANSWER_SECONDS * 1000));
  return areLooks ? undefined : 'looksMs must be a list of milliseconds, of at most a week.';
}

const isWait = (value: unknown, most: number): boolean => isDuration(value) && value <= most;
