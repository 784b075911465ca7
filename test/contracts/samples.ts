import { isAccountId, isContainerId, isMediaId, isPostId } from '../../contracts/ids.ts';
import type { Post } from '../../contracts/post.ts';
import type { PostError } from '../../contracts/post-error.ts';

function valid<Id extends string>(isId: (text: string) => text is Id, text: string): Id {
  if (isId(text)) return text;
  throw new Error(`"${text}" is not an id of this kind.`);
}

export const accountId = (text: string) => valid(isAccountId, text);
export const postId = (text: string) => valid(isPostId, text);
export const containerId = (text: string) => valid(isContainerId, text);
export const mediaId = (text: string) => valid(isMediaId, text);

export const POST: Post = {
  accountId: accountId('brand'),
  id: postId('order-8841'),
  kind: 'image',
  caption: 'The new one.',
  media: [{ kind: 'image', url: 'https://media.example/new.jpg', altText: 'A chair' }],
  publishWithinSeconds: 3_600,
};

export const DUE_AT = Date.parse('2026-12-01T09:00:00.000Z');
export const CONTAINER_ID = containerId('17900000000000001');
export const MEDIA_ID = mediaId('18000000000000001');

export const ERROR: PostError = {
  code: 'caption-too-long',
  category: 'content',
  message: 'The caption is longer than Instagram allows.',
  retryable: false,
  nextAction: 'Shorten it, then queue the post again.',
  meta: null,
};
