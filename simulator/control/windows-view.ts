import { containersOf } from '../containers/container-limit.ts';
import { fullestWindow } from '../publishing/fullest-window.ts';
import type { World } from '../world.ts';

/**
 * The fullest rolling window that each account has had, of the length that is set, beside what the settings allow, and how many calls
 * were refused for that.
 */
export function windowsView({ state, settings }: World) {
  const windowMs = settings.quotaDurationSeconds * 1000;
  return [...state.accounts.values()].map((account) => {
    const published = account.media.filter(({ through }) => through === 'api').map(({ publishedAt }) => publishedAt);
    const made = containersOf(state, account).map(({ createdAt }) => createdAt);
    const { refusedCalls: refused } = account;
    return {
      igUserId: account.igUserId,
      publish: { worst: fullestWindow(published, windowMs), limit: settings.quotaTotal, refused: refused.publish },
      container: { worst: fullestWindow(made, windowMs), limit: settings.containerTotal, refused: refused.container },
      inviteRead: {
        worst: fullestWindow(account.inviteCalls.read, windowMs),
        limit: settings.inviteReadTotal,
        refused: refused.inviteRead,
      },
      inviteAnswer: {
        worst: fullestWindow(account.inviteCalls.answer, windowMs),
        limit: settings.inviteAnswerTotal,
        refused: refused.inviteAnswer,
      },
    };
  });
}
