import { ActivityFailure, ApplicationFailure, sleep } from '@temporalio/workflow';
import type { PostError } from '../contracts/post-error.ts';
import { CONTAINER_FAILED, STAGING_REFUSED } from '../contracts/staging-failures.ts';
import { staging } from './activity-proxies.ts';
import type { PostRun } from './post-run.ts';

/** A container counts against Instagram's 400 a day, and a medium that failed three times will fail again. */
const MAX_CONTAINERS = 3;
/** Media that could not be fetched are often fetched some seconds later. */
const NEXT_CONTAINER_MS = 5_000;

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
    if (!run.isOver) await takeFailure(run, failure);
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
  const { cause } = failure;
  const error = cause instanceof ApplicationFailure ? postErrorOf(cause) : undefined;
  if (error === undefined) return;
  run.remember(error);
  if (!(cause instanceof ApplicationFailure)) return;
  if (cause.type === STAGING_REFUSED) run.apply({ type: 'failed', error });
  if (cause.type === CONTAINER_FAILED) await replaceContainer(run, error);
}

async function replaceContainer(run: PostRun, error: PostError): Promise<void> {
  if (run.state.status === 'preparing' && run.state.container !== null) run.apply({ type: 'container-discarded' });
  run.failedContainers += 1;
  if (run.failedContainers >= MAX_CONTAINERS) run.apply({ type: 'failed', error });
  else await sleep(NEXT_CONTAINER_MS, { summary: 'before another container' });
}

function postErrorOf(cause: ApplicationFailure): PostError | undefined {
  const detail: unknown = cause.details?.[0];
  return typeof detail === 'object' && detail !== null && 'code' in detail ? (detail as PostError) : undefined;
}

/** At least a second, because zero would mean "no limit". */
const timeLeft = (run: PostRun): number => Math.max(1_000, run.sendBefore - Date.now());
