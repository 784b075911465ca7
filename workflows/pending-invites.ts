import type { MediaId } from '../contracts/ids.ts';
import type { CountedOrder, PendingInvite } from '../contracts/invites.ts';
import { readingCollaborations } from './activity-proxies.ts';

/** The list of pending invites, as far as it could be read. */
export interface PendingList {
  /** In Instagram's order: the newest first. */
  readonly invites: readonly PendingInvite[];
  readonly isWhole: boolean;
}

/** Of a longer list the oldest are taken: a history has to stay small. */
const MOST_PENDING = 2_000;

/**
 * Reads the list of pending invites page by page, each a step of its own: whatever happens, no page is read again. It stops early when
 * Instagram allows no more reads today.
 * @param isEnough whether what follows a page is of no interest
 */
export async function readPending(
  counted: CountedOrder,
  isEnough: (page: readonly PendingInvite[]) => boolean = () => false,
): Promise<PendingList> {
  const invites = new Map<MediaId, PendingInvite>();
  const cursors = new Set<string | null>();
  let after: string | null = null;
  // A list that leads back to one of its pages would be read for ever.
  while (!cursors.has(after)) {
    cursors.add(after);
    const summary = `read the pending invites, page ${cursors.size}`;
    const page = await readingCollaborations.readInvites.executeWithOptions({ summary }, [{ ...counted, after }]);
    if (page.outcome === 'spent') break;
    // What comes in meanwhile moves the rest of the list on, and an invite may stand on two pages.
    for (const invite of page.invites) invites.set(invite.mediaId, invite);
    if (page.next === null) {
      const all = [...invites.values()];
      return { invites: all.slice(-MOST_PENDING), isWhole: all.length <= MOST_PENDING };
    }
    if (isEnough(page.invites)) break;
    after = page.next;
  }
  return { invites: [...invites.values()].slice(-MOST_PENDING), isWhole: false };
}
