import type { PostError } from '../contracts/post-error.ts';
import type { ReconcileOutcome } from '../contracts/reconcile.ts';
import { iso } from './journal.ts';
import type { Staged } from './staged.ts';

/** What is known of a post whose time ran out. Times are epoch milliseconds. */
export interface Missed {
  readonly dueAt: number;
  readonly sendBefore: number;
  /** What stood in the way last, as the steps said it. */
  readonly lastError: PostError | null;
  /** What Instagram holds of it, unless everything was ready. */
  readonly staged: Staged | null;
}

/** A post whose time ran out before it was sent. */
export const missedError = ({ dueAt, sendBefore, lastError, staged }: Missed): PostError => ({
  code: 'missed',
  category: 'schedule',
  message: `The post was due at ${iso(dueAt)} and could not be sent by ${iso(sendBefore)}: ${obstacleOf(lastError, staged)}`,
  retryable: false,
  nextAction: 'Queue it again under a new id with a new due time, once the cause is gone.',
  meta: lastError?.meta ?? null,
});

/** A step of which nobody has heard, because no worker took it or the one that did has died, shows in what the ones before it left. */
function obstacleOf(lastError: PostError | null, staged: Staged | null): string {
  if (lastError !== null) return `the last obstacle was: ${lastError.message}`;
  const containers = staged === null ? [] : [...staged.media, staged.carousel];
  if (containers.some((container) => container?.progress === 'uploading'))
    return 'no worker told in time that its video was uploaded.';
  if (containers.some((container) => container?.progress === 'processing'))
    return 'no worker saw in time that Instagram had finished its media.';
  return 'no worker took it in time.';
}

/** Why a holding ended without sending, as the last obstacle of a post that is missed later. */
export const unsentError = (reason: string): PostError => ({
  code: 'not-sent',
  category: 'carillon',
  message: `The publish request was not sent: ${reason}.`,
  retryable: true,
  nextAction: 'Nothing: it is tried again by itself until the post is missed.',
  meta: null,
});

const LOOK_AND_SETTLE =
  'Look at the account on Instagram, then tell with `carillon posts settle` whether the post is there. Never queue it again before that.';

/** A publishing step that ended in a way that no code of ours ends it. */
export const unexplainedEnd = (what: string): PostError => ({
  code: 'sending-ended-unexplained',
  category: 'carillon',
  message: `The publishing step ended without telling whether the request was sent: ${what}`,
  retryable: false,
  nextAction: LOOK_AND_SETTLE,
  meta: null,
});

/** A worker that died after the mark: nobody can say whether the request left. */
export const LOST_AFTER_MARK: PostError = {
  code: 'worker-lost-while-sending',
  category: 'platform',
  message:
    'The worker stopped answering after it had announced the publish request: the request may have reached Instagram.',
  retryable: false,
  nextAction: LOOK_AND_SETTLE,
  meta: null,
};

/** What reading has shown by the end of the time for finding out: nothing that proves either way. */
export function unconfirmedError(
  doubt: PostError,
  outcome: (ReconcileOutcome & { found: 'nothing' }) | null,
): PostError {
  return {
    ...doubt,
    message: `${doubt.message} ${outcome === null ? 'Reading could not settle it.' : shownBy(outcome)}`,
    retryable: false,
    nextAction: LOOK_AND_SETTLE,
  };
}

function shownBy({ statusCode, lookalike }: ReconcileOutcome & { found: 'nothing' }): string {
  const container = statusCode === null ? 'its container cannot be read' : `its container still reads ${statusCode}`;
  const feed =
    lookalike === null
      ? 'the feed shows nothing like it'
      : `the feed shows a post like it (media ${lookalike.mediaId}${lookalike.permalink === null ? '' : `, ${lookalike.permalink}`})`;
  return `Afterwards ${container}, and ${feed}.`;
}

/** A person has looked at the account, and the post is not there. */
export const SETTLED_UNPUBLISHED: PostError = {
  code: 'settled-not-published',
  category: 'schedule',
  message: 'The publish request had no effect: a person has looked at the account.',
  retryable: false,
  nextAction: 'Publish it with `carillon posts retry`, or end it with `carillon posts cancel`.',
  meta: null,
};

/** A published post whose media was not found in the feed, so that nothing can be done with it. */
export const MEDIA_UNKNOWN: PostError = {
  code: 'media-unknown',
  category: 'platform',
  message: 'The post is published, but the feed never showed which media it is.',
  retryable: false,
  nextAction: 'Look at the account on Instagram, and write the comment there.',
  meta: null,
};

/** A step after publishing that ended in a way that no code of ours ends it. */
export const unexplainedFailure = (what: string): PostError => ({
  code: 'step-failed',
  category: 'carillon',
  message: `The step failed without saying why: ${what}`,
  retryable: false,
  nextAction: 'Look at the run in the Temporal UI.',
  meta: null,
});
