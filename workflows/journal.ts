import type { ContainerId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { AttemptView, PostView } from '../contracts/post-view.ts';
import type { PostState } from './post-state.ts';

/** All that a run remembers of its post. Plain JSON; times are epoch milliseconds. */
export interface Journal {
  readonly post: Post;
  dueAt: number;
  state: PostState;
  readonly containers: ContainerEntry[];
  readonly attempts: AttemptView[];
  /** The last refusal that did not end the post, so that a later `missed` can say what stood in the way. */
  lastError: PostError | null;
}

export interface ContainerEntry {
  readonly id: ContainerId;
  readonly createdAt: number;
  outcome: 'processing' | 'finished' | 'discarded' | 'published';
}

export const iso = (instant: number): string => new Date(instant).toISOString();

/** The post as every reader sees it. */
export function viewOf({ post, dueAt, state, containers, attempts }: Journal): PostView {
  const published = state.status === 'published' ? state : null;
  return {
    accountId: post.accountId,
    id: post.id,
    kind: post.kind,
    status: state.status,
    dueAt: iso(dueAt),
    attempts: [...attempts],
    containers: containers.map(({ id, createdAt, outcome }) => ({ id, createdAt: iso(createdAt), outcome })),
    mediaId: published?.mediaId ?? null,
    permalink: published?.permalink ?? null,
    publishedAt: published === null ? null : iso(published.publishedAt),
    latenessMs: published === null ? null : published.sentAt - dueAt,
    error: 'error' in state ? state.error : null,
  };
}

/** The run's page in the Temporal UI: which account, what, when, how far. Markdown. */
export function detailsOf(journal: Journal): string {
  const { post, dueAt, state, containers, attempts } = journal;
  const facts: Fact[] = [
    ['post', `\`${post.id}\``],
    ['due', iso(dueAt)],
    ...containers.map(({ id, outcome }): Fact => ['container', `\`${id}\` ${outcome}`]),
    ...attempts.map(({ outcome, note }): Fact => ['attempt', `${outcome}: ${note}`]),
    ...outcomeFacts(state, dueAt),
  ];
  // A reason of several lines must not end the list.
  const lines = facts.map(([name, value]) => `- **${name}:** ${value.replaceAll(/\s+/g, ' ')}`);
  return [`### ${post.kind} for **${post.accountId}**: ${state.status}`, '', ...lines].join('\n');
}

type Fact = readonly [name: string, value: string];

function outcomeFacts(state: PostState, dueAt: number): Fact[] {
  switch (state.status) {
    case 'published':
      return [
        ['published', `${iso(state.publishedAt)}, request sent ${state.sentAt - dueAt} ms after the due time`],
        ['media', `\`${state.mediaId}\` ${state.permalink ?? ''}`],
      ];
    case 'unconfirmed':
    case 'failed':
    case 'missed':
      return [
        ['error', `\`${state.error.code}\` ${state.error.message}`],
        ['to do', state.error.nextAction],
      ];
    case 'canceled':
      return [['canceled', state.reason ?? 'no reason given']];
    case 'publishing':
      return [['now', 'a worker holds the post for its instant, or is sending it']];
    case 'scheduled':
    case 'preparing':
    case 'ready':
      return [];
    default:
      return state satisfies never;
  }
}
