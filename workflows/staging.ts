import { ActivityFailure, CancellationScope, CancelledFailure, sleep, workflowInfo } from '@temporalio/workflow';
import { postWorkflowId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import { uploadTaskQueue } from '../contracts/publish-post.ts';
import { type ContainerCharge, containerHolder } from '../contracts/staging.ts';
import {
  CONTAINER_FAILED,
  CONTAINER_PUBLISHED,
  NEEDS_PERSON,
  STAGING_REFUSED,
  USERS_UNAVAILABLE,
} from '../contracts/staging-failures.ts';
import { type LastWords, lastWords } from './activity-failure.ts';
import { staging, uploading } from './activity-proxies.ts';
import type { PostRun } from './post-run.ts';
import {
  containerAt,
  nothingStaged,
  oldestOf,
  partOf,
  publishable,
  type Slot,
  type StagedContainer,
  slotsOf,
} from './staged.ts';

/** A container counts against Instagram's 400 a day, and a medium that failed three times will fail again. */
const MAX_CONTAINERS = 3;
/** Media that could not be fetched are often fetched some seconds later. */
const NEXT_CONTAINER_MS = 5_000;
const AGAIN_MS = 10_000;

/**
 * Makes the containers and waits until Instagram has processed them: the media side by side, then the carousel that holds
 * them. Goes on from what is there already.
 */
export async function stage(run: PostRun): Promise<void> {
  const { post } = run.journal;
  if (run.state.status === 'scheduled') run.apply({ type: 'staging-began', nothing: nothingStaged(post) });
  try {
    await sideBySide(post.media.map((_, index) => () => stageSlot(run, index)));
    if (post.kind === 'carousel') await stageSlot(run, 'carousel');
    if (run.state.status !== 'preparing') return;
    const container = publishable(post, run.state.staged);
    if (container === undefined) throw new TypeError('Everything was staged, and nothing can be published.');
    run.apply({ type: 'staged', container });
    // What took until after the due time may be why it is missed.
    if (Date.now() < run.journal.dueAt) run.forgetObstacle();
  } catch (failure) {
    if (!(failure instanceof StagingStopped)) throw failure;
    await takeFailure(run, failure);
  }
}

/** The staging of one container came to an end that is not its own matter any more. */
class StagingStopped extends Error {
  readonly words: LastWords | undefined;

  constructor(words: LastWords | undefined) {
    super(words?.error.message ?? 'staging stopped');
    this.words = words;
  }
}

/** Ends with the first that fails; the others are broken off, and keep what they have. */
async function sideBySide(tasks: readonly (() => Promise<void>)[]): Promise<void> {
  const scope = new CancellationScope();
  try {
    await scope.run(() => Promise.all(tasks.map((task) => task())));
  } catch (failure) {
    scope.cancel();
    throw failure;
  }
}

/** Takes one container to its end, with another one in its place when it fails. */
async function stageSlot(run: PostRun, slot: Slot): Promise<void> {
  for (;;) {
    try {
      await createContainer(run, slot);
      await upload(run, slot);
      await awaitContainer(run, slot);
      return;
    } catch (failure) {
      if (!(failure instanceof ActivityFailure)) throw failure;
      const words = withMedium(run, slot, lastWords(failure));
      if (words?.type !== CONTAINER_FAILED) throw new StagingStopped(words);
      await replaceContainer(run, slot, words);
    }
  }
}

async function createContainer(run: PostRun, slot: Slot): Promise<void> {
  if (run.state.status !== 'preparing' || containerAt(run.state.staged, slot) !== null) return;
  const { post } = run.journal;
  const charge = chargeOf(run, slot);
  const order = { post, part: partOf(run.state.staged, slot), without: run.journal.dropped, charge };
  const {
    containerId: id,
    createdAt,
    uploadUri,
  } = await staging.createContainer.executeWithOptions(
    { summary: `create the container of ${nameOf(slot)}`, scheduleToCloseTimeout: timeLeft(run) },
    [order],
  );
  stopIfBrokenOff(run);
  run.unusedCharges.delete(charge.holder);
  const progress = uploadUri == null ? 'processing' : 'uploading';
  run.apply({ type: 'container-created', slot, container: { id, createdAt, uploadUri, progress } });
}

/** The first to be made of a carousel charges all that are missing: it is staged as a whole, or not begun. */
function chargeOf(run: PostRun, slot: Slot): ContainerCharge {
  const { post, dueAt, containers } = run.journal;
  const holderAt = (at: Slot) =>
    containerHolder(postWorkflowId(post), at, containers.filter((entry) => entry.slot === at).length);
  const holder = holderAt(slot);
  const known = run.charges.get(holder);
  if (known !== undefined) return { holder, together: known, dueAt };
  const staged = run.state.status === 'preparing' ? run.state.staged : nothingStaged(post);
  const missing = slotsOf(post).filter((at) => containerAt(staged, at) === null);
  const together = missing.map(holderAt).filter((each) => !run.charges.has(each));
  for (const each of together) {
    run.charges.set(each, together);
    run.unusedCharges.add(each);
  }
  return { holder, together, dueAt };
}

async function upload(run: PostRun, slot: Slot): Promise<void> {
  const { accountId, id: postId } = run.journal.post;
  const container = containerIn(run, slot, 'uploading');
  const medium = slot === 'carousel' ? undefined : run.journal.post.media[slot];
  if (container?.uploadUri == null || medium?.kind !== 'video') return;
  const { id: containerId, uploadUri } = container;
  await uploading.uploadVideo.executeWithOptions(
    {
      summary: `upload ${nameOf(slot)} into container ${containerId}`,
      taskQueue: uploadTaskQueue(workflowInfo().taskQueue),
      scheduleToCloseTimeout: timeLeft(run),
    },
    [{ accountId, postId, containerId, uploadUri, source: medium.source }],
  );
  stopIfBrokenOff(run);
  run.apply({ type: 'container-uploaded', slot });
}

async function awaitContainer(run: PostRun, slot: Slot): Promise<void> {
  const container = containerIn(run, slot, 'processing');
  if (container === undefined) return;
  const { id: containerId } = container;
  const { post, dueAt } = run.journal;
  await staging.awaitContainer.executeWithOptions(
    { summary: `Instagram processes container ${containerId}`, scheduleToCloseTimeout: timeLeft(run) },
    [{ accountId: post.accountId, containerId, dueAt }],
  );
  stopIfBrokenOff(run);
  run.apply({ type: 'container-finished', slot });
}

function containerIn(run: PostRun, slot: Slot, progress: StagedContainer['progress']): StagedContainer | undefined {
  const container = run.state.status === 'preparing' ? containerAt(run.state.staged, slot) : null;
  return container?.progress === progress ? container : undefined;
}

/**
 * A step may end in the very task in which a command breaks it off: then its end means nothing any more. The step itself is
 * asked too, because a scope hears of the cancellation of the one around it a moment later.
 */
function stopIfBrokenOff(run: PostRun): void {
  if (run.underway.isStepBrokenOff || CancellationScope.current().consideredCancelled) {
    throw new CancelledFailure('broken off by a command');
  }
}

const CHILDREN_GONE: ReadonlySet<string> = new Set([
  'container-not-found',
  'container-unavailable',
  'container-expired',
  'media-expired',
]);

async function replaceContainer(run: PostRun, slot: Slot, words: LastWords): Promise<void> {
  stopIfBrokenOff(run);
  const { error } = words;
  const container = run.state.status === 'preparing' ? containerAt(run.state.staged, slot) : null;
  if (container === null) run.noteFailedContainer(slot, error);
  else run.apply({ type: 'container-discarded', slot, error });
  const failures = (run.failedContainers.get(slot) ?? 0) + 1;
  run.failedContainers.set(slot, failures);
  run.remember(error);
  // A carousel of containers that Instagram no longer knows cannot be made; new ones of its media may.
  if (slot === 'carousel' && CHILDREN_GONE.has(error.code)) run.apply({ type: 'unstaged' });
  if (failures >= MAX_CONTAINERS) throw new StagingStopped({ ...words, type: STAGING_REFUSED });
  await sleep(NEXT_CONTAINER_MS, { summary: `before another container of ${nameOf(slot)}` });
}

/** Ends the post, hands it to a person, or leaves it to the plan, which knows whether there is time left. */
async function takeFailure(run: PostRun, { words }: StagingStopped): Promise<void> {
  stopIfBrokenOff(run);
  if (words !== undefined) run.remember(words.error);
  switch (words?.type) {
    case STAGING_REFUSED:
      return run.apply({ type: 'failed', error: words.error });
    case CONTAINER_PUBLISHED:
      return takePublishedByOthers(run, words.error);
    case USERS_UNAVAILABLE:
      return leaveOut(run, words.error.usernames ?? []) ? undefined : block(run, words);
    case NEEDS_PERSON:
      return block(run, words);
    default: {
      // An activity whose next try would fall after its deadline ends at once: without a pause the plan would start the next one at
      // once too, and a throttled account would be hammered.
      const again = Date.now() + Math.max(AGAIN_MS, words?.retryAfterMs ?? 0);
      await run.underway.waitUntil(Math.min(again, run.sendBefore + 1_000), 'before staging is tried again');
    }
  }
}

/** Nobody but Instagram and us knew the container, so whoever published it holds our token. It is our post that is live. */
function takePublishedByOthers(run: PostRun, { code, message, nextAction }: PostError): void {
  const oldest = run.state.status === 'preparing' ? oldestOf(run.state.staged) : undefined;
  const now = Date.now();
  run.warn({ code, message: `${message} ${nextAction}` });
  run.apply({
    type: 'published',
    mediaId: null,
    sentAt: null,
    earliest: oldest ?? now,
    latest: now,
    publishedAt: now,
    permalink: null,
  });
}

function block(run: PostRun, { error, credentialsRevision }: LastWords): void {
  run.blockedRevision = NEW_TOKEN_MAY_HELP.has(error.category) ? credentialsRevision : undefined;
  run.apply({ type: 'blocked', error });
}

const NEW_TOKEN_MAY_HELP: ReadonlySet<PostError['category']> = new Set(['token', 'permission', 'carillon']);

/** Whether the post goes on without the people whom Instagram refused. Each time at least one more, so it comes to an end. */
function leaveOut(run: PostRun, usernames: readonly string[]): boolean {
  const named = peopleIn(run.journal.post);
  const more = usernames.filter((name) => named.has(name.toLowerCase()) && !run.journal.dropped.includes(name));
  if (run.journal.post.dropUnavailableCollaborators !== true || more.length === 0) return false;
  run.journal.dropped = [...run.journal.dropped, ...more];
  const names = more.map((name) => `@${name}`).join(', ');
  run.warn({
    code: 'users-left-out',
    message: `Instagram refuses to tag or invite ${names}: the post goes out without them.`,
  });
  return true;
}

/** Everybody whom the post names, in lower case. Instagram's sentence may hold words that are no names of ours. */
function peopleIn(post: Post): ReadonlySet<string> {
  const collaborators = post.kind === 'story' ? [] : (post.collaborators ?? []);
  const tagged = post.media.flatMap(({ userTags = [] }) => userTags.map(({ username }) => username));
  return new Set([...collaborators, ...tagged].map((name) => name.toLowerCase()));
}

function withMedium(run: PostRun, slot: Slot, words: LastWords | undefined): LastWords | undefined {
  if (words === undefined || slot === 'carousel' || run.journal.post.media.length === 1) return words;
  return { ...words, error: { ...words.error, medium: slot } };
}

const nameOf = (slot: Slot): string => (slot === 'carousel' ? 'the carousel' : `medium ${slot}`);

/** At least a second, because zero would mean "no limit". */
const timeLeft = (run: PostRun): number => Math.max(1_000, run.sendBefore - Date.now());
