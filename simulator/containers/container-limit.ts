import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import { windowStart } from '../publishing/quota.ts';
import type { Account } from '../state.ts';
import type { World } from '../world.ts';

/** Meta: an account can make 400 containers in rolling 24 hours. Every part of a carousel is one, and every failed one. */
export function containerLimitRefusal({ state, settings, clock }: World, { igUserId }: Account): Refusal | null {
  const since = windowStart(settings, clock.now());
  const made = [...state.containers.values()].filter(
    (container) => container.igUserId === igUserId && container.createdAt > since,
  ).length;
  return made < settings.containerTotal ? null : refusals.containerLimitReached(settings.containerLimitCode);
}
