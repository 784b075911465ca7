import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';

const MAXIMUM_CHARACTERS = 2_200;
const MAXIMUM_HASHTAGS = 30;
const MAXIMUM_MENTIONS = 20;

const HASHTAG = /#[\p{L}\p{N}_]+/gu;
/** Not the domain of an e-mail address. */
const MENTION = /(?<![\p{L}\p{N}._])@[A-Za-z0-9._]+/gu;

const count = (text: string, pattern: RegExp): number => text.match(pattern)?.length ?? 0;

/** Why Instagram refuses a caption: more than 2200 characters (code points here), 30 hashtags or 20 @ tags. */
export function captionRefusal(caption: string): Refusal | null {
  const length = [...caption].length;
  if (length > MAXIMUM_CHARACTERS) return refusals.captionTooLong(length, MAXIMUM_CHARACTERS);
  if (count(caption, HASHTAG) > MAXIMUM_HASHTAGS) return refusals.tooManyHashtags(MAXIMUM_HASHTAGS);
  return count(caption, MENTION) > MAXIMUM_MENTIONS ? refusals.tooManyTags(MAXIMUM_MENTIONS) : null;
}
