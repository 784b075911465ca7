import type { Login } from '../ids.ts';
import { GraphError } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { Params } from '../protocol/request-params.ts';
import type { ContainerKind } from '../state.ts';
import { booleanParam, wordsParam } from './param-values.ts';

/** Where a container's medium comes from. */
export type MediaSource =
  | { readonly from: 'image'; readonly url: string }
  | { readonly from: 'video'; readonly url: string }
  /** The client sends the bytes later. */
  | { readonly from: 'upload' }
  | { readonly from: 'containers'; readonly ids: readonly string[] };

/** Which container a create request asks for. */
export interface ContainerPlan {
  readonly kind: ContainerKind;
  readonly isCarouselItem: boolean;
  readonly source: MediaSource;
}

/**
 * Reads what kind of container is asked for.
 * @throws GraphError 100 for a kind that does not exist or lacks its medium.
 */
export function containerPlan(params: Params, login: Login): ContainerPlan {
  const isCarouselItem = booleanParam(params, 'is_carousel_item') ?? false;
  // Meta documents no IMAGE; it is what a request without a type means.
  const mediaType = params.get('media_type') ?? 'IMAGE';
  switch (mediaType) {
    case 'IMAGE':
      return { kind: 'image', isCarouselItem, source: { from: 'image', url: required(params, 'image_url') } };
    case 'VIDEO':
      if (!isCarouselItem) throw new GraphError(refusals.videoTypeRetired());
      return { kind: 'video', isCarouselItem, source: videoSource(params, login) };
    case 'REELS':
      return { kind: 'reel', ...alone(isCarouselItem), source: videoSource(params, login) };
    case 'STORIES':
      return { ...alone(isCarouselItem), ...storyPlan(params, login) };
    case 'CAROUSEL':
      return { kind: 'carousel', ...alone(isCarouselItem), source: childrenSource(params) };
    default:
      throw new GraphError(refusals.mediaTypeUnknown(mediaType));
  }
}

function alone(isCarouselItem: boolean): { readonly isCarouselItem: false } {
  if (isCarouselItem) throw new GraphError(refusals.parameterNotAllowed('is_carousel_item'));
  return { isCarouselItem };
}

function required(params: Params, name: string): string {
  const value = params.get(name) ?? '';
  if (value === '') throw new GraphError(refusals.parameterRequired(name));
  return value;
}

/** graph.instagram.com has no resumable upload and does not say so: it ignores the wish and asks for the address. */
const videoSource = (params: Params, login: Login): MediaSource =>
  login === 'facebook' && params.get('upload_type') === 'resumable'
    ? { from: 'upload' }
    : { from: 'video', url: required(params, 'video_url') };

function storyPlan(params: Params, login: Login): Pick<ContainerPlan, 'kind' | 'source'> {
  const [imageUrl = '', videoUrl = ''] = [params.get('image_url'), params.get('video_url')];
  if (imageUrl !== '' && videoUrl !== '')
    throw new GraphError(refusals.parameterInvalid('Only one of image_url and video_url is allowed'));
  return imageUrl === ''
    ? { kind: 'story-video', source: videoSource(params, login) }
    : { kind: 'story-image', source: { from: 'image', url: imageUrl } };
}

function childrenSource(params: Params): MediaSource {
  required(params, 'children');
  return { from: 'containers', ids: wordsParam(params, 'children') };
}
