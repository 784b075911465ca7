import { isCancellation, sleep } from '@temporalio/workflow';
import type { AccountId, MediaId } from '../contracts/ids.ts';
import type { AnswerResult } from '../contracts/invites.ts';
import type { PostError } from '../contracts/post-error.ts';
import { NEEDS_PERSON } from '../contracts/staging-failures.ts';
import type { InviteDecision } from '../contracts/sweep.ts';
import { errorOf, lastWords } from './activity-failure.ts';
import { answering, readingCollaborations } from './activity-proxies.ts';
import { unexplainedFailure } from './errors.ts';
import { readPending } from './pending-invites.ts';
import { type Doubt, settleDoubt, unseen } from './settle-invite.ts';

export type Answered =
  | AnswerResult
  | { readonly outcome: 'failed'; readonly error: PostError }
  /** Nothing can be answered for this account until a person has acted. */
  | { readonly outcome: 'stopped'; readonly error: PostError };

/** Answers one invite as it was decided. */
export async function answer(accountId: AccountId, decision: InviteDecision): Promise<Answered> {
  const { mediaId, action } = decision;
  const order = { accountId, mediaId, accept: action === 'accept' };
  try {
    return await answering.answerInvite.executeWithOptions({ summary: `${action} the invite to ${mediaId}` }, [order]);
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    const words = failure instanceof Error ? lastWords(failure) : undefined;
    return {
      outcome: words?.type === NEEDS_PERSON ? 'stopped' : 'failed',
      error: errorOf(failure, unexplainedFailure),
    };
  }
}

/** Media of others are not listed among an account's collaborations at once. Seconds. */
const LOOKS_AFTER_SECONDS = [0, 3, 10] as const;

/** Sees that Instagram lists what it said to have accepted. Gives those that it does not, with that in their reason. */
export async function confirmAcceptances(
  accountId: AccountId,
  accepted: readonly InviteDecision[],
): Promise<readonly InviteDecision[]> {
  let missing = accepted;
  for (const seconds of LOOKS_AFTER_SECONDS) {
    if (missing.length === 0) return [];
    if (seconds > 0) await sleep(seconds * 1000, { summary: 'until Instagram lists what was accepted' });
    const found = await collaborationsAmong(
      accountId,
      missing.map(({ mediaId }) => mediaId),
    );
    missing = missing.filter(({ mediaId }) => !found.has(mediaId));
  }
  return missing.map(unseen);
}

async function collaborationsAmong(accountId: AccountId, mediaIds: readonly MediaId[]): Promise<ReadonlySet<MediaId>> {
  try {
    const summary = 'is the account a collaborator of what it accepted?';
    const order = { accountId, mediaIds };
    const { found } = await readingCollaborations.findCollaborations.executeWithOptions({ summary }, [order]);
    return new Set(found);
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    // Not seen is what the report then says.
    return new Set();
  }
}

/** Reads the list again, and says what has become of the invites that Instagram took no answer to. */
export async function clearDoubts(
  accountId: AccountId,
  doubts: readonly Doubt[],
  decisionOn: (mediaId: MediaId) => InviteDecision | undefined,
): Promise<readonly InviteDecision[]> {
  if (doubts.length === 0) return [];
  const pending = await idsOfPending(accountId);
  return doubts.flatMap((doubt) => {
    const decision = decisionOn(doubt.mediaId);
    const isPending = pending.ids.has(doubt.mediaId);
    // One that a list with a hole does not show may be in the hole.
    if (decision === undefined || !(isPending || pending.isWhole)) return [];
    return [settleDoubt(decision, doubt, isPending)];
  });
}

async function idsOfPending(accountId: AccountId) {
  try {
    const { invites, isWhole } = await readPending(accountId);
    return { ids: new Set(invites.map(({ mediaId }) => mediaId)), isWhole };
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return { ids: new Set<MediaId>(), isWhole: false };
  }
}
