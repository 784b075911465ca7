import type { z } from 'zod';
import type { ImageMedia, Post, PostKind } from '../contracts/post.ts';
import { type DueTime, dueTimeOf, spokenDuration } from './due-time.ts';
import { InvalidPostError, PastDueError } from './errors.ts';
import { type Fingerprint, fingerprintOf } from './fingerprint.ts';
import { issueAt, issuesOf, type RequestIssue } from './issues.ts';
import { newPostId } from './post-id.ts';
import { postSchema } from './post-schema.ts';

/** One picture of a post. */
export interface MediaRequest {
  readonly kind: 'image';
  /** Where Instagram fetches it when the post is staged: public, http or https. */
  readonly url: string;
  /** At most 1000 characters. */
  readonly altText?: string | undefined;
}

/** A post to queue: the same in JSON, TypeScript and the command. Other keys are refused at every depth. */
export interface PostRequest {
  /** Our own short name of the Instagram account: `[a-z0-9][a-z0-9_-]{0,62}`. */
  readonly accountId: string;
  /**
   * The post's name in its account, `[A-Za-z0-9_-]{1,64}`: what makes a repeated request harmless, so derive it from what the post
   * is about. @default a new one that sorts by time, `post_…`
   */
  readonly id?: string | undefined;
  readonly kind: PostKind;
  /** At most 2200 characters, 30 hashtags and 20 mentions. */
  readonly caption?: string | undefined;
  /** Exactly one item. */
  readonly media: readonly MediaRequest[];
  /** RFC 3339 with an offset, or a local time beside `timeZone`. Exactly this or `publishNow`. */
  readonly scheduledAt?: string | undefined;
  /** IANA name of the zone of a local `scheduledAt`. */
  readonly timeZone?: string | undefined;
  /** Publish at once. Beside it, a `scheduledAt` is allowed only when it has passed. */
  readonly publishNow?: boolean | undefined;
  /** How long after its due time the post may still go out, in seconds, 1 to 86400. @default 3600 */
  readonly publishWithinSeconds?: number | undefined;
}

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
 * Checks a request without a server.
 * @param request what a caller sent, of any shape
 * @param now epoch milliseconds
 * @throws {@link InvalidPostError} with all that is wrong
 */
export function parsePostRequest(request: unknown, now: number): ParsedPost {
  const parsed = postSchema.safeParse(request);
  const due = dueTimeOf(request, now);
  if (!parsed.success) throw new InvalidPostError([...issuesOf(parsed.error, 'The post'), ...dueIssues(due, now)]);
  if (due.kind === 'wrong') throw new InvalidPostError(due.issues);
  const { id, ...content } = parsed.data;
  return {
    post: toPost(content, id ?? newPostId(now)),
    dueAt: due.dueAt,
    isPast: due.isPast,
    isNew: id === undefined,
    fingerprint: fingerprintOf(asQueued(content, due.scheduledAt)),
  };
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

const pastDueIssue = (dueAt: number, now: number): RequestIssue =>
  issueAt(['scheduledAt'], `was ${spokenDuration(now - dueAt)} ago: give a time to come, or set "publishNow" to true.`);

type Content = Omit<z.output<typeof postSchema>, 'id'>;

function toPost({ accountId, kind, caption, media, publishWithinSeconds }: Content, id: Post['id']): Post {
  const [{ url, altText }] = media;
  const image: ImageMedia = { kind: 'image', url, ...(altText ? { altText } : {}) };
  return { accountId, id, kind, ...(caption ? { caption } : {}), media: [image], publishWithinSeconds };
}

/**
 * What tells a repeat from another post: the content with its defaults, and the due time as the request names it. Two spellings of
 * one instant are the same; "now" stays a wish, because a repeat comes later.
 */
function asQueued({ kind, caption, media, publishWithinSeconds, publishNow }: Content, scheduledAt: number | null) {
  const [{ url, altText }] = media;
  return {
    kind,
    caption: caption || undefined,
    media: [{ kind: 'image', url, altText: altText || undefined }],
    publishWithinSeconds,
    scheduledAt: scheduledAt ?? undefined,
    publishNow: publishNow || undefined,
  };
}
