import type { PostError } from '../contracts/post-error.ts';
import { iso } from './journal.ts';

/** A post whose time ran out before it was sent. `last` is what stood in the way, when anything is known. */
export function missedError(dueAt: number, sendBefore: number, last: PostError | null): PostError {
  const cause = last === null ? 'no worker took it in time' : `the last obstacle was: ${last.message}`;
  return {
    code: 'missed',
    category: 'schedule',
    message: `The post was due at ${iso(dueAt)} and could not be sent by ${iso(sendBefore)}: ${cause}`,
    retryable: false,
    nextAction: 'Queue it again under a new id with a new due time, once the cause is gone.',
    meta: last?.meta ?? null,
  };
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

/** A publishing step that ended in a way that no code of ours ends it. */
export const unexplainedEnd = (what: string): PostError => ({
  code: 'sending-ended-unexplained',
  category: 'carillon',
  message: `The publishing step ended without telling whether the request was sent: ${what}`,
  retryable: false,
  nextAction: 'Look at the account on Instagram. Queue the post again under a new id only if it is not there.',
  meta: null,
});

/** A worker that died after the mark: nobody can say whether the request left. */
export const LOST_AFTER_MARK: PostError = {
  code: 'worker-lost-while-sending',
  category: 'platform',
  message:
    'The worker stopped answering after it had announced the publish request: the request may have reached Instagram.',
  retryable: false,
  nextAction: 'Look at the account on Instagram. Queue the post again under a new id only if it is not there.',
  meta: null,
};
