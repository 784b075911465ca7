import { isCancellation, sleep, TimeoutFailure } from '@temporalio/workflow';
import type { AccountId, MediaId } from '../contracts/ids.ts';
import type { CountedOrder } from '../contracts/invites.ts';
import type { PostError } from '../contracts/post-error.ts';
import { NEEDS_PERSON, WAITS_FOR_QUOTA } from '../contracts/staging-failures.ts';
import type { InviteDecision } from '../contracts/sweep.ts';
import { errorOf, lastWords } from './activity-failure.ts';
import { answering, readingCollaborations } from './activity-proxies.ts';
import { unexplainedFailure } from './errors.ts';
import { readPending } from './pending-invites.ts';
import { type Doubt, type Ending, settleDoubt, unseen } from './settle-invite.ts';
import { isObject } from './value-shapes.ts';

export interface Answered {
  /** Null when the invite was not answered, and shall be later. */
  readonly ending: Ending | null;
  /** Whether a try left of which nobody heard what became. Null: nobody knows even that. */
  readonly mayHaveBeenTaken: boolean | null;
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
    return failed(failure);
  }
}

function failed(failure: unknown): Answered {
  const words = failure instanceof Error ? lastWords(failure) : undefined;
  const error = errorOf(failure, unexplainedFailure);
  const mayHaveBeenTaken = whetherTaken(failure);
  // What waits for an allowance is put off; the others would wait for the same.
  if (words?.type === WAITS_FOR_QUOTA || error.category === 'quota')
    return { ending: null, mayHaveBeenTaken, stop: { reason: 'quota', freeAt: null } };
  return {
    ending: { outcome: 'failed', error, mayHaveBeenTaken },
    mayHaveBeenTaken,
    stop: words?.type === NEEDS_PERSON ? { reason: 'error', error } : null,
  };
}

/** The failure that a time-out carries is that of the try before; what the last one did its beats have told. */
function whetherTaken(failure: unknown): boolean | null {
  const cause = failure instanceof Error ? failure.cause : undefined;
  if (cause instanceof TimeoutFailure) {
    const beat: unknown = cause.lastHeartbeatDetails;
    const told = isObject(beat) ? beat['mayHaveBeenTaken'] : undefined;
    return typeof told === 'boolean' ? told : null;
  }
  return (failure instanceof Error ? lastWords(failure)?.mayHaveBeenTaken : undefined) ?? null;
}

/** Media of others are not listed among an account's collaborations at once. Seconds. */
const LOOKS_AFTER_SECONDS = [0, 3, 10] as const;

/** True: the account is a collaborator. False: it is none. Null: that could not be looked up. */
type Collaborations = ReadonlyMap<MediaId, boolean | null>;

/** What is looked up once, and what again after a while, because it may have been accepted a moment ago. */
interface LookingUp {
  readonly once: readonly MediaId[];
  readonly patiently: readonly MediaId[];
}

/** Looks up of which media the account is a collaborator. What cannot be read is tried again too. */
export async function lookUp(accountId: AccountId, { once, patiently }: LookingUp): Promise<Collaborations> {
  const known = new Map<MediaId, boolean | null>();
  let missing: readonly MediaId[] = [...once, ...patiently];
  for (const seconds of LOOKS_AFTER_SECONDS) {
    if (missing.length === 0) break;
    if (seconds > 0) await sleep(seconds * 1000, { summary: 'until Instagram lists what was accepted' });
    const { found, unread } = await collaborationsAmong(accountId, missing);
    for (const mediaId of missing) known.set(mediaId, unread.has(mediaId) ? null : found.has(mediaId));
    missing = [
      ...once.filter((mediaId) => known.get(mediaId) === null),
      ...patiently.filter((mediaId) => known.get(mediaId) !== true),
    ];
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
  // The list, too, may follow the truth with a delay.
  const refused = doubts.filter(({ doubt }) => doubt.mayHaveBeenTaken === false && isPending(doubt.mediaId) !== true);
  const uncertain = doubts.filter(({ doubt }) => doubt.mayHaveBeenTaken !== false);
  const collaborations = await lookUp(counted.accountId, {
    once: refused.map(({ doubt }) => doubt.mediaId),
    patiently: [...accepted.map(({ mediaId }) => mediaId), ...uncertain.map(({ doubt }) => doubt.mediaId)],
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
