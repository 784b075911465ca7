import type { Invite } from '../collaboration/invite.ts';
import { containerStatus, expiresAt, statusText } from '../containers/container-status.ts';
import type { Account, Comment, Container, Media } from '../state.ts';
import type { World } from '../world.ts';

const accountView = ({ igUserId, username, login, tokens, media }: Account) => ({
  igUserId,
  username,
  login,
  tokens: tokens.length,
  mediaCount: media.length,
});

const containerView = (container: Container, now: number) => ({
  id: container.id,
  igUserId: container.igUserId,
  kind: container.kind,
  isCarouselItem: container.isCarouselItem,
  parameters: Object.fromEntries(container.parameters),
  children: container.children.map(({ id }) => id),
  upload: container.upload,
  createdAt: container.createdAt,
  expiresAt: expiresAt(container),
  statusCode: containerStatus(container, now).code,
  status: statusText(containerStatus(container, now)),
  mediaId: container.publishedAs,
});

const mediaView = ({ id, container, owner, kind, caption, children, comments, ...shown }: Media) => ({
  id,
  igUserId: owner.igUserId,
  kind,
  /** Which container made it; null for a foreign one. */
  creationId: container?.id ?? null,
  caption,
  children: children.length,
  comments: comments.map(commentView),
  foreign: shown.foreign,
  through: shown.through,
  publishedAt: shown.publishedAt,
});

const commentView = ({ id, text, from, createdAt }: Comment) => ({ id, text, username: from.username, createdAt });

/** One invite, whatever has become of it. */
export const inviteView = ({ media, strangerId, ...invite }: Invite) => ({
  mediaId: media.id,
  ownerUsername: media.owner.username,
  ...invite,
});

/** All that the simulator remembers, for people and tests. Of tokens only how many there are. */
export function stateView({ state, clock, settings, faults }: World) {
  const now = clock.now();
  return {
    now,
    settings,
    accounts: [...state.accounts.values()].map(accountView),
    containers: [...state.containers.values()].map((container) => containerView(container, now)),
    media: [...state.media.values()].map(mediaView),
    invites: state.invites.map(inviteView),
    publishes: state.publishes,
    untaggable: [...state.untaggable],
    unlisted: [...state.unlisted],
    invalidLocations: [...state.invalidLocations],
    faults: faults.waiting(),
  };
}
