import { z } from 'zod';
import type { IgUserId, MediaId } from '../contracts/ids.ts';
import type { PendingInvite } from '../contracts/invites.ts';
import { pageOf } from './pages.ts';
import type { Ask } from './question.ts';
import { mediaId } from './read-answer.ts';

/** Fewer calls than with Instagram's own page of 10: each of them counts. */
const PAGE_SIZE = '50';

/** A row without id or owner makes the list unreadable: nothing may be decided about an invite that is not understood. */
const pendingInvite = z
  .object({ media_id: mediaId, media_owner_username: z.string().min(1), caption: z.string().nullish().catch(null) })
  .transform(
    (row): PendingInvite => ({ mediaId: row.media_id, owner: row.media_owner_username, caption: row.caption ?? '' }),
  );
const page = pageOf(pendingInvite);
const taken = z.object({ success: z.boolean() }).transform(({ success }) => ({ isTaken: success }));

/** A page of the invites that an account has not answered. Each call counts: https://developers.facebook.com/docs/instagram-platform/collaboration */
export const listInvites = (ask: Ask, igUserId: IgUserId, after: string | null) =>
  ask({
    path: `${igUserId}/collaboration_invites`,
    query: { limit: PAGE_SIZE, ...(after !== null && { after }) },
    expected: page,
  });

/** Accepts or declines an invite. Each call counts, whatever comes of it; a repeat changes nothing. */
export const answerInvite = (
  ask: Ask,
  igUserId: IgUserId,
  { mediaId, accept }: { readonly mediaId: MediaId; readonly accept: boolean },
) =>
  ask({
    path: `${igUserId}/collaboration_invites`,
    form: { media_id: mediaId, accept: String(accept) },
    expected: taken,
  });
