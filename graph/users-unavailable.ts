import type { MetaError } from '../contracts/post-error.ts';

/** The list comes at the end of a sentence, after a colon: `The following user(s) cannot be accessed: a, b`. */
const LIST = /\b(?:users?(?:\(s\))?|usernames?|handles?|accounts?)\b[^:.]*:\s*(?<names>.+)$/i;
/** `Cannot find User a`. */
const ONE = /\bcannot find user:?\s+(?<names>@?[\w.]+)/i;
const USERNAME = /^[A-Za-z0-9._]{1,30}$/;

/**
 * The people whom Instagram names when it refuses a container because of them; none when it names none. Instagram gives them in a
 * sentence only, and its wording has changed, so this may be more than a post holds but a name is never made up.
 */
export function usernamesIn({ userMessage, message, userTitle }: MetaError): string[] {
  for (const words of [userMessage, message, userTitle]) {
    const names = (words?.match(LIST) ?? words?.match(ONE))?.groups?.['names'];
    const found = names === undefined ? [] : namesIn(names);
    if (found.length > 0) return found;
  }
  return [];
}

/** What follows the sentence is left out, and so is a name that the end of an excerpt has cut. */
function namesIn(list: string): string[] {
  const [sentence = ''] = list.split(/\.\s/, 1);
  const names = sentence.split(/[,;&]|\sand\s/).map((piece) => piece.trim().replace(/^["'@]+|["'.]+$/g, ''));
  return [...new Set(names.filter((name) => USERNAME.test(name)))];
}
