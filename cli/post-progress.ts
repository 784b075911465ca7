import type { PostView } from '../client/index.ts';

const clock = (instant: string): string => `${instant.slice(11, 19)}Z`;

/** Says one line per stage, for a person who watches a post. */
export function progressTeller(say: (line: string) => void): (post: PostView) => void {
  let told = '';
  return (post) => {
    const line = progressLine(post, Date.now());
    if (line !== told) say(line);
    told = line;
  };
}

/** The stage of a post in one line; `now` in epoch milliseconds. */
export function progressLine(post: PostView, now: number): string {
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
