import { mediaNode } from '../nodes/media-node.ts';
import type { NodeType } from '../nodes/select-fields.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import type { Media } from '../state.ts';
import type { World } from '../world.ts';
import { mediaUrl } from './media-url.ts';

/** What a collaborator is shown as the owner is. */
const SHARED: ReadonlySet<string> = new Set([
  'id',
  'caption',
  'media_product_type',
  'media_type',
  'permalink',
  'thumbnail_url',
  'timestamp',
  'username',
]);

const none = (): number => 0;
const commentsOf = ({ comments }: Media): number => comments.length;

/**
 * What a media shows of itself to its collaborators: the fields that
 * developers.facebook.com/docs/instagram-platform/collaboration lists. The counts are absent where the owner hides them.
 */
export function collaborativeMediaNode(world: World, call: GraphCall): NodeType<Media> {
  const { fields, unknownField } = mediaNode(world, call);
  const shared = Object.entries(fields).filter(([name]) => SHARED.has(name));
  return {
    fields: {
      ...Object.fromEntries(shared),
      media_url: (media) => mediaUrl(call, media),
      comments_count: unlessHidden(commentsOf),
      like_count: unlessHidden(none),
      reposts_count: unlessHidden(none),
      saved_count: unlessHidden(none),
      shares_count: unlessHidden(none),
      total_comments_count: unlessHidden(commentsOf),
      total_like_count: unlessHidden(none),
      total_views_count: unlessHidden(none),
    },
    unknownField,
  };
}

const unlessHidden =
  (count: (media: Media) => number) =>
  (media: Media): number | undefined =>
    media.hidesCounts ? undefined : count(media);
