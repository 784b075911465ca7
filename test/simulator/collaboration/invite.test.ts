import { describe, expect, test } from '@jest/globals';
import { type Invite, type InviteStatus, moveInvite, settleInvite } from '../../../simulator/collaboration/invite.ts';
import { State } from '../../../simulator/state.ts';

const STATUSES: readonly InviteStatus[] = ['pending', 'accepted', 'declined', 'withdrawn', 'removed'];
const ALLOWED = ['pending accepted', 'pending declined', 'pending withdrawn', 'accepted removed'];

function inviteThatIs(status: InviteStatus): Invite {
  const state = new State();
  const [owner, invited] = ['ann', 'ben'].map((username) => state.addAccount({ username, tokenExpiresAt: null }));
  if (owner === undefined) throw new Error('There is no owner.');
  const shown = { kind: 'image', through: 'app', caption: null, publishedAt: 0 } as const;
  const media = state.addForeignMedia(owner.account, shown);
  const invite = state.addInvite(media, { username: 'ben', account: invited?.account, invitedAt: 0 });
  invite.status = status;
  return invite;
}

describe('an invite', () => {
  test.each(STATUSES.flatMap((from) => STATUSES.map((to) => [from, to] as const)))(
    'that is %s becomes %s only where that follows',
    (from, to) => {
      const invite = inviteThatIs(from);
      const isAllowed = ALLOWED.includes(`${from} ${to}`);
      expect(moveInvite(invite, to)).toBe(isAllowed);
      expect(invite.status).toBe(isAllowed ? to : from);
    },
  );

  test.each([
    ['api', 1],
    ['app', 0],
  ] as const)('remembers that it was answered through the %s', (through, effectiveAnswers) => {
    const invite = inviteThatIs('pending');
    expect(settleInvite(invite, { accept: false, through, at: 7 })).toBe(true);
    expect(invite).toMatchObject({ status: 'declined', answeredAt: 7, answeredThrough: through, effectiveAnswers });
  });

  test('that was answered keeps its first answer', () => {
    const invite = inviteThatIs('pending');
    settleInvite(invite, { accept: true, through: 'app', at: 7 });
    expect(settleInvite(invite, { accept: false, through: 'api', at: 8 })).toBe(false);
    expect(invite).toMatchObject({ status: 'accepted', answeredAt: 7, answeredThrough: 'app', effectiveAnswers: 0 });
  });
});
