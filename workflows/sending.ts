import { workflowInfo } from '@temporalio/workflow';
import type { ContainerId } from '../contracts/ids.ts';
import type { AttemptView } from '../contracts/post-view.ts';
import { publishTaskQueue } from '../contracts/publish-post.ts';
import { deciding, publishing, SENDING_MS } from './activity-proxies.ts';
import { unsentError } from './errors.ts';
import { iso } from './journal.ts';
import { judgeFailure, judgeOutcome, type Verdict } from './judge-sending.ts';
import { declinePauseMs, resendDelayMs } from './plan.ts';
import type { Declined, PostRun } from './post-run.ts';
import type { Doubt } from './post-state.ts';
import { reconcile } from './reconciling.ts';

/** Hands the post to a publishing worker for its instant, and takes what came of it into the state. */
export async function send(run: PostRun, at: number): Promise<void> {
  if (run.state.status !== 'ready') throw new TypeError(`A ${run.state.status} post cannot be sent.`);
  const containerId = run.state.container.id;
  run.apply({ type: 'armed' });
  const verdict = await run.hold(
    () => holdAndSend(run, containerId, at),
    (ended) => conclude(run, { containerId, at }, ended),
  );
  if (verdict.verdict === 'ask-container') await askContainer(run, { containerId, at }, verdict);
  await reconcile(run, at);
}

interface Sending {
  readonly containerId: ContainerId;
  /** When the request should leave. Epoch milliseconds. */
  readonly at: number;
}

async function holdAndSend(run: PostRun, containerId: ContainerId, at: number): Promise<Verdict> {
  const { accountId, id } = run.journal.post;
  const carriedOut = await declinedButCarriedOut(run, containerId);
  if (carriedOut !== undefined) return { verdict: 'unknown', ...carriedOut };
  const now = Date.now();
  try {
    const outcome = await publishing.publishAt.executeWithOptions(
      {
        summary: `hold, and publish at ${iso(at)}`,
        taskQueue: publishTaskQueue(workflowInfo().taskQueue),
        scheduleToStartTimeout: Math.max(1_000, run.sendBefore - now),
        startToCloseTimeout: Math.max(0, at - now) + SENDING_MS,
      },
      [{ accountId, postId: id, containerId, dueAt: at, sendBefore: run.sendBefore }],
    );
    return judgeOutcome(outcome);
  } catch (failure) {
    return judgeFailure(failure);
  }
}

/** Everything that is certain as soon as the holding has ended. */
function conclude(run: PostRun, sending: Sending, verdict: Verdict): void {
  const { containerId } = sending;
  const note = (attempt: Omit<AttemptView, 'containerId'>) => run.note({ containerId, ...attempt });
  switch (verdict.verdict) {
    case 'published':
      note({ outcome: 'published', sentAt: iso(verdict.sentAt), note: `media ${verdict.mediaId}` });
      run.apply({ type: 'published', ...verdict, permalink: null });
      return;
    case 'unsent':
      note({ outcome: verdict.outcome, sentAt: null, note: verdict.note });
      run.apply({ type: 'disarmed' });
      if (verdict.failed) run.remember(unsentError(verdict.note));
      run.failedHoldings = verdict.failed ? run.failedHoldings + 1 : 0;
      run.sendNotBefore = Date.now() + resendDelayMs(run.failedHoldings);
      return;
    case 'hopeless':
      note({ outcome: 'not-sent', sentAt: null, note: verdict.error.message });
      run.apply({ type: 'disarmed' });
      run.blockedRevision = verdict.credentialsRevision;
      run.apply({ type: 'blocked', error: verdict.error });
      return;
    case 'unknown':
      doubt(run, sending, verdict);
      return;
    case 'ask-container':
      return;
    default:
      verdict satisfies never;
  }
}

function doubt(run: PostRun, { containerId, at }: Sending, { sentAt, error }: Doubt): void {
  run.note({ containerId, outcome: 'unconfirmed', sentAt: sentAt === null ? null : iso(sentAt), note: error.message });
  if (!run.doubted.has(containerId)) run.doubted.set(containerId, sentAt ?? at);
  run.remember(error);
  run.apply({ type: 'doubted', doubt: { sentAt, error } });
}

/**
 * Believes a "not published" only when the container, read after it, has not been published either, and no earlier publish of
 * this container can hide behind it: nobody knows what Instagram answers to a second one.
 */
async function askContainer(
  run: PostRun,
  sending: Sending,
  { sentAt, error, retryAfterMs }: Verdict & { verdict: 'ask-container' },
): Promise<void> {
  const { containerId } = sending;
  const statusCode = await statusCodeOf(run, containerId);
  if (isUnpublished(statusCode) && !run.doubted.has(containerId)) {
    run.note({ containerId, outcome: 'refused', sentAt: iso(sentAt), note: error.message });
    run.remember(error);
    run.declines += 1;
    run.declined = { containerId, sentAt, error };
    run.sendNotBefore = Date.now() + declinePauseMs(retryAfterMs, run.declines);
    run.apply({ type: 'disarmed' });
    return;
  }
  const message = isUnpublished(statusCode)
    ? `${error.message} But the container was sent before.`
    : `${error.message} But the container reads ${statusCode}.`;
  doubt(run, sending, { sentAt, error: { ...error, message } });
}

/**
 * A declined publish that Instagram may have carried out since: the last answer was believed when it came, and that must not
 * make a second one. Undefined when the container still reads as unpublished.
 */
async function declinedButCarriedOut(run: PostRun, containerId: ContainerId): Promise<Declined | undefined> {
  const { declined } = run;
  if (declined?.containerId !== containerId) return undefined;
  return isUnpublished(await statusCodeOf(run, containerId)) ? undefined : declined;
}

/** Looks once more at a post whose time is over after it was declined, before it is called missed. */
export async function lookBeforeMissing(run: PostRun): Promise<void> {
  if (run.state.status !== 'ready') return;
  const containerId = run.state.container.id;
  const carriedOut = await declinedButCarriedOut(run, containerId);
  if (carriedOut === undefined || run.state.status !== 'ready') return;
  run.apply({ type: 'armed' });
  doubt(run, { containerId, at: carriedOut.sentAt }, carriedOut);
  await reconcile(run, carriedOut.sentAt);
}

const isUnpublished = (statusCode: string): boolean => statusCode === 'FINISHED' || statusCode === 'IN_PROGRESS';

async function statusCodeOf(run: PostRun, containerId: ContainerId): Promise<string> {
  try {
    const { accountId } = run.journal.post;
    const { statusCode } = await deciding.readContainerStatus.executeWithOptions(
      { summary: 'was it really not published?' },
      [{ accountId, containerId }],
    );
    return statusCode;
  } catch {
    return 'nothing';
  }
}
