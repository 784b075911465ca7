import { ActivityFailure, ApplicationFailure } from '@temporalio/workflow';
import type { PostError } from '../contracts/post-error.ts';
import { CONTAINER_FAILED, STAGING_REFUSED } from '../contracts/staging-failures.ts';
import { staging } from './activity-proxies.ts';
import type { PostRun } from './post-run.ts';

/** A container counts against Instagram's 400 a day, and a medium that failed three times will fail again. */
const MAX_CONTAINERS = 3;
/** Media that could not be fetched are often fetched some seconds later. */
const NEXT_CONTAINER_MS = 5_000;
const AGAIN_MS = 10_000;

/**
 * Makes the container and waits until Instagram has processed it. Goes on from a container that is already there. A step may
 * end in the very task in which the post is canceled: then its end means nothing any more.
 */
export async function stage(run: PostRun): Promise<void> {
  if (run.state.status === 'scheduled') run.apply({ type: 'staging-began' });
  try {
    await makeContainer(run);
    await awaitContainer(run);
  } catch (failure) {
    if (!run.isOver && !run.isCancelRequested) await takeFailure(run, failure);
  }
}

async function makeContainer(run: PostRun): Promise<void> {
  if (run.state.status !== 'preparing' || run.state.container !== null) return;
  const { containerId: id, createdAt } = await staging.createContainer.executeWithOptions(
    { summary: 'create the container', scheduleToCloseTimeout: timeLeft(run) },
    [{ post: run.journal.post }],
  );
  if (!run.isOver) run.apply({ type: 'container-created', container: { id, createdAt } });
}

async function awaitContainer(run: PostRun): Promise<void> {
  if (run.state.status !== 'preparing' || run.state.container === null) return;
  const { id: containerId } = run.state.container;
  await staging.awaitContainer.executeWithOptions(
    { summary: `Instagram processes container ${containerId}`, scheduleToCloseTimeout: timeLeft(run) },
    [{ accountId: run.journal.post.accountId, containerId }],
  );
  if (!run.isOver) run.apply({ type: 'container-finished' });
}

/** Ends the post, gives it another container, or leaves it to the plan, which knows whether there is time left. */
async function takeFailure(run: PostRun, failure: unknown): Promise<void> {
  if (!(failure instanceof ActivityFailure)) throw failure;
  const last = lastWords(failure);
  if (last?.error !== undefined) run.remember(last.error);
  if (last?.error !== undefined && last.type === STAGING_REFUSED)
    return run.apply({ type: 'failed', error: last.error });
  if (last?.error !== undefined && last.type === CONTAINER_FAILED) return await replaceContainer(run, last.error);
  // An activity whose next try would fall after its deadline ends at once: without a pause the plan would start the next one at
  // once too, and a throttled account would be hammered.
  const pause = Math.max(AGAIN_MS, last?.retryAfterMs ?? 0);
  await run.waitUntil(Math.min(Date.now() + pause, run.sendBefore + 1_000), 'before staging is tried again');
}

async function replaceContainer(run: PostRun, error: PostError): Promise<void> {
  if (run.state.status === 'preparing' && run.state.container !== null) run.apply({ type: 'container-discarded' });
  run.failedContainers += 1;
  if (run.failedContainers >= MAX_CONTAINERS) run.apply({ type: 'failed', error });
  else await run.waitUntil(Date.now() + NEXT_CONTAINER_MS, 'before another container');
}

interface LastWords {
  readonly type: string;
  readonly error: PostError | undefined;
  readonly retryAfterMs: number | undefined;
}

/** What the activity said last. A time-out carries the failure of the try before it. */
function lastWords(failure: Error): LastWords | undefined {
  for (let cause: unknown = failure.cause; cause instanceof Error; cause = cause.cause) {
    if (!(cause instanceof ApplicationFailure)) continue;
    const [error, retryAfterMs]: unknown[] = cause.details ?? [];
    return {
      type: cause.type ?? '',
      error: typeof error === 'object' && error !== null && 'code' in error ? (error as PostError) : undefined,
      retryAfterMs: typeof retryAfterMs === 'number' ? retryAfterMs : undefined,
    };
  }
  return undefined;
}

/** At least a second, because zero would mean "no limit". */
const timeLeft = (run: PostRun): number => Math.max(1_000, run.sendBefore - Date.now());
