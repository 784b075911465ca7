import { sleep, workflowInfo } from '@temporalio/workflow';
import type { ContainerId } from '../contracts/ids.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { AttemptView } from '../contracts/post-view.ts';
import { publishTaskQueue } from '../contracts/publish-post.ts';
import type { ReconcileOutcome } from '../contracts/reconcile.ts';
import { PUBLISH_QUOTA_REACHED } from '../contracts/send-outcome.ts';
import { deciding, publishing, SENDING_MS } from './activity-proxies.ts';
import { unconfirmedError, unsentError } from './errors.ts';
import { iso } from './journal.ts';
import { judgeFailure, judgeOutcome, type Verdict } from './judge-sending.ts';
import { declinePauseMs, resendDelayMs } from './plan.ts';
import type { PostRun } from './post-run.ts';
import type { Doubt, SentTime } from './post-state.ts';
import { look, reconcile, traceOf } from './reconciling.ts';
import { giveGrantBack, reserveInDoubt } from './reserving.ts';

/** Hands the post to a publishing worker for its instant, and takes what came of it into the state. */
export async function send(run: PostRun, at: number): Promise<void> {
  if (run.state.status !== 'ready') throw new TypeError(`A ${run.state.status} post cannot be sent.`);
  const { id: containerId } = run.state.container;
  if (run.sendings.has(containerId) && !(await maySendAgain(run, containerId))) return;
  run.apply({ type: 'armed' });
  await attempt(run, { containerId, at });
  await findOut(run, containerId);
}

/** Ends a doubt, with the container sent once more where its owner wants that. */
async function findOut(run: PostRun, containerId: ContainerId): Promise<void> {
  let isSentAgain = false;
  while ((await reconcile(run)) === 'publish-again') {
    isSentAgain = true;
    await sleep(resendDelayMs(run.failedHoldings));
    const reserved = await reserveInDoubt(run);
    if (reserved === 'none') stayInDoubt(run);
    if (reserved === 'granted') await attempt(run, { containerId, at: Date.now() });
  }
  // Where the doubt has ended otherwise, what was reserved for it is not used.
  if (isSentAgain) giveGrantBack(run);
}

/** Its owner wants it sent once more, and the account has nothing left for that. */
function stayInDoubt(run: PostRun): void {
  if (run.state.status !== 'publishing' || run.state.doubt === null) return;
  run.apply({ type: 'outcome-unknown', error: unconfirmedError(run.state.doubt.error, null) });
}

/**
 * Reads a container that was sent before, right before it would be sent again: what was declined or not found may have been
 * carried out since. While it cannot be read, nothing is sent.
 */
async function maySendAgain(run: PostRun, containerId: ContainerId): Promise<boolean> {
  const statusCode = await statusCodeOf(run, containerId);
  // A command may have moved, edited or canceled the post meanwhile.
  if (run.state.status !== 'ready' || run.nextStep().step !== 'publish') return false;
  if (statusCode === null) run.sendNotBefore = Date.now() + UNREADABLE_PAUSE_MS;
  else if (!isUnpublished(statusCode)) await takeCarriedOut(run, containerId);
  return isUnpublished(statusCode);
}

/**
 * Whether a post whose time is over is provably not live. One that was sent before is looked at until its windows are over:
 * Instagram may carry out minutes later what it has declined.
 * @returns false too when a command has come first
 */
export async function isSurelyUnpublished(run: PostRun): Promise<boolean> {
  if (run.state.status !== 'ready') return run.state.status === 'scheduled' || run.state.status === 'preparing';
  const { id: containerId } = run.state.container;
  const earlier = run.sendings.get(containerId);
  if (earlier === undefined) return true;
  const looked: { outcome?: ReconcileOutcome | null } = {};
  await run.underway.waitFor(async () => {
    looked.outcome = await look(traceOf(run, containerId, earlier), 'window');
  });
  if (looked.outcome === undefined || run.state.status !== 'ready') return false;
  if (looked.outcome?.found === 'nothing' && isUnpublished(looked.outcome.statusCode)) return true;
  await takeCarriedOut(run, containerId);
  return false;
}

/** An earlier sending of the container was carried out, or may have been: that is to be found out, and nothing is sent. */
async function takeCarriedOut(run: PostRun, containerId: ContainerId): Promise<void> {
  const earlier = run.sendings.get(containerId);
  if (earlier === undefined) return;
  run.apply({ type: 'armed' });
  run.apply({ type: 'doubted', doubt: doubtOf(earlier, earlier.error) });
  await findOut(run, containerId);
}

interface Sending {
  readonly containerId: ContainerId;
  /** When the request should leave. Epoch milliseconds. */
  readonly at: number;
}

/** One holding, and all that is certain after it. */
async function attempt(run: PostRun, sending: Sending): Promise<void> {
  const earliest = Math.max(sending.at, Date.now());
  const verdict = await run.underway.hold(
    () => holdAndSend(run, sending),
    (ended) => conclude(run, { ...sending, earliest }, ended),
  );
  if (verdict.verdict === 'ask-container') await askContainer(run, sending.containerId, verdict);
}

