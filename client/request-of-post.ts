import type { Medium, Post } from '../contracts/post.ts';

/** What a post holds, in the words of a request: without its name and its due time, with every default spelled out. */
export type PostContent = Readonly<Record<string, unknown>>;

/** The inverse of parsing: a request with this content is parsed to this post. */
export function contentOf({ accountId, id, media, ...rest }: Post): PostContent {
  return { ...rest, media: media.map(mediumContent) };
}

function mediumContent(medium: Medium): PostContent {
  if (medium.kind === 'image') return { ...medium };
  const { source, ...rest } = medium;
  return { ...rest, ...source };
}
