import { isOwnParameter } from '../contracts/own-parameters.ts';
import type {
  CarouselPost,
  ImageMedia,
  ImagePost,
  Medium,
  Post,
  ProductTag,
  ReelPost,
  UserTag,
  VideoMedia,
} from '../contracts/post.ts';
import type { ContainerOrder, ContainerPart } from '../contracts/staging.ts';

/** The form of a request that makes a container. What is undefined is not sent. */
type Form = Readonly<Record<string, string | undefined>>;

/**
 * The parameters with which `POST /{ig-user-id}/media` makes one container of a post. All that the post says is sent, so
 * that Instagram refuses what it does not take and nothing is left out in silence.
 * https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
 * @throws RangeError when the post has no such part.
 */
export function containerParams(order: ContainerOrder): Record<string, string> {
  const { post, part, without } = order;
  if (post.kind === 'carousel' && part.kind === 'medium') return given(itemForm(mediumAt(post, part.index), without));
  const passedOn = Object.entries(post.params ?? {}).filter(([name]) => !isOwnParameter(name));
  return { ...Object.fromEntries(passedOn), ...given(publishedForm(order)) };
}

/** The container that is published: the only one, or the carousel that holds the others. */
function publishedForm({ post, part, without }: ContainerOrder): Form {
  if (post.kind === 'carousel') return { ...carouselForm(post, part), ...feedForm(post, without) };
  if (part.kind !== 'medium' || part.index !== 0) throw noSuchPart(post);
  switch (post.kind) {
    case 'image':
      return { ...imageForm(post.media[0], without), ...feedForm(post, without) };
    case 'reel':
      return { ...videoForm(post.media[0], without), ...reelForm(post), ...feedForm(post, without) };
    case 'story':
      return storyForm(post.media[0], without);
    default:
      return post satisfies never;
  }
}

/** Instagram takes a container with an `image_url` for an image: the page gives no `media_type` for it. */
const itemForm = (medium: Medium, without: readonly string[]): Form => ({
  ...(medium.kind === 'image' ? imageForm(medium, without) : { media_type: 'VIDEO', ...videoForm(medium, without) }),
  is_carousel_item: 'true',
});

const imageForm = ({ url, altText, userTags, productTags }: ImageMedia, without: readonly string[]): Form => ({
  image_url: url,
  alt_text: altText,
  user_tags: json(allowed(userTags, without)?.map(placedUser)),
  product_tags: json(productTags?.map(placedProduct)),
});

/** Bytes that come later, from us or from a host, are announced; then Instagram must not be told to fetch them now. */
const videoForm = ({ source, userTags, productTags }: VideoMedia, without: readonly string[]): Form => ({
  ...(source.upload === 'url' ? { video_url: source.url } : { upload_type: 'resumable' }),
  user_tags: json(allowed(userTags, without)?.map(({ username }) => ({ username }))),
  product_tags: json(productTags?.map(({ productId }) => ({ product_id: productId }))),
});

/** In a story a tag may have a place in a video too. */
const storyForm = (medium: Medium, without: readonly string[]): Form => ({
  ...(medium.kind === 'image' ? imageForm(medium, without) : videoForm(medium, without)),
  media_type: 'STORIES',
  user_tags: json(allowed(medium.userTags, without)?.map(placedUser)),
});

/** Of the two covers Instagram uses the URL when it gets both; only the one that counts is sent. */
const reelForm = ({ coverUrl, thumbOffsetMs, shareToFeed, audioName, trial }: ReelPost): Form => ({
  media_type: 'REELS',
  cover_url: coverUrl,
  thumb_offset: coverUrl === undefined ? text(thumbOffsetMs) : undefined,
  share_to_feed: text(shareToFeed),
  audio_name: audioName,
  trial_params: trial && json({ graduation_strategy: GRADUATION[trial] }),
});

const GRADUATION = { manual: 'MANUAL', performance: 'SS_PERFORMANCE' } as const;

const feedForm = (post: ImagePost | ReelPost | CarouselPost, without: readonly string[]): Form => ({
  caption: post.caption,
  collaborators: json(post.collaborators?.filter(isNotIn(without))),
  location_id: post.locationId,
  is_ai_generated: text(post.isAiGenerated),
});

function carouselForm(post: CarouselPost, part: ContainerPart): Form {
  if (part.kind !== 'carousel') throw noSuchPart(post);
  return { media_type: 'CAROUSEL', children: part.children.join(',') };
}

function mediumAt(post: CarouselPost, index: number): Medium {
  const medium = post.media[index];
  if (medium === undefined) throw noSuchPart(post);
  return medium;
}

const noSuchPart = ({ id }: Post): RangeError => new RangeError(`The post "${id}" has no such part.`);

const placedUser = ({ username, x, y }: UserTag) => ({ username, x, y });
const placedProduct = ({ productId, x, y }: ProductTag) => ({ product_id: productId, x, y });

const allowed = (tags: readonly UserTag[] | undefined, without: readonly string[]): UserTag[] | undefined =>
  tags?.filter(({ username }) => isNotIn(without)(username));

/** Instagram's usernames do not tell upper from lower case. */
const isNotIn =
  (without: readonly string[]) =>
  (username: string): boolean =>
    !without.some((name) => name.toLowerCase() === username.toLowerCase());

const text = (value: number | boolean | undefined): string | undefined => (value === undefined ? value : String(value));

/** An empty list is not sent. */
const json = (value: object | undefined): string | undefined =>
  value === undefined || (Array.isArray(value) && value.length === 0) ? undefined : JSON.stringify(value);

const given = (form: Form): Record<string, string> => {
  const entries: [string, string][] = [];
  for (const [name, value] of Object.entries(form)) if (value !== undefined) entries.push([name, value]);
  return Object.fromEntries(entries);
};
