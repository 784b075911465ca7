import { GraphError, type Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Account, Container } from '../state.ts';
import type { World } from '../world.ts';
import { containerStatus } from './container-status.ts';

const FEWEST = 2;
const MOST = 10;

/**
 * The containers that a carousel is made of.
 * @throws GraphError when there are too few or too many, or one is not there, not finished, or not meant for a carousel.
 */
export function carouselChildren({ state, clock }: World, account: Account, ids: readonly string[]): Container[] {
  if (ids.length < FEWEST || ids.length > MOST) throw new GraphError(refusals.carouselSizeWrong());
  return ids.map((id) => {
    const child = state.containers.get(id);
    const refusal = childRefusal(child, account, clock.now());
    if (child === undefined || refusal !== null) throw new GraphError(refusal ?? refusals.mediaNotReady());
    return child;
  });
}

/** Why a container cannot become a part of a carousel of the account. */
export function childRefusal(child: Container | undefined, account: Account, now: number): Refusal | null {
  if (child?.igUserId !== account.igUserId) return refusals.mediaNotReady();
  if (!child.isCarouselItem) return refusals.parameterInvalid(`The container ${child.id} is no carousel item`);
  const { code } = containerStatus(child, now);
  if (code === 'EXPIRED') return refusals.mediaExpired();
  return code === 'FINISHED' ? null : refusals.mediaNotReady();
}
