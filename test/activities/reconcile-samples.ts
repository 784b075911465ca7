import type { PublishTrace } from '../../contracts/reconcile.ts';
import type { FeedMedia } from '../../graph/feed.ts';
import { CONTAINER_ID, MEDIA_ID, POST } from '../contracts/samples.ts';

export const SENT_AT = Date.parse('2026-12-01T09:00:00.250Z');
export const CAPTION = 'The new chair is here.\n\nCome and see!';

/** An image that was sent at {@link SENT_AT}. */
export const trace = (more: Partial<PublishTrace> = {}): PublishTrace => ({
  accountId: POST.accountId,
  postId: POST.id,
  containerId: CONTAINER_ID,
  kind: 'image',
  medium: 'image',
  caption: CAPTION,
  children: 0,
  sentAt: SENT_AT,
  ...more,
});

/** What the feed shows of it once it is live. */
export const media = (more: Partial<FeedMedia> = {}): FeedMedia => ({
  mediaId: MEDIA_ID,
  caption: CAPTION,
  publishedAt: Math.floor(SENT_AT / 1000) * 1000,
  mediaType: 'IMAGE',
  productType: 'FEED',
  permalink: 'https://www.instagram.com/p/DAbc123/',
  children: null,
  ...more,
});
