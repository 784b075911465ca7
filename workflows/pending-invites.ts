import type { AccountId, MediaId } from '../contracts/ids.ts';
import type { PendingInvite } from '../contracts/invites.ts';
import { readingCollaborations } from './activity-proxies.ts';
import type { PendingList } from './sweep.ts';

/** More than that is left to the next sweeps: a history has to stay small. */
const MOST_PENDING = 2_000;

/**
 * Reads the list of pending invites page by page, each a step of its own: whatever happens, no page is read again. It stops early when
 * Instagram allows no more reads today.
 */
export async function readPending(accountId: AccountId): Promise<PendingList> {
  const invites = new Map<MediaId, PendingInvite>();
  const cursors = new Set<string | null>();
  let after: string | null = null;
  // A list that leads back to one of its pages would be read for ever.
  while (!cursors.has(after) && invites.size < MOST_PENDING) {
    cursors.add(after);
    const summary = `read the pending invites, page ${cursors.size}`;
    const page = await readingCollaborations.readInvites.executeWithOptions({ summary }, [{ accountId, after }]);
    if (page.outcome === 'spent') break;
    // What comes in meanwhile moves the rest of the list on, and an invite may stand on two pages.
    for (const invite of page.invites) invites.set(invite.mediaId, invite);
    if (page.next === null) return { invites: [...invites.values()], isWhole: true };
    after = page.next;
  }
  return { invites: [...invites.values()], isWhole: false };
}
