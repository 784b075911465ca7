import type { GraphCall } from '../protocol/graph-call.ts';
import { type PageQuery, published } from '../protocol/page.ts';
import { isStory, isThere } from '../publishing/stories.ts';
import type { Account, Media } from '../state.ts';
import type { World } from '../world.ts';
import { type EdgeQuestion, edgePage } from './edge.ts';
import { mediaNode } from './media-node.ts';

/** An account and what is asked of one of its lists. */
export interface AccountQuestion extends EdgeQuestion {
  readonly account: Account;
}

/** A page of what stands in the feed and among the reels of an account, newest first. */
export function mediaEdge(world: World, call: GraphCall, { account, ...question }: AccountQuestion) {
  const items = (query: PageQuery) => published(visible(world, account), query).filter((media) => !isStory(media));
  return edgePage(call, { path: `${account.igUserId}/media`, type: mediaNode(world, call), items }, question);
}

/** A page of an account's stories of the last 24 hours, newest first. */
export function storiesEdge(world: World, call: GraphCall, { account, ...question }: AccountQuestion) {
  const items = () => visible(world, account).filter(isStory);
  return edgePage(call, { path: `${account.igUserId}/stories`, type: mediaNode(world, call), items }, question);
}

/** What the lists of an account show by now. */
function visible({ clock }: World, { media }: Account): Media[] {
  const now = clock.now();
  const shown = media.filter((each) => now >= each.isVisibleAt && isThere(each, now));
  return shown.toReversed().toSorted((a, b) => b.publishedAt - a.publishedAt);
}
