import { CONTAINER_LIFE_MS, containerStatus, statusText } from '../containers/container-status.ts';
import type { Account, Container, Media } from '../state.ts';
import type { World } from '../world.ts';

const accountView = ({ igUserId, username, tokens, media }: Account) => ({
  igUserId,
  username,
  tokens: tokens.length,
  mediaCount: media.length,
});

const containerView = (container: Container, now: number) => ({
  id: container.id,
  igUserId: container.igUserId,
  kind: container.kind,
  parameters: Object.fromEntries(container.parameters),
  createdAt: container.createdAt,
  expiresAt: container.createdAt + CONTAINER_LIFE_MS,
  statusCode: containerStatus(container, now).code,
  status: statusText(containerStatus(container, now)),
  mediaId: container.publishedAs,
});

const mediaView = ({ id, container, owner, publishedAt }: Media) => ({
  id,
  igUserId: owner.igUserId,
  containerId: container.id,
  caption: container.parameters.get('caption') ?? null,
  publishedAt,
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
    faults: faults.waiting(),
  };
}
