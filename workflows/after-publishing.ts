import { isCancellation, sleep } from '@temporalio/workflow';
import type { CommentOrder } from '../activities/first-comment.ts';
import type { MediaId } from '../contracts/ids.ts';
import type { FirstCommentView, PostWarning } from '../contracts/post-view.ts';
import { TRANSIENT } from '../contracts/staging-failures.ts';
import { errorOf, lastWords } from './activity-failure.ts';
import { afterwards, commenting, finding } from './activity-proxies.ts';
import { MEDIA_UNKNOWN, unexplainedFailure } from './errors.ts';
import { firstCommentOf, invitedBy } from './journal.ts';
import type { PostRun } from './post-run.ts';
import { traceOf } from './reconciling.ts';
import { startTracking } from './start-tracking.ts';

/** What follows a publish. Nothing here can change that the post is published. */
export async function tellAfterwards(run: PostRun): Promise<void> {
  const mediaId = await findMedia(run);
  const text = firstCommentOf(run.journal.post);
  if (mediaId === null) {
    if (text !== undefined) run.noteFirstComment({ status: 'failed', error: MEDIA_UNKNOWN });
    if (invitedBy(run.journal).length > 0) run.warn(NOT_WATCHED);
    return;
  }
  await Promise.all([
    readPermalink(run, mediaId),
    countChildren(run, mediaId),
    trackCollaborators(run, mediaId),
    ...(text === undefined ? [] : [postFirstComment(run, mediaId, text)]),
  ]);
}

async function findMedia(run: PostRun): Promise<MediaId | null> {
  if (run.state.status !== 'published') return null;
  const { mediaId, container } = run.state;
  if (mediaId !== null) return mediaId;
  const trace = traceOf(run, container.id, run.state);
  const media = await unlessFailed(async () => {
    const found = await finding.findMedia.executeWithOptions({ summary: 'which media of the feed is it?' }, [
      { trace },
    ]);
    return found.media;
  });
  if (media == null) return null;
  run.apply({ type: 'media-found', ...media });
  return media.mediaId;
}

async function readPermalink(run: PostRun, mediaId: MediaId): Promise<void> {
  if (run.state.status !== 'published' || run.state.permalink !== null) return;
  const { accountId } = run.journal.post;
  const found = await unlessFailed(() =>
    afterwards.readPermalink.executeWithOptions({ summary: 'read the permalink' }, [{ accountId, mediaId }]),
  );
  if (found !== undefined) run.apply({ type: 'permalink-found', permalink: found.permalink });
}

/** Instagram has published carousels with fewer media than were asked for, and called that a success. */
async function countChildren(run: PostRun, mediaId: MediaId): Promise<void> {
  const { accountId, kind, media } = run.journal.post;
  if (kind !== 'carousel') return;
  const counted = await unlessFailed(() =>
    afterwards.countChildren.executeWithOptions({ summary: 'are all media there?' }, [{ accountId, mediaId }]),
  );
  if (counted === undefined) {
    run.warn({
      code: 'carousel-not-counted',
      message: 'Instagram did not tell how many media the carousel went live with.',
    });
  } else if (counted.children !== media.length) {
    run.warn({
      code: 'carousel-incomplete',
      message: `The carousel went live with ${counted.children} of its ${media.length} media.`,
    });
  }
}

const NOT_WATCHED: PostWarning = {
  code: 'collaborators-not-watched',
  message: 'Nobody watches who accepts the invites of the post.',
};

/** In a run of its own, which outlives this one: people take days to answer. */
async function trackCollaborators(run: PostRun, mediaId: MediaId): Promise<void> {
  const { post } = run.journal;
  const usernames = invitedBy(run.journal);
  if (usernames.length === 0 || run.state.status !== 'published') return;
  const { publishedAt } = run.state;
  try {
    await startTracking(post, { mediaId, usernames, publishedAt });
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    run.warn(NOT_WATCHED);
  }
}

async function postFirstComment(run: PostRun, mediaId: MediaId, text: string): Promise<void> {
  run.noteFirstComment(await firstCommentOn(run, mediaId, text));
}

async function firstCommentOn(run: PostRun, mediaId: MediaId, text: string): Promise<FirstCommentView> {
  const { accountId } = run.journal.post;
  const publishedAt = run.state.status === 'published' ? run.state.publishedAt : Date.now();
  const order = { accountId, mediaId, text, publishedAt };
  try {
    const { commentId } = await commenting.postComment.executeWithOptions({ summary: 'write the first comment' }, [
      order,
    ]);
    return { status: 'posted', commentId };
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    const found = await lookAfter(failure, order);
    if (found != null) return { status: 'posted', commentId: found.commentId };
    return { status: 'failed', error: errorOf(failure, unexplainedFailure) };
  }
}

/** A new comment is not in the list at once. */
const LIST_LAG_MS = 5_000;

/** Looks once more when the last attempt may have commented all the same. */
async function lookAfter(failure: unknown, order: CommentOrder): Promise<{ commentId: string } | null | undefined> {
  const words = failure instanceof Error ? lastWords(failure) : undefined;
  if (words !== undefined && words.type !== TRANSIENT) return null;
  await sleep(words?.retryAfterMs ?? LIST_LAG_MS, { summary: 'before the comment is looked for' });
  return await unlessFailed(() =>
    afterwards.findComment.executeWithOptions({ summary: 'is the comment there after all?' }, [order]),
  );
}

/** The failed activity stands in the history; the post is published all the same. */
async function unlessFailed<Value>(step: () => Promise<Value>): Promise<Value | undefined> {
  try {
    return await step();
  } catch {
    return undefined;
  }
}
