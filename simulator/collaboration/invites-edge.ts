import { shownCaption } from '../nodes/caption-shown.ts';
import { rowPage } from '../nodes/edge.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import type { PageQuery } from '../protocol/page.ts';
import type { Account, Media } from '../state.ts';
import type { World } from '../world.ts';
import { moveInvite } from './invite.ts';
import { invitesOf, isOpen, newestFirst, openInvite } from './invites-of.ts';
import { mediaUrl } from './media-url.ts';

/** Meta: 10 unless a limit is asked for. */
const PAGE_SIZE = { usual: 10 };

/** An account's request for its invites. */
export interface InvitesCall {
  readonly call: GraphCall;
  readonly account: Account;
  /** Whether the invites that the page shows are withdrawn right after it. */
  readonly isWithdrawnAfter: boolean;
}

/**
 * A page of the pending invites of an account, newest first
 * (developers.facebook.com/docs/instagram-platform/collaboration).
 * @throws GraphError 100 for a cursor or a limit that makes no sense.
 */
export function invitesEdge(world: World, { call, account, isWithdrawnAfter }: InvitesCall) {
  const { settings } = world;
  const row = (media: Media) => ({
    media_id: media.id,
    media_owner_username: media.owner.username,
    caption: shownCaption(media.caption, settings),
    media_url: mediaUrl(call, media),
  });
  const items = (query: PageQuery) => invitedMedia(world, account, query);
  const path = `${account.igUserId}/collaboration_invites`;
  const page = rowPage(call, { path, items, pageSize: PAGE_SIZE, row }, { params: call.params, fields: [] });
  if (isWithdrawnAfter) for (const { media_id } of page.data) withdrawInvite(world, account, media_id);
  return page;
}

/** Takes an invite back that waits for its answer. */
export function withdrawInvite(world: World, account: Account, mediaId: string): void {
  const invite = openInvite(world, account, mediaId);
  if (invite !== undefined) moveInvite(invite, 'withdrawn');
}

/** The list gets shorter while it is read page by page and answered, so a cursor keeps its place when its invite is gone. */
function invitedMedia({ state, clock }: World, account: Account, { after, before }: PageQuery): Media[] {
  const now = clock.now();
  const listed = invitesOf(state, account).filter(
    (invite) => isOpen(invite, now) || invite.media.id === (after ?? before),
  );
  return newestFirst(listed, ({ invitedAt }) => invitedAt).map(({ media }) => media);
}
