import { isCancellation } from '@temporalio/workflow';
import type { ContainerId } from '../contracts/ids.ts';
import type { PublishTrace, ReconcileOrder, ReconcileOutcome } from '../contracts/reconcile.ts';
import { finding } from './activity-proxies.ts';
import { unconfirmedError } from './errors.ts';
import type { PostRun } from './post-run.ts';

/**
 * Finds out by reading whether a doubtful publish took place. Nothing is sent meanwhile, and no new container is made.
 * @param at when the request should have left, in epoch milliseconds
 */
export async function reconcile(run: PostRun, at: number): Promise<void> {
  if (run.state.status !== 'publishing' || run.state.doubt === null) return;
  const { container, doubt } = run.state;
  const outcome = await look(traceOf(run, container.id, doubt.sentAt ?? at), 'window');
  if (outcome?.found === 'published') return takePublished(run, outcome);
  if (outcome !== null && mayPublishAgain(run, outcome)) {
    run.amendLastAttempt(
      'unconfirmed',
      'Nothing was found of it; the same container is published again, as the account wants it.',
    );
    run.apply({ type: 'disarmed' });
    return;
  }
  run.apply({ type: 'outcome-unknown', error: unconfirmedError(doubt.error, outcome) });
}

/** The account's own choice. Nothing in the feed may look like the post, and a cancellation comes first. */
const mayPublishAgain = (run: PostRun, outcome: ReconcileOutcome & { found: 'nothing' }): boolean =>
  outcome.onUnconfirmed === 'publish-again-same-container' &&
  outcome.statusCode === 'FINISHED' &&
  outcome.lookalike === null &&
  !run.isCancelRequested &&
  Date.now() <= run.sendBefore;

/** Null when nobody could look: then nothing is known. */
async function look(trace: PublishTrace, pace: ReconcileOrder['pace']): Promise<ReconcileOutcome | null> {
  const summary = pace === 'window' ? 'was it published after all?' : 'does it come to light after all?';
  try {
    return await finding.reconcile.executeWithOptions({ summary }, [{ trace, pace }]);
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return null;
  }
}

/** Waits for a person to settle the post, and goes on looking meanwhile: what comes to light late settles it as well. */
export async function awaitSettling(run: PostRun): Promise<void> {
  if (run.state.status !== 'unconfirmed') return;
  const { container, sentAt } = run.state;
  const trace = traceOf(run, container.id, sentAt ?? run.journal.dueAt);
  await run.waitFor(async () => {
    const outcome = await look(trace, 'watch');
    if (outcome?.found === 'published') takePublished(run, outcome);
  });
  // The day of looking is over, and a person may still come.
  if (run.state.status === 'unconfirmed' && !run.isCancelRequested) await run.waitForCommand();
}

function takePublished(run: PostRun, { media }: ReconcileOutcome & { found: 'published' }): void {
  if (run.state.status !== 'publishing' && run.state.status !== 'unconfirmed') return;
  const sentAt = run.state.status === 'publishing' ? (run.state.doubt?.sentAt ?? null) : run.state.sentAt;
  run.amendLastAttempt(
    'published',
    media === null ? 'It was published.' : `It was published as media ${media.mediaId}.`,
  );
  run.apply({
    type: 'published',
    sentAt,
    mediaId: media?.mediaId ?? null,
    // Instagram tells it to the second, rounded down; a post cannot be there before it was sent.
    publishedAt: Math.max(media?.publishedAt ?? Date.now(), sentAt ?? 0),
    permalink: media?.permalink ?? null,
  });
}

/** What a publish of this post looks like in the feed. */
export function traceOf(run: PostRun, containerId: ContainerId, sentAt: number): PublishTrace {
  const { post } = run.journal;
  const { accountId, id: postId, kind, media } = post;
  return {
    accountId,
    postId,
    containerId,
    kind,
    medium: kind === 'carousel' ? null : media[0].kind,
    caption: post.kind === 'story' ? '' : (post.caption ?? ''),
    children: kind === 'carousel' ? media.length : 0,
    sentAt,
    firstSentAt: Math.min(sentAt, run.doubted.get(containerId) ?? sentAt),
  };
}
