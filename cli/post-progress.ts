import type { PostView } from '../client/index.ts';

const clock = (instant: string): string => `${instant.slice(11, 19)}Z`;

/** One line per stage, for a person who watches a post. Undefined when the stage was told before. */
export function progressTeller(now: () => number = Date.now): (post: PostView) => string | undefined {
  let told = '';
  return (post) => {
    const line = lineFor(post, now());
    if (line === told) return undefined;
    told = line;
    return line;
  };
}

function lineFor(post: PostView, now: number): string {
  const due = `due at ${clock(post.dueAt)}`;
  const container = post.containers.at(-1)?.id ?? null;
  switch (post.status) {
    case 'scheduled':
      return `scheduled    ${due}`;
    case 'preparing':
      return container === null
        ? 'preparing    making a container'
        : `preparing    Instagram processes container ${container}`;
    case 'ready':
      return `ready        container ${container} is staged, ${due}`;
    case 'publishing':
      return Date.parse(post.dueAt) > now ? `publishing   a worker holds the request, ${due}` : 'publishing   sending';
    case 'published':
      return `published    media ${post.mediaId}, sent ${post.latenessMs} ms after the due instant`;
    case 'unconfirmed':
    case 'failed':
    case 'missed':
      return `${post.status.padEnd(12)} ${post.error?.message ?? ''}`;
    case 'canceled':
      return 'canceled';
    default:
      return post.status satisfies never;
  }
}
