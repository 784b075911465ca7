import type { z } from 'zod';
import type { Post } from '../contracts/post.ts';
import { type DueTime, dueTimeOf, spokenDuration } from './due-time.ts';
import { InvalidPostError, PastDueError } from './errors.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { issueAt, issuesOf, type RequestIssue } from './issues.ts';
import { newPostId } from './post-id.ts';
import { postSchema } from './post-schema.ts';
import { contentOf } from './request-of-post.ts';
import { withoutEmpty } from './without-empty.ts';

/** A request that may be queued. */
export interface ParsedPost {
  readonly post: Post;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  /** The due time has passed: it may only be a repeat of what was queued in time. */
  readonly isPast: boolean;
  /** The caller gave no id, so the post cannot exist yet. */
  readonly isNew: boolean;
  readonly fingerprint: Fingerprint;
}

/**
 * Checks a request without a server, and without a look at its media.
 * @param request what a caller sent, of any shape
 * @param now epoch milliseconds
 * @throws {@link InvalidPostError} with all that is wrong
 */
export function parsePostRequest(request: unknown, now: number): ParsedPost {
  const parsed = postSchema.safeParse(request);
  const due = dueTimeOf(request, now);
  if (!parsed.success) throw new InvalidPostError([...issuesOf(parsed.error, 'The post'), ...dueIssues(due, now)]);
  if (due.kind === 'wrong') throw new InvalidPostError(due.issues);
  const { id, publishNow } = parsed.data;
  const post = toPost(parsed.data, id ?? newPostId(now));
  return {
    post,
    dueAt: due.dueAt,
    isPast: due.isPast,
    isNew: id === undefined,
    fingerprint: fingerprintOf(asQueued(post, due.scheduledAt, publishNow)),
  };
}

/**
 * Checks a request apart from its due time.
 * @throws {@link InvalidPostError} with `issues` and all else that is wrong
 */
export function parsePost(request: unknown, id: Post['id'], issues: readonly RequestIssue[]): Post {
  const parsed = postSchema.safeParse(request);
  const all = parsed.success ? issues : [...issues, ...issuesOf(parsed.error, 'The post')];
  if (!parsed.success || all.length > 0) throw new InvalidPostError(all);
  return toPost(parsed.data, id);
}

/** For a post that is past due and new. */
export function pastDueError({ dueAt }: ParsedPost, now: number): PastDueError {
  return new PastDueError({
    message: pastDueIssue(dueAt, now).message,
    nextAction: 'Send it again with "publishNow": true, or with a time to come.',
    details: { dueAt: new Date(dueAt).toISOString(), lateByMs: now - dueAt },
  });
}

function dueIssues(due: DueTime, now: number): readonly RequestIssue[] {
  if (due.kind === 'wrong') return due.issues;
  return due.isPast ? [pastDueIssue(due.dueAt, now)] : [];
}

export const pastDueIssue = (dueAt: number, now: number): RequestIssue =>
  issueAt(['scheduledAt'], `was ${spokenDuration(now - dueAt)} ago: give a time to come, or set "publishNow" to true.`);

type Parsed = z.output<typeof postSchema>;

function toPost({ scheduledAt, timeZone, publishNow, ...content }: Parsed, id: Post['id']): Post {
  return { ...withoutEmpty(content), id };
}

/**
 * What tells a repeat from another post: the content with its defaults, and the due time as the request names it. Two spellings of
 * one instant are the same; "now" stays a wish, because a repeat comes later.
 */
const asQueued = (post: Post, scheduledAt: number | null, publishNow: boolean | undefined) => ({
  ...contentOf(post),
  scheduledAt: scheduledAt ?? undefined,
  publishNow: publishNow || undefined,
});
