import type { Account, State } from '../state.ts';
import type { World } from '../world.ts';
import type { Invite } from './invite.ts';

/** Every invite that an account was ever sent, in the order in which it came. */
export const invitesOf = ({ invites }: State, { igUserId }: Account): readonly Invite[] =>
  invites.filter((invite) => invite.igUserId === igUserId);

/** Whether an invite waits for its answer. */
export const isOpen = ({ status, invitedAt }: Invite, now: number): boolean => status === 'pending' && now >= invitedAt;

/** The invite of an account to a media; undefined unless it waits for its answer. */
export const openInvite = ({ state, clock }: World, account: Account, mediaId: string): Invite | undefined =>
  invitesOf(state, account).find((invite) => invite.media.id === mediaId && isOpen(invite, clock.now()));

/** Newest first by an instant; of those of one instant, the one that came last. */
export const newestFirst = (invites: readonly Invite[], instantOf: (invite: Invite) => number): Invite[] =>
  invites.toReversed().toSorted((one, other) => instantOf(other) - instantOf(one));