async function holdAndSend(run: PostRun, { containerId, at }: Sending): Promise<Verdict> {
  const { accountId, id } = run.journal.post;
  const now = Date.now();
  const sendBefore = Math.min(run.sendBefore, run.grant.granted?.sendBefore ?? 0);
  try {
    const outcome = await publishing.publishAt.executeWithOptions(
      {
        summary: `hold, and publish at ${iso(at)}`,
        taskQueue: publishTaskQueue(workflowInfo().taskQueue),
        scheduleToStartTimeout: Math.max(1_000, sendBefore - now),
        startToCloseTimeout: Math.max(0, at - now) + SENDING_MS,
      },
      [{ accountId, postId: id, containerId, dueAt: at, sendBefore }],
    );
    return judgeOutcome(outcome);
  } catch (failure) {
    return judgeFailure(failure);
  }
}

/** Everything that is certain as soon as the holding has ended. A post that is in doubt stays so, unless it is published now. */
function conclude(run: PostRun, sending: Sending & { readonly earliest: number }, verdict: Verdict): void {
  const { containerId, earliest } = sending;
  const note = (attempt: Omit<AttemptView, 'containerId'>) => run.note({ containerId, ...attempt });
  const isInDoubt = run.state.status === 'publishing' && run.state.doubt !== null;
  if (verdict.verdict !== 'unsent') settleGrant(run, verdict);
  switch (verdict.verdict) {
    case 'published': {
      const { sentAt } = verdict;
      note({ outcome: 'published', sentAt: iso(sentAt), note: `media ${verdict.mediaId}` });
      run.apply({ type: 'published', ...verdict, earliest: sentAt, latest: sentAt, permalink: null });
      return;
    }
    case 'unsent':
      note({ outcome: verdict.outcome, sentAt: null, note: verdict.note });
      run.failedHoldings = verdict.failed ? run.failedHoldings + 1 : 0;
      if (isInDoubt) return;
      run.apply({ type: 'disarmed' });
      if (verdict.failed) run.remember(unsentError(verdict.note));
      run.sendNotBefore = Date.now() + resendDelayMs(run.failedHoldings);
      return;
    case 'hopeless':
      note({ outcome: 'not-sent', sentAt: null, note: verdict.error.message });
      run.failedHoldings += 1;
      if (isInDoubt) return;
      run.remember(verdict.error);
      run.apply({ type: 'disarmed' });
      run.blockedRevision = verdict.credentialsRevision;
      run.apply({ type: 'blocked', error: verdict.error });
      return;
    case 'unknown': {
      const { sentAt, error } = verdict;
      doubt(run, containerId, { sentAt, earliest: sentAt ?? earliest, latest: sentAt ?? Date.now(), error });
      return;
    }
    case 'ask-container':
      return;
    default:
      verdict satisfies never;
  }
}

/** What was sent is spent, whatever came of it: Instagram may have counted it. */
function settleGrant(run: PostRun, verdict: Exclude<Verdict, { verdict: 'unsent' }>): void {
  if (verdict.verdict === 'hopeless') giveGrantBack(run);
  else run.grant.spend();
  run.grant.isRefused = verdict.verdict === 'ask-container' && verdict.error.code === PUBLISH_QUOTA_REACHED;
}

function doubt(run: PostRun, containerId: ContainerId, what: Doubt): void {
  const { sentAt, error } = what;
  run.note({ containerId, outcome: 'unconfirmed', sentAt: sentAt === null ? null : iso(sentAt), note: error.message });
  run.noteSending(containerId, what, true);
  run.remember(error);
  run.apply({ type: 'doubted', doubt: what });
}

/**
 * Believes a "not published" only when the container, read after it, has not been published either, and no earlier publish of
 * this container can hide behind it: nobody knows what Instagram answers to a second one.
 */
async function askContainer(
  run: PostRun,
  containerId: ContainerId,
  { sentAt, error, retryAfterMs }: Verdict & { verdict: 'ask-container' },
): Promise<void> {
  const statusCode = await statusCodeOf(run, containerId);
  const sent = { sentAt, earliest: sentAt, latest: sentAt };
  const isBelieved = isUnpublished(statusCode);
  if (isBelieved && run.sendings.get(containerId)?.isDoubtful !== true) {
    run.note({ containerId, outcome: 'refused', sentAt: iso(sentAt), note: error.message });
    run.noteSending(containerId, { ...sent, error }, false);
    run.remember(error);
    run.declines += 1;
    run.sendNotBefore = Date.now() + declinePauseMs(retryAfterMs, run.declines);
    run.apply({ type: 'disarmed' });
    return;
  }
  const but = isBelieved ? 'the container was sent before' : `the container reads ${statusCode ?? 'nothing'}`;
  doubt(run, containerId, { ...sent, error: { ...error, message: `${error.message} But ${but}.` } });
}

const doubtOf = ({ sentAt, earliest, latest }: SentTime, error: PostError): Doubt => ({
  sentAt,
  earliest,
  latest,
  error,
});

const isUnpublished = (statusCode: string | null): boolean => statusCode === 'FINISHED' || statusCode === 'IN_PROGRESS';

/** An outage of reading passes within minutes; the post's own time goes on meanwhile. */
const UNREADABLE_PAUSE_MS = 10_000;

/** Null when the container cannot be read. */
async function statusCodeOf(run: PostRun, containerId: ContainerId): Promise<string | null> {
  try {
    const { accountId } = run.journal.post;
    const { statusCode } = await deciding.readContainerStatus.executeWithOptions(
      { summary: 'was it really not published?' },
      [{ accountId, containerId }],
    );
    return statusCode;
  } catch {
    return null;
  }
}
