import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import { windowStart } from '../publishing/quota.ts';
import type { Account, Container, State } from '../state.ts';
import type { World } from '../world.ts';

/** Every container that an account has made, in the order in which it came. */
export const containersOf = ({ containers }: State, { igUserId }: Account): readonly Container[] =>
  [...containers.values()].filter((container) => container.igUserId === igUserId);

/**
 * Meta: an account can make 400 containers in rolling 24 hours. Every part of a carousel is one, and every failed one.
 * @throws GraphError for one beyond the limit.
 */
export function refuseBeyondLimit({ state, settings, clock }: World, account: Account): void {
  const since = windowStart(settings, clock.now());
  const made = containersOf(state, account).filter(({ createdAt }) => createdAt > since).length;
  if (made < settings.containerTotal) return;
  account.refusedCalls.container += 1;
  throw new GraphError(refusals.containerLimitReached(settings.containerLimitCode));
}
