import { refusals } from '../protocol/refusals.ts';
import { graphTimestamp } from '../protocol/timestamps.ts';
import type { Media } from '../state.ts';
import type { NodeType } from './select-fields.ts';

/** What a published image shows of itself. Fields of carousels and videos are absent on it. */
export const mediaNode: NodeType<Media> = {
  fields: {
    id: ({ id }) => id,
    alt_text: ({ container }) => container.parameters.get('alt_text'),
    caption: ({ container }) => container.parameters.get('caption'),
    children: () => undefined,
    comments_count: () => 0,
    is_comment_enabled: () => true,
    like_count: () => 0,
    media_product_type: () => 'FEED',
    media_type: () => 'IMAGE',
    media_url: ({ container }) => container.parameters.get('image_url'),
    owner: ({ owner }) => ({ id: owner.igUserId }),
    permalink: ({ shortcode }) => `https://www.instagram.com/p/${shortcode}/`,
    shortcode: ({ shortcode }) => shortcode,
    thumbnail_url: () => undefined,
    timestamp: ({ publishedAt }) => graphTimestamp(publishedAt),
    username: ({ owner }) => owner.username,
  },
  unknownField: (name) => refusals.fieldUnknown(name, 'IGMedia'),
};
