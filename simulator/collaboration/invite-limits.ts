import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import { windowStart } from '../publishing/quota.ts';
import type { Settings } from '../settings.ts';
import type { Account, InviteCalls } from '../state.ts';
import type { World } from '../world.ts';

const totalOf = ({ inviteReadTotal, inviteAnswerTotal }: Settings, kind: keyof InviteCalls): number =>
  kind === 'read' ? inviteReadTotal : inviteAnswerTotal;

/**
 * Counts a call about the invites of an account, however it will be answered. Meta: 300 calls that list and 50 that answer per
 * account in rolling 24 hours (developers.facebook.com/docs/instagram-platform/collaboration).
 * @throws GraphError for one beyond the limit, which counts for nothing.
 */
export function countInviteCall({ settings, clock }: World, account: Account, kind: keyof InviteCalls): void {
  const calls = account.inviteCalls[kind];
  const now = clock.now();
  const since = windowStart(settings, now);
  if (calls.filter((at) => at > since).length >= totalOf(settings, kind)) {
    account.refusedCalls[kind === 'read' ? 'inviteRead' : 'inviteAnswer'] += 1;
    throw new GraphError(refusals.inviteLimitReached(settings.inviteLimitCode));
  }
  calls.push(now);
}
