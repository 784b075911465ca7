import type { PostListItem, PostView } from '../client/index.ts';
import { print, table } from './output.ts';
import { type AboutPost, postForPeople } from './post-for-people.ts';

export function printPost(post: PostView, about: AboutPost): void {
  print({ ...post, ...about }, () => postForPeople(post, about));
}

export function printPosts(posts: readonly PostListItem[]): void {
  print(posts, () => postsForPeople(posts));
}

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
