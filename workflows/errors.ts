import type { PostError } from '../contracts/post-error.ts';
import { iso } from './journal.ts';

/** A post whose time ran out before it was sent. `last` is what stood in the way, when anything is known. */
export function missedError(dueAt: number, sendBefore: number, last: PostError | null): PostError {
  const cause = last === null ? 'no worker was there to send it in time' : `the last obstacle was: ${last.message}`;
  return {
    code: 'missed',
    category: 'schedule',
    message: `The post was due at ${iso(dueAt)} and could not be sent by ${iso(sendBefore)}: ${cause}`,
    retryable: false,
    nextAction: 'Queue it again under a new id with a new due time, once the cause is gone.',
    meta: last?.meta ?? null,
  };
}

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
