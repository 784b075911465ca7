import type { Post } from '../contracts/post.ts';
import { InvalidPostError } from './errors.ts';
import { issueAt, must, type Refusals, type RequestIssue } from './issues.ts';
import { parsePost } from './parse-post-request.ts';
import type { CarouselPostRequest, ImagePostRequest, ReelPostRequest, StoryPostRequest } from './post-request.ts';
import { contentOf } from './request-of-post.ts';

type NotByEdit = 'accountId' | 'id' | 'kind' | 'scheduledAt' | 'timeZone' | 'publishNow';
type ChangesOf<Request> = {
  readonly [Key in Exclude<keyof Request, NotByEdit>]?: Request[Key] | null;
};

/** What to change of a post, in the words of a request. What is not named stays; null takes it away; `media` replaces all media. */
export type PostChanges =
  | ChangesOf<ImagePostRequest>
  | ChangesOf<ReelPostRequest>
  | ChangesOf<CarouselPostRequest>
  | ChangesOf<StoryPostRequest>;

const OF_THE_POSTS_NAME = 'cannot be changed: cancel the post and queue another one.';
const OF_THE_DUE_TIME = 'is not changed by an edit: reschedule the post.';
const notByEdit: Refusals = {
  accountId: OF_THE_POSTS_NAME,
  id: OF_THE_POSTS_NAME,
  kind: OF_THE_POSTS_NAME,
  scheduledAt: OF_THE_DUE_TIME,
  timeZone: OF_THE_DUE_TIME,
  publishNow: OF_THE_DUE_TIME,
} satisfies Record<NotByEdit, string>;

/**
 * The post with the changes made, checked as a whole.
 * @param changes what a caller sent, of any shape
 * @throws {@link InvalidPostError} with all that is wrong
 */
export function editedPost(post: Post, changes: unknown): Post {
  if (!isObject(changes))
    throw new InvalidPostError([issueAt([], must('an object').error({ input: changes }), 'The change')]);
  const { accountId, id } = post;
  const merged = Object.entries({ ...contentOf(post), ...definedIn(changes) }).filter(([, value]) => value !== null);
  return parsePost({ ...Object.fromEntries(merged), accountId, id, kind: post.kind }, id, issuesOfNames(changes));
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const definedIn = (changes: Readonly<Record<string, unknown>>) =>
  Object.fromEntries(Object.entries(changes).filter(([key, value]) => value !== undefined && !(key in notByEdit)));

const issuesOfNames = (changes: Readonly<Record<string, unknown>>): RequestIssue[] =>
  Object.entries(notByEdit)
    .filter(([key]) => changes[key] !== undefined)
    .map(([key, reason]) => issueAt([key], reason));
