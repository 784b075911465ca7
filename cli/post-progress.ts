import type { ContainerView, PostView } from '../client/index.ts';
import { waitingText } from './waiting-for.ts';

const clock = (instant: string): string => `${instant.slice(11, 19)}Z`;

const dueText = (dueAt: string): string => `due at ${clock(dueAt)}`;

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
  const due = dueText(post.dueAt);
  switch (post.status) {
    case 'scheduled':
      return `scheduled    ${due}`;
    case 'preparing':
      return `preparing    ${preparation(post.containers.filter(({ outcome }) => outcome !== 'discarded'))}`;
    case 'ready':
      return `ready        container ${post.containers.at(-1)?.id ?? null} is staged, ${readiness(post)}`;
    case 'publishing':
      return Date.parse(post.dueAt) > now ? `publishing   a worker holds the request, ${due}` : 'publishing   sending';
    case 'published':
      return `published    ${publication(post)}`;
    case 'blocked':
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

const readiness = ({ waitingFor, dueAt }: PostView): string =>
  waitingFor === null ? dueText(dueAt) : `waits for ${waitingText(waitingFor)}`;

function preparation(containers: readonly ContainerView[]): string {
  const [first, ...more] = containers;
  if (first === undefined) return 'making a container';
  if (more.length > 0) {
    const finished = containers.filter(({ outcome }) => outcome === 'finished').length;
    return `Instagram has processed ${finished} of ${containers.length} containers`;
  }
  return first.outcome === 'uploading'
    ? `uploading to container ${first.id}`
    : `Instagram processes container ${first.id}`;
}

function publication({ mediaId, latenessMs }: PostView): string {
  const media = mediaId === null ? 'Instagram says so, and does not show the media yet' : `media ${mediaId}`;
  return latenessMs === null ? media : `${media}, sent ${latenessMs} ms after the due instant`;
}
