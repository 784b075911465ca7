import type { PostError } from '../contracts/post-error.ts';
import type { UsagePause } from './usage-watch.ts';

/** Why a call waits although nobody has refused it yet. */
export const usageNearLimit = (accountId: string, { of, percent, until }: UsagePause): PostError => ({
  code: 'usage-near-limit',
  category: 'quota',
  message: `Instagram says that ${percent} % of the calls of ${of === 'app' ? 'the app' : `account "${accountId}"`} are used up: this one waits until ${new Date(until).toISOString()}.`,
  retryable: true,
  nextAction: 'Nothing: posts that are due go first, and it goes on by itself.',
  meta: null,
});
