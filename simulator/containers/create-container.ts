import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';
import { imageParamsRefusal } from './image-container-params.ts';
import { fetchImage } from './image-fetch.ts';
import { imageRefusal } from './image-verdict.ts';

/**
 * Makes an image container, after its image has really been fetched.
 * @throws GraphError for parameters or an image that Instagram would refuse.
 */
export async function createContainer(world: World, { params }: GraphCall, { igUserId }: Account) {
  const refusal = imageParamsRefusal(params) ?? (await fetchRefusal(world, params.get('image_url') ?? ''));
  if (refusal !== null) throw new GraphError(refusal);
  const createdAt = world.clock.now();
  const failure = world.faults.take('processing', igUserId)?.outcome.subcode ?? null;
  const processing = { endsAt: createdAt + world.settings.imageProcessingMs, failure };
  const { id } = world.state.addContainer({ igUserId, kind: 'image', parameters: params, createdAt, processing });
  return { id };
}

const fetchRefusal = async ({ settings, closing }: World, url: string) =>
  imageRefusal(url, await fetchImage(url, { timeoutMs: settings.imageFetchTimeoutMs, closing }));
