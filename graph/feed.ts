import { z } from 'zod';
import type { IgUserId, MediaId } from '../contracts/ids.ts';
import type { GraphAnswer } from './graph-answer.ts';
import { askForPages, type Page, pageOf } from './pages.ts';
import type { Ask } from './question.ts';
import { mediaId, timestamp } from './read-answer.ts';

/** Stories are not in the list of media: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/stories */
export type FeedEdge = 'media' | 'stories';

/** One thing that an account has published, as its list shows it. */
export interface FeedMedia {
  readonly mediaId: MediaId;
  /** As it came: Instagram may have changed white space in it. Empty when there is none. */
  readonly caption: string;
  /** Epoch milliseconds, to the second. */
  readonly publishedAt: number;
  /** `IMAGE`, `VIDEO`, `CAROUSEL_ALBUM`, or a word that Meta adds. */
  readonly mediaType: string;
  /** `FEED`, `REELS`, `STORY`, or a word that Meta adds. */
  readonly productType: string | null;
  readonly permalink: string | null;
  /** Media of a carousel; null where Instagram tells none. */
  readonly children: number | null;
}

export interface FeedQuery {
  readonly edge: FeedEdge;
  /** Epoch milliseconds. Instagram's times have no fraction, so all that was published in this second counts. */
  readonly since: number;
}

const text = z.string().nullish().catch(null);

/** A row without id or time could be ours, so it makes the list unreadable instead of vanishing from it. */
const feedMedia = z
  .object({
    id: mediaId,
    timestamp,
    caption: text,
    media_type: text,
    media_product_type: text,
    permalink: text,
    children: z
      .object({ data: z.array(z.unknown()) })
      .nullish()
      .catch(null),
  })
  .transform(
    (row): FeedMedia => ({
      mediaId: row.id,
      caption: row.caption ?? '',
      publishedAt: row.timestamp,
      mediaType: row.media_type ?? '',
      productType: row.media_product_type ?? null,
      permalink: row.permalink ?? null,
      children: row.children?.data.length ?? null,
    }),
  );

const QUERY = {
  fields: 'id,caption,timestamp,media_type,media_product_type,permalink,children{id}',
  limit: '50',
} as const;
const page = pageOf(feedMedia);

/** What an account has published since an instant, newest first. https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-user/media */
export async function readFeed(
  ask: Ask,
  igUserId: IgUserId,
  { edge, since }: FeedQuery,
): Promise<GraphAnswer<{ readonly media: readonly FeedMedia[] }>> {
  const isSince = ({ publishedAt }: FeedMedia) => publishedAt >= Math.floor(since / 1000) * 1000;
  // What follows a page that ends with something older is older still.
  const enough = ({ items }: Page<FeedMedia>) => {
    const oldest = items.at(-1);
    return oldest !== undefined && !isSince(oldest);
  };
  const answer = await askForPages(ask, {
    path: `${igUserId}/${edge}`,
    query: QUERY,
    expected: page,
    pages: 5,
    enough,
  });
  return answer.kind === 'ok' ? { ...answer, value: { media: answer.value.filter(isSince) } } : answer;
}
