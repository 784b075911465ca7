/**
 * What reaches a workflow from outside may come from any client, the Temporal UI's forms included. An argument that the code
 * trips over would fail the workflow task again and again, and freeze the post; so each is looked at before it is used.
 */

/** Beyond it, dates no longer have the form that search attributes take. */
const LATEST_INSTANT = Date.UTC(9999, 11, 31);

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isInstant = (value: unknown): value is number =>
  typeof value === 'number' && Number.isSafeInteger(value) && value > 0 && value <= LATEST_INSTANT;
const isDuration = (value: unknown): boolean => typeof value === 'number' && Number.isFinite(value) && value >= 0;
const isText = (value: unknown): boolean => typeof value === 'string';

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
  if (!isObject(timing) || !['leadMs', 'armEarliestMs', 'armLatestMs'].every((key) => isDuration(timing[key]))) {
    return 'timing must have leadMs, armEarliestMs and armLatestMs, in milliseconds.';
  }
  return isPost(post) ? undefined : 'post must be an image post, as the client library queues it.';
}

function isPost(post: unknown): boolean {
  if (!isObject(post) || !isText(post['accountId']) || !isText(post['id']) || post['kind'] !== 'image') return false;
  const { media, publishWithinSeconds } = post;
  return isDuration(publishWithinSeconds) && Array.isArray(media) && isObject(media[0]) && isText(media[0]['url']);
}
