import { isCancellation, sleep } from '@temporalio/workflow';
import type { AccountId, MediaId } from '../contracts/ids.ts';
import type { CountedOrder } from '../contracts/invites.ts';
import type { PostError } from '../contracts/post-error.ts';
import { NEEDS_PERSON } from '../contracts/staging-failures.ts';
import type { InviteDecision } from '../contracts/sweep.ts';
import { errorOf, lastWords } from './activity-failure.ts';
import { answering, readingCollaborations } from './activity-proxies.ts';
import { unexplainedFailure } from './errors.ts';
import { readPending } from './pending-invites.ts';
import { type Doubt, type Ending, settleDoubt, unseen } from './settle-invite.ts';

export interface Answered {
  /** Null when Instagram allows no more answers for now. */
  readonly ending: Ending | null;
  /** Whether a try left of which nobody knows what became. */
  readonly mayHaveBeenTaken: boolean;
  /** Why no more invites of the account can be answered for now. */
  readonly stop:
    | { readonly reason: 'quota'; readonly freeAt: number | null }
    | { readonly reason: 'error'; readonly error: PostError }
    | null;
}

/** Answers one invite as it was decided. */
export async function answer(counted: CountedOrder, decision: InviteDecision): Promise<Answered> {
  const { mediaId, action } = decision;
  const order = { ...counted, mediaId, accept: action === 'accept' };
  try {
    const summary = `${action} the invite to ${mediaId}`;
    const result = await answering.answerInvite.executeWithOptions({ summary }, [order]);
    switch (result.outcome) {
      case 'taken':
        return { ending: result, mayHaveBeenTaken: true, stop: null };
      case 'not-taken':
        return { ending: result, mayHaveBeenTaken: result.mayHaveBeenTaken, stop: null };
      case 'spent':
        return {
          ending: null,
          mayHaveBeenTaken: result.mayHaveBeenTaken,
          stop: { reason: 'quota', freeAt: result.freeAt },
        };
      default:
        return result satisfies never;
    }
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    const words = failure instanceof Error ? lastWords(failure) : undefined;
    const error = errorOf(failure, unexplainedFailure);
    // Who says nothing of it may have sent the answer, as a worker that died.
    const mayHaveBeenTaken = words?.mayHaveBeenTaken ?? true;
    return {
      ending: { outcome: 'failed', error, mayHaveBeenTaken },
      mayHaveBeenTaken,
      stop: words?.type === NEEDS_PERSON ? { reason: 'error', error } : null,
    };
  }
}

/** Media of others are not listed among an account's collaborations at once. Seconds. */
const LOOKS_AFTER_SECONDS = [0, 3, 10] as const;

/** True: the account is a collaborator. False: it is none. Null: that could not be looked up. */
export type Collaborations = ReadonlyMap<MediaId, boolean | null>;

/** What is looked up once, and what again after a while, because it may have been accepted a moment ago. */
interface LookingUp {
  readonly once: readonly MediaId[];
  readonly patiently: readonly MediaId[];
}

/** Looks up of which media the account is a collaborator. */
export async function lookUp(accountId: AccountId, { once, patiently }: LookingUp): Promise<Collaborations> {
  const known = new Map<MediaId, boolean | null>();
  let missing = [...once, ...patiently];
  for (const seconds of LOOKS_AFTER_SECONDS) {
    if (missing.length === 0) break;
    if (seconds > 0) await sleep(seconds * 1000, { summary: 'until Instagram lists what was accepted' });
    const { found, unread } = await collaborationsAmong(accountId, missing);
    for (const mediaId of missing) known.set(mediaId, unread.has(mediaId) ? null : found.has(mediaId));
    // What cannot be read now cannot be read in a moment either.
    if (unread.size > 0) break;
    missing = patiently.filter((mediaId) => known.get(mediaId) === false);
  }
  return known;
}

async function collaborationsAmong(accountId: AccountId, mediaIds: readonly MediaId[]) {
  try {
    const summary = 'is the account a collaborator of what it accepted?';
    const order = { accountId, mediaIds };
    const { found, unread } = await readingCollaborations.findCollaborations.executeWithOptions({ summary }, [order]);
    return { found: new Set(found), unread: new Set(unread) };
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return { found: new Set<MediaId>(), unread: new Set(mediaIds) };
  }
}

export interface Unverified {
  /** Acceptances that Instagram took. */
  readonly accepted: readonly InviteDecision[];
  readonly doubts: readonly { readonly decision: InviteDecision; readonly doubt: Doubt }[];
}

/** Finds out what became of the answers, by reading only. Gives the decisions that are now known to be otherwise. */
export async function verify(
  counted: CountedOrder,
  { accepted, doubts }: Unverified,
): Promise<readonly InviteDecision[]> {
  const pending = doubts.length === 0 ? NOT_READ : await pendingNow(counted);
  const isPending = (mediaId: MediaId) => (pending.ids.has(mediaId) ? true : pending.isWhole ? false : null);
  const missing = doubts.filter(({ doubt }) => isPending(doubt.mediaId) !== true);
  const idsOf = (wanted: boolean) =>
    missing.filter(({ doubt }) => doubt.mayHaveBeenTaken === wanted).map(({ doubt }) => doubt.mediaId);
  const collaborations = await lookUp(counted.accountId, {
    once: idsOf(false),
    patiently: [...accepted.map(({ mediaId }) => mediaId), ...idsOf(true)],
  });
  const isCollaborator = (mediaId: MediaId) => collaborations.get(mediaId) ?? null;
  return [
    ...doubts.map(({ decision, doubt }) =>
      settleDoubt(decision, doubt, {
        isPending: isPending(doubt.mediaId),
        isCollaborator: isCollaborator(doubt.mediaId),
      }),
    ),
    ...accepted.flatMap((decision) => {
      const is = isCollaborator(decision.mediaId);
      return is === true ? [] : [unseen(decision, is)];
    }),
  ];
}

const NOT_READ: Awaited<ReturnType<typeof pendingNow>> = { ids: new Set(), isWhole: false };

async function pendingNow(
  counted: CountedOrder,
): Promise<{ readonly ids: ReadonlySet<MediaId>; readonly isWhole: boolean }> {
  try {
    const { invites, isWhole } = await readPending(counted);
    return { ids: new Set(invites.map(({ mediaId }) => mediaId)), isWhole };
  } catch (failure) {
    if (isCancellation(failure)) throw failure;
    return { ids: new Set<MediaId>(), isWhole: false };
  }
}
