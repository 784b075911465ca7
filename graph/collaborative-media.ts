import { z } from 'zod';
import type { CollaborativeMedia, CollaborativeMediaOrder } from '../contracts/collaborative-media.ts';
import type { IgUserId, MediaId } from '../contracts/ids.ts';
import { pageOf } from './pages.ts';
import type { Ask } from './question.ts';
import { mediaId, timestamp } from './read-answer.ts';

const text = z.string().nullish().catch(null);
const count = z.int().nonnegative().nullish().catch(null);

/** The owner of a media can hide its counts: Instagram then leaves them out, and they are unknown, not 0. */
const collaborativeMedia = z
  .object({
    id: mediaId,
    username: text,
    caption: text,
    media_type: text,
    media_product_type: text,
    permalink: text,
    timestamp: timestamp.nullish().catch(null),
    like_count: count,
    comments_count: count,
    total_like_count: count,
    total_comments_count: count,
    reposts_count: count,
    saved_count: count,
    shares_count: count,
    total_views_count: count,
  })
  .transform(
    (row): CollaborativeMedia => ({
      mediaId: row.id,
      owner: row.username ?? null,
      caption: row.caption ?? null,
      mediaType: row.media_type ?? null,
      productType: row.media_product_type ?? null,
      permalink: row.permalink ?? null,
      publishedAt: row.timestamp == null ? null : new Date(row.timestamp).toISOString(),
      likes: row.like_count ?? null,
      comments: row.comments_count ?? null,
      totalLikes: row.total_like_count ?? null,
      totalComments: row.total_comments_count ?? null,
      reposts: row.reposts_count ?? null,
      saves: row.saved_count ?? null,
      shares: row.shares_count ?? null,
      views: row.total_views_count ?? null,
    }),
  );

const FIELDS =
  'id,username,caption,media_type,media_product_type,permalink,timestamp,like_count,comments_count,total_like_count,total_comments_count,reposts_count,saved_count,shares_count,total_views_count';
const page = pageOf(collaborativeMedia);

/** A page of the media of others on which an account is an accepted collaborator: https://developers.facebook.com/docs/instagram-platform/collaboration */
export const listCollaborativeMedia = (
  ask: Ask,
  igUserId: IgUserId,
  { after, limit }: Pick<CollaborativeMediaOrder, 'after' | 'limit'>,
) =>
  ask({
    path: `${igUserId}/collaborative_media`,
    query: { fields: FIELDS, limit: String(limit), ...(after !== null && { after }) },
    expected: page,
  });

/** What Meta answers when the account is no collaborator of the media is not documented: the field is missing or null. */
const searched = z
  .object({ collaborative_media_search: z.object({ id: mediaId }).nullish() })
  .transform(({ collaborative_media_search: media }) => ({ isCollaborator: media != null }));

/** Whether an account is an accepted collaborator of a media. */
export const searchCollaborativeMedia = (ask: Ask, igUserId: IgUserId, mediaId: MediaId) =>
  ask({
    path: igUserId,
    query: { fields: `collaborative_media_search.media_id(${mediaId}){id}` },
    expected: searched,
  });
