import type { GraphCall } from '../protocol/graph-call.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Media } from '../state.ts';
import type { World } from '../world.ts';

/**
 * Comments on a media as the account of the token.
 * @throws GraphError 100 without a message.
 */
export function createComment({ state, clock }: World, { params, account }: GraphCall, media: Media) {
  const text = params.get('message') ?? '';
  if (text.trim() === '') throw new GraphError(refusals.parameterRequired('message'));
  const { id } = state.addComment(media, { text, createdAt: clock.now(), from: account });
  return { id };
}
