import type { Field } from '../protocol/fields.ts';
import type { GraphCall } from '../protocol/graph-call.ts';
import { refusals } from '../protocol/refusals.ts';
import { graphTimestamp } from '../protocol/timestamps.ts';
import type { ContainerKind, Media } from '../state.ts';
import type { World } from '../world.ts';
import { shownCaption } from './caption-shown.ts';
import { commentsEdge } from './comments-edge.ts';
import { type NodeType, selectFields } from './select-fields.ts';

/** What a media shows of itself. What a kind of media has nothing to show for is absent on it. */
export const mediaNode = (world: World, call: GraphCall): NodeType<Media> => ({
  fields: {
    id: ({ id }) => id,
    alt_text: parameter('alt_text'),
    caption: ({ caption }) => shownCaption(caption, world.settings),
    children: (media, { fields }) =>
      media.kind === 'carousel' ? childrenOf(world, call, { media, fields }) : undefined,
    comments: (media, { arguments: params, fields }) => commentsEdge(call, media, { params, fields }),
    comments_count: ({ comments }) => comments.length,
    is_comment_enabled: (media) => (isPart(media) ? undefined : true),
    is_shared_to_feed: (media) => (media.kind === 'reel' ? parameter('share_to_feed')(media) !== 'false' : undefined),
    like_count: () => 0,
    media_product_type: ({ kind }) => SHOWN_AS[kind].product,
    media_type: ({ kind }) => SHOWN_AS[kind].type,
    media_url: (media) => parameter('image_url')(media) ?? parameter('video_url')(media),
    owner: ({ owner }) => ({ id: owner.igUserId }),
    permalink,
    shortcode: ({ shortcode }) => shortcode,
    thumbnail_url: parameter('cover_url'),
    timestamp: ({ publishedAt }) => graphTimestamp(publishedAt),
    username: ({ owner }) => owner.username,
  },
  unknownField: (name) => refusals.fieldUnknown(name, 'IGMedia'),
});

/** The items of a carousel, in their order: at most ten, hence never more than a page. */
export const childrenOf = (
  world: World,
  call: GraphCall,
  { media, fields }: { readonly media: Media; readonly fields: readonly Field[] },
) => ({ data: media.children.map((child) => selectFields(mediaNode(world, call), child, fields)) });

interface Shown {
  readonly type: 'IMAGE' | 'VIDEO' | 'CAROUSEL_ALBUM';
  readonly product: 'FEED' | 'REELS' | 'STORY';
}

const SHOWN_AS: Readonly<Record<ContainerKind, Shown>> = {
  image: { type: 'IMAGE', product: 'FEED' },
  video: { type: 'VIDEO', product: 'FEED' },
  carousel: { type: 'CAROUSEL_ALBUM', product: 'FEED' },
  reel: { type: 'VIDEO', product: 'REELS' },
  'story-image': { type: 'IMAGE', product: 'STORY' },
  'story-video': { type: 'VIDEO', product: 'STORY' },
};

const parameter =
  (name: string) =>
  ({ container }: Media): string | undefined =>
    container?.parameters.get(name);

const isPart = ({ container }: Media): boolean => container?.isCarouselItem === true;

/** Meta: it cannot be used on the items of an album. */
function permalink(media: Media): string | undefined {
  if (isPart(media)) return undefined;
  const { id, kind, owner, shortcode } = media;
  const { product } = SHOWN_AS[kind];
  switch (product) {
    case 'FEED':
      return `https://www.instagram.com/p/${shortcode}/`;
    case 'REELS':
      return `https://www.instagram.com/reel/${shortcode}/`;
    case 'STORY':
      return `https://www.instagram.com/stories/${owner.username}/${id}`;
    default:
      return product satisfies never;
  }
}
