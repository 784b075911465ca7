import {
  ApplicationFailure,
  allHandlersFinished,
  CancellationScope,
  condition,
  isCancellation,
  patched,
  sleep,
} from '@temporalio/workflow';
import type { PostView } from '../contracts/post-view.ts';
import type { PublishPostInput } from '../contracts/publish-post.ts';
import { ownRun, waiting } from './activity-proxies.ts';
import { tellAfterwards } from './after-publishing.ts';
import { problemOfInput } from './arguments.ts';
import { missedError } from './errors.ts';
import { viewOf } from './journal.ts';
import { livesUntil, type NextStep, resumePauseMs } from './plan.ts';
import { cancelFromServer, listen } from './post-commands.ts';
import { PostRun } from './post-run.ts';
import { awaitSettling } from './reconciling.ts';
import { giveChargesBack, giveGrantBack, reserve } from './reserving.ts';
import { isSurelyUnpublished, send } from './sending.ts';
import { oldestOf } from './staged.ts';
import { stage } from './staging.ts';

/**
 * Publishes one post at its due time. Completed when it is published; Failed as `failed` or `missed`, or as `unconfirmed` when
 * it is ended before anybody has settled it, with the post as the failure's first detail; Canceled when it was cancelled by
 * command or from the Temporal UI.
 */
export async function publishPost(input: PublishPostInput): Promise<PostView> {
  const problem = problemOfInput(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const run = new PostRun(input);
  listen(run);
  CancellationScope.current().cancelRequested.catch(() => cancelFromServer(run));
  // Cancellation goes through the same door as the cancel command, so the story itself is never torn apart by it.
  await CancellationScope.nonCancellable(async () => {
    await tell(run);
    await condition(allHandlersFinished);
    giveGrantBack(run);
    giveChargesBack(run);
    await run.underway.allTold();
  });
  return await finish(run);
}

async function tell(run: PostRun): Promise<void> {
  while (!run.isOver && !run.takeCancelRequest()) {
    switch (run.state.status) {
      case 'blocked':
        await awaitPerson(run);
        break;
      case 'unconfirmed':
        await awaitSettling(run);
        break;
      default:
        await followPlan(run);
    }
  }
  if (run.state.status === 'published') await run.underway.interruptibly(() => tellAfterwards(run));
}

async function followPlan(run: PostRun): Promise<void> {
  const next = run.nextStep();
  switch (next.step) {
    case 'wait':
      if (next.reason === 'staging') unstage(run);
      await run.underway.waitUntil(next.until, UNTIL[next.reason]);
      return;
    case 'stage':
      if (run.state.status === 'ready' || isExpiring(run)) unstage(run);
      // Asked for before the account has heard of it, new containers would be given back with the old ones.
      if (run.underway.isTelling && patched('containers-are-asked-for-after-those-given-back'))
        return await run.underway.allTold();
      await run.underway.interruptibly(() => stage(run));
      return;
    case 'reserve':
      await reserve(run, next);
      return;
    case 'publish':
      await send(run, next.at);
      return;
    case 'miss':
      if ((await isSurelyUnpublished(run)) && run.nextStep().step === 'miss') miss(run);
      return;
    default:
      next satisfies never;
  }
}

const UNTIL: Readonly<Record<Extract<NextStep, { step: 'wait' }>['reason'], string>> = {
  staging: 'until staging',
  arming: 'until the post is armed',
  end: 'until the time of the post is over',
};

/** A post that is not staged until later drops what it has: it would not live so long. */
function unstage(run: PostRun): void {
  giveChargesBack(run);
  if (run.state.status === 'ready' || run.state.status === 'preparing') run.apply({ type: 'unstaged' });
}

/** Whether what was staged before the post was parked would no longer live until its instant. */
function isExpiring({ state, journal }: PostRun): boolean {
  const oldest = state.status === 'preparing' ? oldestOf(state.staged) : undefined;
  return oldest !== undefined && !livesUntil({ createdAt: oldest }, Math.max(Date.now(), journal.dueAt));
}

/** Nobody can have moved or canceled the post by now, and it is provably not live. */
function miss(run: PostRun): void {
  const { dueAt, lastError } = run.journal;
  const staged = run.state.status === 'preparing' ? run.state.staged : null;
  run.apply({ type: 'missed', error: missedError({ dueAt, sendBefore: run.sendBefore, lastError, staged }) });
}

/** Parks the post, with what is staged, until a person has acted or its time is over. A new token for the account is enough where a token was missing. */
async function awaitPerson(run: PostRun): Promise<void> {
  if (Date.now() > run.sendBefore) return miss(run);
  const revision = run.blockedRevision;
  const newToken = revision === undefined ? undefined : () => resumeWithNewToken(run, revision);
  await run.underway.waitUntil(run.sendBefore + 1, 'until a person has acted', newToken);
}

async function resumeWithNewToken(run: PostRun, revision: number | null): Promise<void> {
  const { accountId } = run.journal.post;
  try {
    await waiting.awaitNewToken.executeWithOptions(
      { summary: 'until the account has another token', scheduleToCloseTimeout: run.sendBefore + 60_000 - Date.now() },
      [{ accountId, revision }],
    );
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    // Nobody could look: `retry` is still there, until the post's time is over.
    await condition(() => false);
  }
  // Workers that keep different tokens would take it from each other for ever; so each time it waits longer.
  if (run.resumes > 0) await sleep(resumePauseMs(run.resumes));
  if (run.state.status !== 'blocked') return;
  run.resumes += 1;
  run.apply({ type: 'resumed' });
}

async function finish(run: PostRun): Promise<PostView> {
  const { state } = run;
  const view = viewOf(run.journal);
  switch (state.status) {
    case 'published':
      return view;
    case 'canceled':
      return await endAsCanceled();
    case 'unconfirmed':
    case 'failed':
    case 'missed':
      throw ApplicationFailure.create({
        type: state.status,
        message: state.error.message,
        nonRetryable: true,
        details: [view],
      });
    case 'scheduled':
    case 'preparing':
    case 'ready':
    case 'publishing':
    case 'blocked':
      throw new TypeError(`The story of a post ended while it was ${state.status}.`);
    default:
      return state satisfies never;
  }
}

/** A run is Canceled only when its server was asked to cancel it; the command alone would end it as Failed. */
async function endAsCanceled(): Promise<never> {
  const scope = CancellationScope.current();
  if (!scope.consideredCancelled) await CancellationScope.nonCancellable(() => ownRun.requestCancellation());
  return await scope.cancelRequested;
}
