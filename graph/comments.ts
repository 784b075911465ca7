import { z } from 'zod';
import type { MediaId } from '../contracts/ids.ts';
import type { GraphAnswer } from './graph-answer.ts';
import { askForPages, pageOf } from './pages.ts';
import type { Ask } from './question.ts';
import { numericText, timestamp } from './read-answer.ts';

/** A comment on a media, replies left out. */
export interface MediaComment {
  readonly commentId: string;
  /** As it came. */
  readonly text: string;
  /** Who made it; Instagram does not always tell. */
  readonly fromId: string | null;
  /** Epoch milliseconds, to the second. */
  readonly postedAt: number | null;
}

const mediaComment = z
  .object({
    id: numericText,
    text: z.string().nullish().catch(null),
    from: z.object({ id: numericText }).nullish().catch(null),
    timestamp: timestamp.nullish().catch(null),
  })
  .transform(
    (row): MediaComment => ({
      commentId: row.id,
      text: row.text ?? '',
      fromId: row.from?.id ?? null,
      postedAt: row.timestamp ?? null,
    }),
  );

const page = pageOf(mediaComment);
const createdComment = z.object({ id: numericText.refine(Boolean) }).transform(({ id }) => ({ commentId: id }));

/** Newest first, 50 at a time: https://developers.facebook.com/docs/instagram-platform/instagram-graph-api/reference/ig-media/comments */
export async function listComments(
  ask: Ask,
  mediaId: MediaId,
): Promise<GraphAnswer<{ readonly comments: readonly MediaComment[] }>> {
  const answer = await askForPages(ask, {
    path: `${mediaId}/comments`,
    query: { fields: 'id,text,timestamp,from', limit: '50' },
    expected: page,
    pages: 5,
  });
  return answer.kind === 'ok' ? { ...answer, value: { comments: answer.value } } : answer;
}

export const addComment = (ask: Ask, mediaId: MediaId, text: string) =>
  ask({ path: `${mediaId}/comments`, form: { message: text }, expected: createdComment });
