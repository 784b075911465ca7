import {
  ApplicationFailure,
  condition,
  defineSignal,
  isCancellation,
  setCurrentDetails,
  setHandler,
  upsertMemo,
} from '@temporalio/workflow';
import {
  COLLABORATION_NEEDS_FACEBOOK_LOGIN,
  COLLABORATORS_MEMO,
  type CollaboratorsView,
  LOOK_SIGNAL,
  type TrackCollaboratorsInput,
} from '../contracts/collaborators.ts';
import { errorOf, lastWords } from './activity-failure.ts';
import { readingCollaborations } from './activity-proxies.ts';
import { problemOfTracking } from './collaborators-arguments.ts';
import { unexplainedFailure } from './errors.ts';
import { plain } from './markdown.ts';
import { Tracking } from './tracking.ts';

/** Watches who accepts the invites of a published post, until all have answered or a week is over. It outlives the post's own run. */
export async function trackCollaborators(input: TrackCollaboratorsInput): Promise<CollaboratorsView> {
  const problem = problemOfTracking(input);
  if (problem !== undefined)
    throw ApplicationFailure.create({ type: 'InvalidInput', message: problem, nonRetryable: true });
  const tracking = new Tracking(input);
  setHandler(defineSignal(LOOK_SIGNAL), () => tracking.ask(), { description: 'Look now who has answered' });
  show(tracking);
  for (let next = tracking.nextLookAt; next !== null; next = tracking.nextLookAt) {
    if (next > Date.now())
      await condition(() => tracking.isAsked, next - Date.now(), { summary: 'until the next look' });
    await look(tracking);
    tell(tracking);
  }
  return tracking.view;
}

async function look(tracking: Tracking): Promise<void> {
  const { accountId, mediaId } = tracking.input;
  try {
    const summary = 'who has answered the invite?';
    const order = { accountId, mediaId };
    const { listed } = await readingCollaborations.readCollaborators.executeWithOptions({ summary }, [order]);
    tracking.noteSeen(listed, Date.now());
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    const words = failure instanceof Error ? lastWords(failure) : undefined;
    // What a person mends until the next look is worth that look; a login without collaborators is not.
    const isLasting = words?.error.code === COLLABORATION_NEEDS_FACEBOOK_LOGIN;
    tracking.noteUnseen(errorOf(failure, unexplainedFailure), Date.now(), isLasting);
  }
}

function tell(tracking: Tracking): void {
  upsertMemo({ [COLLABORATORS_MEMO]: tracking.view });
  show(tracking);
}

function show({ input, view }: Tracking): void {
  const { collaborators, lookedAt, nextLookAt, error } = view;
  setCurrentDetails(
    [
      `### Collaborators of \`${input.postId}\` of **${input.accountId}**, as of ${lookedAt ?? 'never'}`,
      '',
      ...collaborators.map(({ username, status, since }) => `- ${plain(username)}: **${status}** ${since ?? ''}`),
      ...(error === null ? [] : ['', plain(error.message)]),
      '',
      nextLookAt === null ? 'Nobody looks any more.' : `Next look: ${nextLookAt}`,
    ].join('\n'),
  );
}
