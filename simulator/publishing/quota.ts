import type { Settings } from '../settings.ts';
import type { Account } from '../state.ts';

/** How many posts were published through the API after an instant, with other tools too. A carousel is one; stories are taken to count. */
export const publishedSince = ({ media }: Account, since: number): number =>
  media.filter(({ through, publishedAt }) => through === 'api' && publishedAt > since).length;

/** Where the rolling window of publishes and containers begins. */
export const windowStart = (settings: Settings, now: number): number => now - settings.quotaDurationSeconds * 1000;

/** Whether an account has published all that it may in the window that ends now. */
export const quotaIsSpent = (account: Account, settings: Settings, now: number): boolean =>
  publishedSince(account, windowStart(settings, now)) >= settings.quotaTotal;
