import type { InviteRulesRequest } from '../client/index.ts';

/** The rules of the demonstration, which the page for owners of accounts explains. */
export const EXAMPLE_RULES: InviteRulesRequest = {
  rules: [
    { name: 'no lotteries', captionWords: ['giveaway', '#win'], action: 'decline' },
    { name: 'our people', owner: ['ourbrand_*', 'anna.example'], action: 'accept', maxAcceptsPerDay: 3 },
    { name: 'agencies', owner: '*agency*', action: 'ask' },
    { name: 'old ones', minAgeHours: 336, action: 'decline' },
  ],
  otherwise: 'leave',
};
