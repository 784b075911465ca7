// Meta: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media
// (Image, Reel, Story Image and Story Video Specifications).

/** Meta writes MB; its page of error codes says for images that it means MiB (36000/2207004). */
const MB = 1024 * 1024;
const SECOND_MS = 1000;

export type ImageUse =
  /** A post of one image, or an image of a carousel. */
  | 'feed'
  | 'story'
  /** The cover photo of a reel. */
  | 'cover';
export type VideoUse = 'reel' | 'story' | 'carousel';

/** A ratio of width to height. */
interface RatioRange {
  readonly least: number;
  readonly most: number;
}

export const IMAGE_LIMITS = {
  maximumBytes: 8 * MB,
  /** 4:5 to 1.91:1. */
  feedRatio: { least: 0.8, most: 1.91 } satisfies RatioRange,
  /** Narrower images are scaled up, images wider than 1440 are scaled down. */
  scaledUpBelowWidth: 320,
} as const;

interface VideoSize {
  readonly maximumBytes: number;
  readonly maximumMs: number;
}

export interface VideoLimits extends VideoSize {
  readonly minimumMs: number;
  readonly ratio: RatioRange;
  /** What Meta documented once and no longer does: beyond it nobody knows. */
  readonly onceDocumented?: VideoSize;
  /** Meta recommends 9:16. */
  readonly fillsScreen: boolean;
}

const REEL: VideoLimits = {
  maximumBytes: 300 * MB,
  minimumMs: 3 * SECOND_MS,
  maximumMs: 15 * 60 * SECOND_MS,
  ratio: { least: 0.01, most: 10 },
  fillsScreen: true,
};

export const VIDEO_LIMITS: Readonly<Record<VideoUse, VideoLimits>> = {
  reel: REEL,
  story: {
    ...REEL,
    maximumBytes: 100 * MB,
    maximumMs: 60 * SECOND_MS,
    ratio: { least: 0.1, most: 10 },
  },
  // The page has no specification of its own for these since videos in the feed became reels (9 November 2023).
  // Until then it was the one for feed videos: 60 s and 100 MB.
  carousel: {
    ...REEL,
    onceDocumented: { maximumBytes: 100 * MB, maximumMs: 60 * SECOND_MS },
    fillsScreen: false,
  },
};

/** The same for every use. */
export const STREAM_LIMITS = {
  maximumColumns: 1920,
  frameRate: { least: 23, most: 60 },
  maximumBitsPerSecond: 25_000_000,
  maximumSampleRate: 48_000,
  maximumChannels: 2,
} as const;
