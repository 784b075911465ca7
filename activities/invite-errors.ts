import { COLLABORATION_NEEDS_FACEBOOK_LOGIN } from '../contracts/collaborators.ts';
import type { PostError } from '../contracts/post-error.ts';

/** Meta documents the edges of collaboration for one of its two logins only. */
export const collaborationNeedsFacebookLogin = (accountId: string): PostError => ({
  code: COLLABORATION_NEEDS_FACEBOOK_LOGIN,
  category: 'permission',
  message: `Account "${accountId}" has a token of Instagram Login, with which Instagram shows no collaboration invites, collaborators and collaborative media.`,
  retryable: false,
  nextAction: 'Add the account with a token of Facebook Login (`carillon accounts add … --login facebook`).',
  meta: null,
});

/** Instagram answered with success, and said false. */
export const INVITE_ANSWER_NOT_TAKEN: PostError = {
  code: 'invite-answer-not-taken',
  category: 'platform',
  message: 'Instagram answered that the answer to the invite had no success, as it may when the invite is gone.',
  retryable: true,
  nextAction: 'Nothing: what became of the invite is read, and the next sweep answers it if it is still there.',
  meta: null,
};

/** @param freeAt epoch milliseconds */
export const inviteQuotaSpent = (accountId: string, what: 'read' | 'answer', freeAt: number): PostError => ({
  code: 'invite-quota-spent',
  category: 'quota',
  message: `Account "${accountId}" has used up the ${what === 'read' ? 'reads of' : 'answers to'} invites that it may make in its rolling window: the next one is at ${new Date(freeAt).toISOString()}.`,
  retryable: true,
  nextAction: 'Nothing: it is soon, and waited for. `carillon quota` shows the plan.',
  meta: null,
});
