import { isMediaId } from '../contracts/ids.ts';
import { POST_KINDS, type Post } from '../contracts/post.ts';
import { isDuration, isInstant, isObject, isText } from './value-shapes.ts';

/**
 * What reaches a workflow from outside may come from any client, the Temporal UI's forms included. An argument that the code
 * trips over would fail the workflow task again and again, and freeze the post; so each is looked at before it is used.
 */

/** A container that was made longer ahead would have to be made again before the due time, and again. */
const LONGEST_LEAD_MS = 20 * 3_600_000;
const isLead = (value: unknown): boolean => isDuration(value) && Number(value) <= LONGEST_LEAD_MS;

/** What is wrong with the argument of `reschedule`; undefined when nothing is. */
export function problemOfReschedule(args: unknown, now: number): string | undefined {
  if (!isObject(args) || !isInstant(args['dueAt'])) return 'Give {"dueAt": …}: an instant in epoch milliseconds.';
  return args['dueAt'] < now ? 'The new due time is already past.' : undefined;
}

/** What is wrong with the argument of `cancel`, which may be left out; undefined when nothing is. */
export function problemOfCancel(args: unknown): string | undefined {
  if (args === undefined || args === null) return undefined;
  if (isObject(args) && (args['reason'] === undefined || isText(args['reason']))) return undefined;
  return 'Give {"reason": "…"}, or nothing.';
}

/** What is wrong with the workflow's input; undefined when this code can run it. */
export function problemOfInput(input: unknown): string | undefined {
  if (!isObject(input)) return 'The input must be one object.';
  if (input['schemaVersion'] !== 1) return 'This worker knows input of schemaVersion 1 only.';
  const { post, dueAt, timing } = input;
  if (!isInstant(dueAt)) return 'dueAt must be an instant in epoch milliseconds.';
  if (!isObject(timing) || !['leadMs', 'armEarliestMs', 'armLatestMs'].every((key) => isLead(timing[key]))) {
    return 'timing must have leadMs, armEarliestMs and armLatestMs, in milliseconds, of at most 20 hours.';
  }
  return isPost(post)
    ? undefined
    : 'post must be one that the client library queues, of a kind that this worker knows.';
}

/** What is wrong with the argument of `edit` for a post that holds `current`; undefined when nothing is. */
export function problemOfEdit(args: unknown, current: Post): string | undefined {
  if (!isObject(args) || !isPost(args['post']))
    return 'Give {"post": …}: the whole post, as the client library edits it.';
  const { post, revision, allowLate, memo } = args;
  const isSame = (['accountId', 'id', 'kind'] as const).every((key) => post[key] === current[key]);
  if (!isSame) return 'An edit changes what a post holds: its accountId, id and kind stay.';
  if (typeof revision !== 'number' || typeof allowLate !== 'boolean' || !isMemo(memo)) {
    return 'Give "revision", "allowLate" and "memo" beside the post, as the client library does.';
  }
  return undefined;
}

/** What is wrong with the argument of `settle`; undefined when nothing is. */
export function problemOfSettling(args: unknown): string | undefined {
  const outcome = isObject(args) ? args['outcome'] : undefined;
  if (!isObject(args) || (outcome !== 'published' && outcome !== 'not-published')) {
    return 'Give {"outcome": "published"} or {"outcome": "not-published"}.';
  }
  const { mediaId } = args;
  const isGood = mediaId === undefined || (typeof mediaId === 'string' && isMediaId(mediaId));
  return isGood ? undefined : "mediaId must be Instagram's number of the media, as text.";
}

/** The server refuses a memo without content, and fails the task with it. */
const isMemo = (memo: unknown): boolean => isObject(memo) && isObject(memo['fingerprint']) && isText(memo['caption']);

/** Everything that this code reads of a post without looking whether it is there. */
function isPost(post: unknown): post is Readonly<Record<string, unknown>> {
  if (!isObject(post) || !isText(post['accountId']) || !isText(post['id'])) return false;
  const { kind, media, publishWithinSeconds, caption, collaborators, firstComment } = post;
  if (!POST_KINDS.some((known) => known === kind) || !isDuration(publishWithinSeconds)) return false;
  if (![caption, firstComment].every((text) => text === undefined || isText(text))) return false;
  if (collaborators !== undefined && !(Array.isArray(collaborators) && collaborators.every(isText))) return false;
  return Array.isArray(media) && media.length > 0 && media.every(isMedium);
}

function isMedium(medium: unknown): boolean {
  if (!isObject(medium)) return false;
  const { kind, url, source } = medium;
  return kind === 'image' ? isText(url) : kind === 'video' && isObject(source) && isText(source['upload']);
}
