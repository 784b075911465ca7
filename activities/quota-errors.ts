import type { PostError } from '../contracts/post-error.ts';
import { CONTAINER_QUOTA_SPENT } from '../contracts/staging-failures.ts';

// What stands in the way of a call that has to be charged to the account's ledger first.

const iso = (instant: number): string => new Date(instant).toISOString();

/** @param askAt epoch milliseconds */
export const asksLater = (askAt: number): PostError => ({
  code: 'asks-later',
  category: 'schedule',
  message: `The post is staged, and asks its account for a publish at ${iso(askAt)}.`,
  retryable: true,
  nextAction: 'Nothing: this is how a post waits for its due time.',
  meta: null,
});

/** @param plannedAt when the container may be made as things stand, in epoch milliseconds */
export const containerQuotaSpent = (accountId: string, plannedAt: number): PostError => ({
  code: CONTAINER_QUOTA_SPENT,
  category: 'quota',
  message: `Account "${accountId}" has used up the containers that it may make in its rolling window: this one may be made at ${iso(plannedAt)}.`,
  retryable: true,
  nextAction: 'Nothing: it is made as soon as the window allows. `carillon quota` shows the plan.',
  meta: null,
  until: iso(plannedAt),
});

export const carouselBeyondLimit = (accountId: string, limit: number): PostError => ({
  code: 'carousel-beyond-limit',
  category: 'quota',
  message: `The post needs more containers at once than account "${accountId}" may make in a whole window, which is ${limit}.`,
  retryable: false,
  nextAction: 'Queue it with fewer media, or raise CARILLON_LIMITS of the workers.',
  meta: null,
});

export const ledgerUnanswered = (accountId: string, why: string): PostError => ({
  code: 'ledger-unanswered',
  category: 'carillon',
  message: `The ledger of account "${accountId}" did not answer: ${why}`,
  retryable: true,
  nextAction: "Nothing, unless it lasts: then see in the Temporal UI whether the account's run has a worker.",
  meta: null,
});

export const ledgerRefused = (accountId: string, why: string): PostError => ({
  code: 'ledger-refused',
  category: 'carillon',
  message: `The ledger of account "${accountId}" refused the question: ${why}`,
  retryable: true,
  nextAction: 'See that all workers run the same version of Carillon: it is asked again until the post is missed.',
  meta: null,
});

/** A process that stood still between the grant and the call. The next try is granted anew. */
export const GRANT_TOO_OLD: PostError = {
  code: 'grant-too-old',
  category: 'carillon',
  message: 'The worker stood still for so long that the container it was granted might have counted in a later window.',
  retryable: true,
  nextAction: 'Nothing, unless it lasts: then give the workers more of their machine.',
  meta: null,
};

/** So many ask for the same account that they would keep other accounts waiting. */
export const ledgerBusy = (accountId: string): PostError => ({
  code: 'ledger-busy',
  category: 'carillon',
  message: `Many posts of account "${accountId}" ask its ledger at the same time, and this one waits for its turn.`,
  retryable: true,
  nextAction: 'Nothing: it asks again within seconds.',
  meta: null,
});
