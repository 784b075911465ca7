import type { IgUserId } from '../ids.ts';
import type { Media } from '../state.ts';

/**
 * What has become of an invite. Its owner takes it back while it is pending (`withdrawn`), or a collaborator off the media
 * (`removed`).
 */
export type InviteStatus = 'pending' | 'accepted' | 'declined' | 'withdrawn' | 'removed';

/** Somebody who is invited to be a collaborator of a media. */
export interface Invite {
  readonly media: Media;
  /** As the owner wrote it. */
  readonly username: string;
  /** The invited account; null while the simulator has none of that name. */
  igUserId: IgUserId | null;
  /** By which the list of collaborators tells somebody whom the simulator does not know. */
  readonly strangerId: IgUserId;
  status: InviteStatus;
  /** From when on the invite is there: epoch milliseconds. */
  readonly invitedAt: number;
  answeredAt: number | null;
  /** By a call to Graph or by a person in the app. */
  answeredThrough: 'api' | 'app' | null;
  /** How often an answer through the API took effect: never or once. */
  effectiveAnswers: number;
}

/** How an invite is answered. */
export interface InviteAnswer {
  readonly accept: boolean;
  readonly through: 'api' | 'app';
  readonly at: number;
}

const FOLLOWING: Readonly<Record<InviteStatus, readonly InviteStatus[]>> = {
  pending: ['accepted', 'declined', 'withdrawn'],
  accepted: ['removed'],
  declined: [],
  withdrawn: [],
  removed: [],
};

/**
 * Moves an invite on.
 * @returns false, and nothing has changed, where the one status does not follow the other.
 */
export function moveInvite(invite: Invite, status: InviteStatus): boolean {
  if (!FOLLOWING[invite.status].includes(status)) return false;
  invite.status = status;
  return true;
}

/**
 * Answers an invite.
 * @returns false, and nothing has changed, for one that is not pending.
 */
export function settleInvite(invite: Invite, { accept, through, at }: InviteAnswer): boolean {
  if (!moveInvite(invite, accept ? 'accepted' : 'declined')) return false;
  invite.answeredAt = at;
  invite.answeredThrough = through;
  if (through === 'api') invite.effectiveAnswers += 1;
  return true;
}
