import { inviteCollaborators } from '../collaboration/invite-collaborators.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Account, PublishRecord } from '../state.ts';
import type { World } from '../world.ts';
import { judgePublish } from './publish-verdict.ts';

/** A `media_publish` whose token is good. */
export interface PublishCall {
  readonly call: GraphCall;
  readonly account: Account;
  /** Where what comes of it is written down. */
  readonly record: PublishRecord;
}

const appearance = ({ settings }: World, now: number) => ({
  publishedAt: now,
  isVisibleAt: now + settings.feedLagMs,
});

/**
 * Publishes a container.
 * @throws GraphError when Instagram would refuse.
 */
export function publishContainer(world: World, { call, account, record }: PublishCall) {
  const now = world.clock.now();
  const creationId = call.params.get('creation_id') ?? '';
  if (creationId === '') throw new GraphError(refusals.parameterRequired('creation_id'));
  const container = world.state.containers.get(creationId);
  const verdict = judgePublish({ creationId, container, account, settings: world.settings, now });
  switch (verdict.kind) {
    case 'refuse':
      throw new GraphError(verdict.refusal);
    case 'beyond-quota':
      account.refusedCalls.publish += 1;
      throw new GraphError(refusals.publishLimitReached());
    case 'repeat':
      record.mediaId = verdict.mediaId;
      return { id: verdict.mediaId };
    case 'publish': {
      const media = world.state.addMedia(account, verdict.container, appearance(world, now));
      inviteCollaborators(world.state, media, verdict.container);
      record.mediaId = media.id;
      record.committed = true;
      return { id: media.id };
    }
    default:
      return verdict satisfies never;
  }
}
