import type { WorkflowStartOptions } from '@temporalio/client';
import { postWorkflowId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import type { PostMemo, PostTiming, PublishPostInput } from '../contracts/publish-post.ts';
import { IG_ACCOUNT, IG_DUE_AT, IG_MEDIA_KIND, IG_POST_STATE, IG_SOURCE } from '../contracts/search-attributes.ts';
import type { ParsedPost } from './post-request.ts';
import { withoutQuery } from './without-query.ts';

/** What a client gives to every run that it starts. */
export interface RunSettings {
  readonly taskQueue: string;
  readonly source: string;
  readonly timing: PostTiming;
}

const MEMO_CHARACTERS = 100;
const DETAILS_CHARACTERS = 500;

/** The start request of a post's run: it waits on the server, without a worker, until staging begins. */
export function runStart({ post, dueAt, fingerprint }: ParsedPost, settings: RunSettings, now: number) {
  const input: PublishPostInput = { schemaVersion: 1, post, dueAt, timing: settings.timing };
  const memo: PostMemo = { fingerprint, caption: head(post.caption ?? '', MEMO_CHARACTERS) };
  const startDelay = dueAt - settings.timing.leadMs - now;
  return {
    workflowId: postWorkflowId(post),
    taskQueue: settings.taskQueue,
    args: [input],
    ...(startDelay > 0 ? { startDelay } : {}),
    // An existing run, running or closed, is told apart by its fingerprint. A start request that gRPC repeats is no conflict: it has an id.
    workflowIdReusePolicy: 'REJECT_DUPLICATE',
    workflowIdConflictPolicy: 'FAIL',
    memo: { ...memo },
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

const summaryOf = ({ kind, accountId }: Post, dueAt: number): string =>
  `${kind} for ${accountId} due ${new Date(dueAt).toISOString().slice(0, 'YYYY-MM-DDTHH:mm:ss'.length).replace('T', ' ')} UTC`;

/** Markdown. The caption and the alt text are a caller's words, so they stand as code, in which nothing is a link or an image. */
function detailsOf({ caption, media }: Post): string {
  const pictures = media.map(({ url }) => asCode(withoutQuery(url))).join('\n\n');
  return caption === undefined ? pictures : `${asCode(head(caption, DETAILS_CHARACTERS))}\n\n${pictures}`;
}

const asCode = (text: string): string => text.replaceAll(/^/gm, '    ');

function head(text: string, characters: number): string {
  const all = [...text];
  return all.length > characters ? `${all.slice(0, characters).join('')}…` : text;
}
