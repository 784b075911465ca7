import type { Post } from '../contracts/post.ts';
import { InvalidPostError } from './errors.ts';
import { issueAt, type RequestIssue } from './issues.ts';
import { type LoginOf, loginIssues } from './login-checks.ts';
import { checkMedia, type Findings, type MediaChecks } from './media-checks.ts';
import { type ParsedPost, parsePostRequest, pastDueIssue } from './parse-post-request.ts';

/** How much `validate` looks at. */
export interface ValidateOptions {
  /** Look at what lies behind URLs too: HEAD, and the first bytes. @default false */
  readonly probe?: boolean | undefined;
  /** Look at hosts that are not on the public internet, too. @default false */
  readonly allowPrivate?: boolean | undefined;
}

/** What `validate` found. */
export interface Validation extends Findings {
  /** Whether it may be queued. */
  readonly ok: boolean;
}

export interface Checks extends MediaChecks {
  readonly loginOf: LoginOf;
}

/** What is found about a post that its own words do not tell: its account, and its media apart from those of `known`. */
export async function findingsOf(post: Post, checks: Checks, known?: Post): Promise<Findings> {
  const { issues, warnings } = await checkMedia(post, checks, known);
  return {
    issues: [...loginIssues(post, checks.loginOf(post.accountId)), ...issues],
    warnings: [...contradictions(post), ...warnings],
  };
}

/** All that is wrong with a request, as queueing it now would find. */
export async function validatePost(request: unknown, checks: Checks): Promise<Validation> {
  const now = Date.now();
  const parsed = parsedOrIssues(request, now);
  if (!('post' in parsed)) return { ok: false, issues: parsed, warnings: [] };
  const { issues: found, warnings } = await findingsOf(parsed.post, checks);
  const issues = parsed.isPast ? [pastDueIssue(parsed.dueAt, now), ...found] : found;
  return { ok: issues.length === 0, issues, warnings };
}

function parsedOrIssues(request: unknown, now: number): ParsedPost | readonly RequestIssue[] {
  try {
    return parsePostRequest(request, now);
  } catch (error) {
    if (error instanceof InvalidPostError) return error.errors;
    throw error;
  }
}

/** Meta: "If you specify both cover_url and thumb_offset, we use cover_url and ignore thumb_offset." */
function contradictions(post: Post): RequestIssue[] {
  if (post.kind !== 'reel' || post.coverUrl === undefined || post.thumbOffsetMs === undefined) return [];
  return [issueAt(['thumbOffsetMs'], 'has no effect: Instagram takes the picture of "coverUrl".')];
}
