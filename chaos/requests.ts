import type { ImageRequest, MediaRequest, PostRequest, VideoRequest } from '../client/index.ts';
import type { PlannedMedium, PlannedPost, PlannedVideo } from './scenario.ts';

/** A parameter that Instagram does not know and every container that is published carries: by it the audit knows whose it is. */
export const MARKER_PARAMETER = 'chaos_marker';

/** Where the run keeps the media. */
export interface MediaPlaces {
  /** Of the host of pictures and videos, without a slash at the end. */
  readonly hostUrl: string;
  /** A path. */
  readonly videoFile: string;
}

interface RequestDetails {
  readonly accountId: string;
  /** Epoch milliseconds. */
  readonly dueAt: number;
  readonly publishWithinSeconds: number;
  readonly places: MediaPlaces;
}

/** A planned post as the client library queues it. */
export function requestOf(post: PlannedPost, details: RequestDetails): PostRequest {
  const { marker, caption, firstComment } = post;
  const { accountId, dueAt, publishWithinSeconds, places } = details;
  const any = {
    ...{ accountId, id: marker, publishWithinSeconds },
    scheduledAt: new Date(dueAt).toISOString(),
    params: { [MARKER_PARAMETER]: marker },
  };
  const feed = { ...(caption !== null && { caption }), ...(firstComment !== null && { firstComment }) };
  const urlAt = (index: number) => `${places.hostUrl}${pathOf(post, index)}`;
  const anyMedium = (medium: PlannedMedium, index: number): MediaRequest =>
    medium.kind === 'image' ? imageOf(urlAt(index)) : videoOf(medium, urlAt(index), places);
  switch (post.kind) {
    case 'image':
      return { ...any, ...feed, kind: 'image', media: post.media.map((_, index) => imageOf(urlAt(index))) };
    case 'reel':
      return {
        ...any,
        ...feed,
        kind: 'reel',
        media: post.media.map((one, index) => videoOf(one, urlAt(index), places)),
      };
    case 'carousel':
      return { ...any, ...feed, kind: 'carousel', media: post.media.map(anyMedium) };
    case 'story':
      return { ...any, kind: 'story', media: post.media.map(anyMedium) };
    default:
      return post satisfies never;
  }
}

/** Where the host serves a medium of a post. Its marker is in the address, for faults on the parts of carousels. */
export const pathOf = ({ marker, media }: PlannedPost, index: number): string =>
  `/${marker}-${index}.${media[index]?.kind === 'video' ? 'mp4' : 'jpg'}`;

const imageOf = (url: string): ImageRequest => ({ kind: 'image', url });

function videoOf({ way }: PlannedVideo, url: string, { videoFile }: MediaPlaces): VideoRequest {
  switch (way) {
    case 'url':
    case 'hosted-url':
      return { kind: 'video', url, upload: way };
    case 'bytes-of-host':
      return { kind: 'video', url, upload: 'bytes' };
    case 'bytes-of-file':
      return { kind: 'video', file: videoFile };
    default:
      return way satisfies never;
  }
}
