import { z } from 'zod';
import { quotaIsSpent } from '../publishing/quota.ts';
import type { World } from '../world.ts';
import { igUserId } from './accounts.ts';
import { ControlError } from './control-error.ts';

/** The body of `POST /_control/media`: what somebody has posted in the app, or with another tool. */
export const newMedia = z.strictObject({
  igUserId,
  kind: z.enum(['image', 'reel', 'carousel', 'story-image', 'story-video']).default('image'),
  /** `api` counts for the account's quota, as what another tool publishes does. */
  through: z.enum(['app', 'api']).default('app'),
  caption: z.string().nullable().default(null),
  /** Epoch milliseconds by the simulator's clock; now when absent. */
  publishedAt: z.int().nonnegative().optional(),
});

/**
 * Adds a media that no container was published for.
 * @throws ControlError for an account that does not exist, and for one through the API when the quota is spent.
 */
export function addForeignMedia(
  { state, clock, settings }: World,
  { igUserId, publishedAt, ...shown }: z.infer<typeof newMedia>,
) {
  const account = state.accounts.get(igUserId);
  if (account === undefined) throw new ControlError(404, `There is no account ${igUserId}. Add it first.`);
  if (shown.through === 'api' && quotaIsSpent(account, settings, clock.now()))
    throw new ControlError(409, `Account ${igUserId} has published all that its quota allows.`);
  return { id: state.addForeignMedia(account, { ...shown, publishedAt: publishedAt ?? clock.now() }).id };
}
