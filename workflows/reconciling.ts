import { isCancellation } from '@temporalio/workflow';
import type { ContainerId } from '../contracts/ids.ts';
import type { PublishTrace, ReconcileOrder, ReconcileOutcome } from '../contracts/reconcile.ts';
import { finding } from './activity-proxies.ts';
import { unconfirmedError } from './errors.ts';
import type { PostRun } from './post-run.ts';
import type { Doubt, PostState, SentTime } from './post-state.ts';

/**
 * Finds out by reading whether a doubtful publish took place. Nothing is sent meanwhile, and no new container is made.
 * @returns `publish-again` when nothing was found and the account wants the same container sent once more
 */
export async function reconcile(run: PostRun): Promise<'over' | 'publish-again'> {
  if (run.state.status !== 'publishing' || run.state.doubt === null) return 'over';
  const { container, doubt } = run.state;
  const outcome = await look(traceOf(run, container.id, doubt), 'window');
  if (outcome?.found === 'published') takePublished(run);
  else if (outcome !== null && mayPublishAgain(run, container.id, outcome)) return 'publish-again';
  else run.apply({ type: 'outcome-unknown', error: unconfirmedError(doubt.error, outcome) });
  return 'over';
}

/** The account's own choice, once. Nothing in the feed may look like the post, and a cancellation comes first. */
const mayPublishAgain = (
  run: PostRun,
  containerId: ContainerId,
  outcome: ReconcileOutcome & { found: 'nothing' },
): boolean =>
  outcome.onUnconfirmed === 'publish-again-same-container' &&
  outcome.statusCode === 'FINISHED' &&
  outcome.lookalike === null &&
  run.sendings.get(containerId)?.count === 1 &&
  !run.isCancelRequested &&
  Date.now() <= run.sendBefore;

/** Null when nobody could look: then nothing is known. */
export async function look(trace: PublishTrace, pace: ReconcileOrder['pace']): Promise<ReconcileOutcome | null> {
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
  const trace = traceOf(run, run.state.container.id, run.state);
  await run.underway.waitFor(async () => {
    const outcome = await look(trace, 'watch');
    if (outcome?.found === 'published') takePublished(run);
  });
  // The day of looking is over, and a person may still come.
  if (run.state.status === 'unconfirmed' && !run.isCancelRequested) await run.underway.waitForCommand();
}

/** Which media it is, is found afterwards. */
function takePublished(run: PostRun): void {
  const doubt = doubtIn(run.state);
  if (doubt === null) return;
  const { sentAt, earliest, latest } = doubt;
  run.amendLastAttempt('published', 'It was published.');
  run.apply({
    type: 'published',
    sentAt,
    earliest,
    latest,
    mediaId: null,
    publishedAt: sentAt ?? latest,
    permalink: null,
  });
}

function doubtIn(state: PostState): Doubt | null {
  if (state.status === 'publishing') return state.doubt;
  return state.status === 'unconfirmed' ? state : null;
}

/** What a publish of this post looks like in the feed. */
export function traceOf(run: PostRun, containerId: ContainerId, { sentAt, earliest, latest }: SentTime): PublishTrace {
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
    sentAt: sentAt ?? latest,
    firstSentAt: Math.min(earliest, run.sendings.get(containerId)?.firstAt ?? earliest),
  };
}
