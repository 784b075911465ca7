import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import type { Account } from '../state.ts';
import { uploadUri } from '../uploads/upload-uri.ts';
import type { World } from '../world.ts';
import { beginProcessing } from './begin-processing.ts';
import { refuseBeyondLimit } from './container-limit.ts';
import { paramsRefusal, type Role } from './container-params.ts';
import { type ContainerPlan, containerPlan } from './container-plan.ts';
import { obtainCover, obtainMedia } from './obtain-media.ts';

/**
 * Makes a container, after what Instagram fetches by itself has really been fetched. Its processing begins, unless its
 * video is still to be uploaded: then the answer has a `uri` for that beside the id.
 * @throws GraphError for parameters or media that Instagram would refuse.
 */
export async function createContainer(world: World, { params, root }: GraphCall, account: Account) {
  const { igUserId, login } = account;
  const plan = containerPlan(params, login);
  const { settings, state, clock } = world;
  const question = { params, role: roleOf(plan), login, settings, state };
  const refusal = paramsRefusal(question);
  if (refusal !== null) throw new GraphError(refusal);
  refuseBeyondLimit(world, account);
  await obtainCover(world, params);
  const { failure, ...medium } = await obtainMedia(world, account, plan);
  // While the media came, other requests may have made the last containers that the limit allows.
  refuseBeyondLimit(world, account);
  const { kind, isCarouselItem } = plan;
  const made = { igUserId, kind, isCarouselItem, parameters: params, createdAt: clock.now(), processing: null };
  const container = state.addContainer({ ...made, ...medium });
  if (container.upload !== null) return { id: container.id, uri: uploadUri(settings, root, container.id) };
  beginProcessing(world, container, failure);
  return { id: container.id };
}

const roleOf = ({ kind, isCarouselItem }: ContainerPlan): Role =>
  kind === 'image' && isCarouselItem ? 'carousel-image' : kind;
