import type { Refusal } from '../protocol/graph-error.ts';
import { refusals } from '../protocol/refusals.ts';
import type { ContainerKind } from '../state.ts';
import type { FetchedVideo } from './video-fetch.ts';

const MEGABYTE = 1_000_000;
const SECOND = 1_000;
const SHORTEST_MS = 3 * SECOND;
/** Meta's page of POST /{ig-user}/media. A part of a carousel is taken to be bounded as a reel is. */
const STORY = { bytes: 100 * MEGABYTE, durationMs: 60 * SECOND };
const REEL = { bytes: 300 * MEGABYTE, durationMs: 15 * 60 * SECOND };

export const isVideo = (kind: ContainerKind): boolean => kind === 'reel' || kind === 'video' || kind === 'story-video';

/** What Instagram knows of a video; null for what it cannot tell. */
export interface VideoFacts {
  readonly bytes: number | null;
  readonly durationMs: number | null;
}

/** Why Instagram refuses a container for what it found at a `video_url`. Whatever a host answers is told later, in `status`. */
export function videoRefusal(url: string, { kind }: FetchedVideo): Refusal | null {
  if (kind === 'timedOut') return refusals.mediaDownloadTimedOut();
  return kind === 'unreachable' ? refusals.mediaNotFetched(url) : null;
}

/** The subcode that the processing of a fetched video fails with, as reports of Instagram have it; null when it goes well. */
export function fetchFailure(fetched: FetchedVideo): number | null {
  switch (fetched.kind) {
    case 'denied':
      return 2207076;
    case 'unsuitableHost':
    case 'page':
    case 'timedOut':
    case 'unreachable':
      return 2207077;
    case 'notVideo':
      return 2207026;
    case 'video':
      return null;
    default:
      return fetched satisfies never;
  }
}

/** The subcode that the processing of a video fails with when it is too large, too short or too long. */
export function specificationFailure(kind: ContainerKind, { bytes, durationMs }: VideoFacts): number | null {
  if (!isVideo(kind)) return null;
  const limit = kind === 'story-video' ? STORY : REEL;
  if (durationMs !== null && durationMs < SHORTEST_MS) return 2207077;
  return (bytes ?? 0) > limit.bytes || (durationMs ?? 0) > limit.durationMs ? 2207082 : null;
}
