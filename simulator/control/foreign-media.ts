import { z } from 'zod';
import type { World } from '../world.ts';
import { igUserId } from './accounts.ts';
import { ControlError } from './control-error.ts';

/** The body of `POST /_control/media`: what somebody has posted in the app. */
export const newMedia = z.strictObject({
  igUserId,
  kind: z.enum(['image', 'reel', 'carousel', 'story-image', 'story-video']).default('image'),
  caption: z.string().nullable().default(null),
  /** Epoch milliseconds by the simulator's clock; now when absent. */
  publishedAt: z.int().nonnegative().optional(),
});

/**
 * Adds a media that no container was published for.
 * @throws ControlError for an account that does not exist.
 */
export function addForeignMedia(
  { state, clock }: World,
  { igUserId, publishedAt, ...shown }: z.infer<typeof newMedia>,
) {
  const account = state.accounts.get(igUserId);
  if (account === undefined) throw new ControlError(404, `There is no account ${igUserId}. Add it first.`);
  return { id: state.addForeignMedia(account, { ...shown, publishedAt: publishedAt ?? clock.now() }).id };
}
