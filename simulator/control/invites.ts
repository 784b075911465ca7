import { z } from 'zod';
import { type Invite, moveInvite, settleInvite } from '../collaboration/invite.ts';
import { sameUsername } from '../collaboration/usernames.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { igUserId } from './accounts.ts';
import { ControlError } from './control-error.ts';
import { inviteView } from './state-view.ts';

/** The body of `POST /_control/invites`: somebody posts so many media in the app and invites the account to each. */
export const newInvites = z.strictObject({
  /** Who is invited. */
  igUserId,
  /** Who invites. `{number}` in it, and in the caption, stands for the number of the media: 1, 2 and so on. */
  ownerUsername: z.string().min(1),
  caption: z.string().nullable().default(null),
  count: z.int().positive().default(1),
  /** When they are posted and the account is invited: epoch milliseconds by the simulator's clock; now when absent. */
  invitedAt: z.int().nonnegative().optional(),
  /** Whether the owner keeps likes, comments and the like from the collaborators. */
  hidesCounts: z.boolean().default(false),
});

/** The body of the routes about one invite: a media and who is invited to it. */
export const inviteNamed = z.strictObject({ mediaId: z.string().min(1), igUserId });

/** The body of `POST /_control/invites/answer`. */
export const inviteAnswer = inviteNamed.extend({ accept: z.boolean() });

type InviteNamed = z.infer<typeof inviteNamed>;

/**
 * Posts media of somebody else, whose account is added unless there is one of that name, and invites an account to them.
 * @returns the ids of the media, oldest first.
 * @throws ControlError for an account that does not exist or would be invited to media of its own.
 */
export function invite(world: World, { igUserId, ownerUsername, count, ...given }: z.infer<typeof newInvites>) {
  const { state, clock } = world;
  const account = state.accounts.get(igUserId);
  if (account === undefined) throw new ControlError(404, `There is no account ${igUserId}. Add it first.`);
  const numbers = Array.from({ length: count }, (_, index) => index + 1);
  const names = numbers.map((number) => numbered(ownerUsername, number));
  if (names.some((name) => sameUsername(name, account.username)))
    throw new ControlError(409, `${account.username} cannot be invited to media of its own. Choose another owner.`);
  const { caption, hidesCounts, invitedAt = clock.now() } = given;
  const mediaIds = names.map((name, index) => {
    const text = caption === null ? null : numbered(caption, index + 1);
    const shown = { kind: 'image', through: 'app', caption: text, publishedAt: invitedAt, hidesCounts } as const;
    const media = state.addForeignMedia(ownerNamed(world, name), shown);
    state.addInvite(media, { username: account.username, account, invitedAt });
    return media.id;
  });
  return { mediaIds };
}

const numbered = (text: string, number: number): string => text.replaceAll('{number}', String(number));

const ownerNamed = ({ state }: World, username: string): Account =>
  state.accountNamed(username) ?? state.addAccount({ username, tokenExpiresAt: null }).account;

/**
 * The owner takes an invite back.
 * @throws ControlError for one that is not pending.
 */
export const withdraw = (world: World, named: InviteNamed) =>
  change(world, named, { from: 'pending', by: (invite) => moveInvite(invite, 'withdrawn') });

/**
 * The owner takes a collaborator off a media.
 * @throws ControlError for somebody who is none.
 */
export const removeFromMedia = (world: World, named: InviteNamed) =>
  change(world, named, { from: 'accepted', by: (invite) => moveInvite(invite, 'removed') });

/**
 * A person answers an invite in the app. Such an answer counts for no limit.
 * @throws ControlError for an invite that is not pending.
 */
export const answerInApp = (world: World, { accept, ...named }: z.infer<typeof inviteAnswer>) =>
  change(world, named, {
    from: 'pending',
    by: (invite) => settleInvite(invite, { accept, through: 'app', at: world.clock.now() }),
  });

interface Change {
  readonly from: Invite['status'];
  readonly by: (invite: Invite) => boolean;
}

function change({ state }: World, { mediaId, igUserId }: InviteNamed, { from, by }: Change) {
  const found = state.invites.find((invite) => invite.media.id === mediaId && invite.igUserId === igUserId);
  if (found === undefined || !by(found))
    throw new ControlError(404, `There is no ${from} invite of account ${igUserId} to the media ${mediaId}.`);
  return inviteView(found);
}
