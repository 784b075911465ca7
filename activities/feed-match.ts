import type { MediaId } from '../contracts/ids.ts';
import type { PublishTrace } from '../contracts/reconcile.ts';
import type { FeedMedia } from '../graph/feed.ts';

/** Which media of the feed is ours. The first that fits would often be another post's: it is exactly one, or none. */
export type FeedMatch =
  | { readonly match: FeedMedia }
  | {
      readonly match: null;
      /** All that fit, when there is more than one. */
      readonly candidates: readonly FeedMedia[];
    };

/**
 * How far the time of a media may lie before ours: 5 s between two clocks that NTP keeps, and the fraction of a second that
 * Instagram cuts off. More would let in what we published just before; a clock further off costs the media id, and never the
 * truth about whether the post is published.
 */
const MEDIA_TOLERANCE_MS = 6_000;
/** Publishes have been carried out minutes after their request had been answered with an error. */
const LATEST_COMMIT_MS = 900_000;

/** Nothing that was published before this can be ours. Epoch milliseconds. */
export const earliestOf = ({ sentAt, firstSentAt = sentAt }: PublishTrace): number => firstSentAt - MEDIA_TOLERANCE_MS;

/** The media of a feed that can be ours by kind, caption and time. */
export const candidatesFor = (trace: PublishTrace, feed: readonly FeedMedia[]): readonly FeedMedia[] =>
  feed.filter((media) => isInTime(trace, media) && isOfKind(trace, media) && hasCaption(trace, media));

/** @param claimed the media that belong to other posts of ours */
export function matchAmong(candidates: readonly FeedMedia[], claimed: ReadonlySet<MediaId>): FeedMatch {
  const unclaimed = candidates.filter(({ mediaId }) => !claimed.has(mediaId));
  const [match, ...more] = unclaimed;
  return match !== undefined && more.length === 0 ? { match } : { match: null, candidates: unclaimed };
}

const isInTime = (trace: PublishTrace, { publishedAt }: FeedMedia): boolean =>
  publishedAt >= earliestOf(trace) && publishedAt <= trace.sentAt + LATEST_COMMIT_MS;

/** `media_type` alone does not tell a reel from a video story: https://developers.facebook.com/docs/instagram-platform/reference/instagram-media */
function isOfKind({ kind, medium, children }: PublishTrace, media: FeedMedia): boolean {
  switch (kind) {
    case 'image':
      return media.mediaType === 'IMAGE' && media.productType === 'FEED';
    case 'reel':
      return media.productType === 'REELS';
    case 'carousel':
      return media.mediaType === 'CAROUSEL_ALBUM' && canBeChildren(media.children, children);
    case 'story':
      return media.productType === 'STORY' && media.mediaType === (medium === 'video' ? 'VIDEO' : 'IMAGE');
    default:
      return kind satisfies never;
  }
}

/** A carousel that went live with a medium missing is ours still; none gains one. */
const canBeChildren = (shown: number | null, sent: number): boolean => shown === null || (shown > 0 && shown <= sent);

/** Stories have no caption, whatever was sent. */
const hasCaption = ({ kind, caption }: PublishTrace, media: FeedMedia): boolean =>
  kind === 'story' || comparable(media.caption) === comparable(caption);

/**
 * A text without what Instagram may change about it: it trims, composes characters (NFC), and collapses blank lines and runs
 * of spaces. Invisible characters go too, because they make no two texts different to a reader.
 */
export const comparable = (text: string): string =>
  text
    .normalize('NFC')
    .replace(/\p{Cf}+/gu, '')
    .replace(/\s+/gu, ' ')
    .trim();
