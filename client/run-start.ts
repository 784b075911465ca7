import type { WorkflowStartOptions } from '@temporalio/client';
import { postWorkflowId } from '../contracts/ids.ts';
import type { Medium, Post } from '../contracts/post.ts';
import type { PostMemo, PostTiming, PublishPostInput } from '../contracts/publish-post.ts';
import { IG_ACCOUNT, IG_DUE_AT, IG_MEDIA_KIND, IG_POST_STATE, IG_SOURCE } from '../contracts/search-attributes.ts';
import { withoutQuery } from '../contracts/without-query.ts';
import type { Fingerprint } from './fingerprint.ts';
import type { ParsedPost } from './parse-post-request.ts';

/** What a client gives to every run that it starts. */
export interface RunSettings {
  readonly taskQueue: string;
  readonly source: string;
  readonly timing: TimingSettings;
}

/** As {@link PostTiming}, for any post. */
export interface TimingSettings extends Omit<PostTiming, 'leadMs'> {
  /** Undefined: as long as the media of a post usually need. */
  readonly leadMs: number | undefined;
}

const IMAGES_LEAD_MS = 15 * 60_000;
/** Instagram's processing of a video takes minutes, sometimes tens of them. */
const VIDEO_LEAD_MS = 60 * 60_000;

const MEMO_CHARACTERS = 100;
const DETAILS_CHARACTERS = 500;
/** Of where a medium lies. The server takes 20,000 bytes of details, and there may be ten media. */
const PLACE_CHARACTERS = 300;

/** The start request of a post's run: it waits on the server, without a worker, until staging begins. */
export function runStart({ post, dueAt, fingerprint }: ParsedPost, settings: RunSettings, now: number) {
  const timing = timingOf(post, settings.timing);
  const input: PublishPostInput = { schemaVersion: 1, post, dueAt, timing };
  const startDelay = dueAt - timing.leadMs - now;
  return {
    workflowId: postWorkflowId(post),
    taskQueue: settings.taskQueue,
    args: [input],
    ...(startDelay > 0 ? { startDelay } : {}),
    // An existing run, running or closed, is told apart by its fingerprint. A start request that gRPC repeats is no conflict: it has an id.
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...memoOf(post, fingerprint) },
    typedSearchAttributes: [
      { key: IG_ACCOUNT, value: post.accountId },
      { key: IG_POST_STATE, value: 'scheduled' },
      { key: IG_MEDIA_KIND, value: post.kind },
      { key: IG_SOURCE, value: settings.source },
      { key: IG_DUE_AT, value: new Date(dueAt) },
    ],
    staticSummary: summaryOf(post, dueAt),
    staticDetails: detailsOf(post),
  } satisfies WorkflowStartOptions;
}

/** What is kept beside the run. */
export const memoOf = (post: Post, fingerprint: Fingerprint): PostMemo => ({
  fingerprint,
  caption: head(captionOf(post), MEMO_CHARACTERS),
});

const timingOf = ({ media }: Post, { leadMs, ...arming }: TimingSettings): PostTiming => ({
  leadMs: leadMsOf(
    media.map(({ kind }) => kind),
    leadMs,
  ),
  ...arming,
});

/**
 * How long before its due time a post is staged, in milliseconds.
 * @param kinds of its media
 * @param setMs what every post is given; undefined: as long as such media usually need
 */
export const leadMsOf = (kinds: readonly Medium['kind'][], setMs: number | undefined): number =>
  setMs ?? (kinds.includes('video') ? VIDEO_LEAD_MS : IMAGES_LEAD_MS);

const summaryOf = ({ kind, accountId }: Post, dueAt: number): string =>
  `${kind} for ${accountId} due ${new Date(dueAt).toISOString().slice(0, 'YYYY-MM-DDTHH:mm:ss'.length).replace('T', ' ')} UTC`;

/** Markdown. The caption and where the media lie are a caller's words, so they stand as code, in which nothing is a link or an image. */
function detailsOf(post: Post): string {
  const places = post.media.map((medium) => head(placeOf(medium), PLACE_CHARACTERS)).join('\n');
  const caption = head(captionOf(post), DETAILS_CHARACTERS);
  return [caption, places].filter(Boolean).map(asCode).join('\n\n');
}

function placeOf(medium: Medium): string {
  if (medium.kind === 'image') return withoutQuery(medium.url);
  return 'file' in medium.source ? medium.source.file : withoutQuery(medium.source.url);
}

const captionOf = (post: Post): string => ('caption' in post && post.caption) || '';

const asCode = (text: string): string => text.replaceAll(/^/gm, '    ');

function head(text: string, characters: number): string {
  const all = [...text];
  return all.length > characters ? `${all.slice(0, characters).join('')}…` : text;
}
