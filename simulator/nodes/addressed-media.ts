import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import { isThere } from '../publishing/stories.ts';
import type { Media } from '../state.ts';
import type { World } from '../world.ts';

/** The account's own media of an id, or a part of one; undefined when there is none, or it was a story that has ended. */
export function ownMedia({ state, clock }: World, { account }: GraphCall, id: string): Media | undefined {
  const media = state.media.get(id) ?? state.childMedia.get(id);
  return media?.owner === account && isThere(media, clock.now()) ? media : undefined;
}

/**
 * The media that a path names.
 * @throws GraphError 100/33 for what does not exist or is another account's.
 */
export function addressedMedia(world: World, call: GraphCall, id: string): Media {
  const media = ownMedia(world, call, id);
  if (media === undefined) throw new GraphError(refusals.objectUnsupported(call.method, id));
  return media;
}
