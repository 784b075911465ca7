import type { PostListItem, PostView } from '../client/index.ts';
import { print, sheet, table } from './output.ts';

/** What a command knows of a post besides the post itself. */
export interface AboutPost {
  /** False when the same request had been queued before. */
  readonly created?: boolean;
  /** The page of its run in the Temporal UI. */
  readonly temporalUrl: string | null;
}

export function printPost(post: PostView, about: AboutPost): void {
  print({ ...post, ...about }, () => postForPeople(post, about));
}

export function printPosts(posts: readonly PostListItem[]): void {
  print(posts, () => postsForPeople(posts));
}

export const postForPeople = (post: PostView, { created, temporalUrl }: AboutPost): string =>
  sheet({
    post: `${post.accountId} ${post.id}`,
    status: created === false ? `${post.status} (it existed already)` : post.status,
    due: post.dueAt,
    published: post.publishedAt,
    'lateness ms': post.latenessMs,
    media: post.mediaId,
    permalink: post.permalink,
    error: post.error && `${post.error.message} (${post.error.code})`,
    'to do': post.error?.nextAction ?? null,
    run: temporalUrl,
  });

export const postsForPeople = (posts: readonly PostListItem[]): string =>
  posts.length === 0
    ? 'No posts.'
    : table(
        ['account', 'post', 'kind', 'status', 'due', 'media or error'],
        posts.map(({ accountId, id, kind, status, dueAt, mediaId, errorCode }) => [
          accountId,
          id,
          kind,
          status,
          dueAt,
          mediaId ?? errorCode ?? '',
        ]),
      );
