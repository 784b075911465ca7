import { invited } from '../contracts/collaborators.ts';
import type { ContainerId } from '../contracts/ids.ts';
import type { Post } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import type {
  AttemptView,
  ContainerView,
  FirstCommentView,
  PostView,
  PostWarning,
  PublishWait,
} from '../contracts/post-view.ts';
import { plain } from './markdown.ts';
import type { PostEvent, PostState } from './post-state.ts';
import type { Slot, StagedContainer } from './staged.ts';

/** All that a run remembers of its post. Plain JSON; times are epoch milliseconds. */
export interface Journal {
  post: Post;
  dueAt: number;
  /** Counts the edits. */
  revision: number;
  state: PostState;
  readonly containers: ContainerEntry[];
  readonly attempts: AttemptView[];
  readonly warnings: PostWarning[];
  firstComment: FirstCommentView | null;
  waitingFor: PublishWait | null;
  /** Usernames that are left out because Instagram refused them. */
  dropped: readonly string[];
  /** The last refusal that did not end the post, so that a later `missed` can say what stood in the way. */
  lastError: PostError | null;
}

export interface ContainerEntry {
  readonly id: ContainerId | null;
  readonly slot: Slot;
  readonly createdAt: number;
  outcome: ContainerView['outcome'];
  error: PostError | null;
}

export const newJournal = (post: Post, dueAt: number): Journal => ({
  post,
  dueAt,
  revision: 0,
  state: { status: 'scheduled' },
  containers: [],
  attempts: [],
  warnings: [],
  firstComment: firstCommentOf(post) === undefined ? null : { status: 'waiting' },
  waitingFor: null,
  dropped: [],
  lastError: null,
});

export const firstCommentOf = (post: Post): string | undefined =>
  post.kind === 'story' ? undefined : post.firstComment;

/** The people whom the post invites, without those whom Instagram refused. */
export function invitedBy({ post, dropped }: Pick<Journal, 'post' | 'dropped'>): readonly string[] {
  const named = post.kind === 'story' ? [] : (post.collaborators ?? []);
  const refused = new Set(dropped.map((username) => username.toLowerCase()));
  return named.filter((username) => !refused.has(username.toLowerCase()));
}

export const iso = (instant: number): string => new Date(instant).toISOString();

/** Keeps the list of containers true to what happened. */
export function noteContainer({ containers }: Journal, event: PostEvent): void {
  switch (event.type) {
    case 'container-created':
      containers.push(newEntry(event.slot, event.container));
      return;
    case 'container-uploaded':
      noteOutcome(containers, event.slot, 'processing');
      return;
    case 'container-finished':
      noteOutcome(containers, event.slot, 'finished');
      return;
    case 'container-discarded':
      noteOutcome(containers, event.slot, 'discarded', event.error);
      return;
    case 'unstaged':
      discardOthers(containers, []);
      return;
    case 'edited':
      discardOthers(containers, [...event.staged.media, event.staged.carousel]);
      return;
    case 'published':
      for (const entry of containers) if (entry.outcome === 'finished') entry.outcome = 'published';
      return;
    default:
      return;
  }
}

const newEntry = (slot: Slot, { id, createdAt, progress }: StagedContainer): ContainerEntry => ({
  id,
  slot,
  createdAt,
  outcome: progress,
  error: null,
});

function noteOutcome(
  containers: readonly ContainerEntry[],
  slot: Slot,
  outcome: ContainerEntry['outcome'],
  error: PostError | null = null,
): void {
  const entry = containers.findLast((candidate) => candidate.slot === slot);
  if (entry === undefined) return;
  entry.outcome = outcome;
  entry.error = error;
}

function discardOthers(containers: readonly ContainerEntry[], kept: readonly (StagedContainer | null)[]): void {
  for (const entry of containers) {
    if (!kept.some((container) => container?.id === entry.id)) entry.outcome = 'discarded';
  }
}

/** The post as every reader sees it. */
export function viewOf(journal: Journal): PostView {
  const { post, dueAt, state } = journal;
  const published = state.status === 'published' ? state : null;
  return {
    accountId: post.accountId,
    id: post.id,
    kind: post.kind,
    status: state.status,
    dueAt: iso(dueAt),
    waitingFor: journal.waitingFor,
    attempts: [...journal.attempts],
    containers: journal.containers.map(containerView),
    mediaId: published?.mediaId ?? null,
    permalink: published?.permalink ?? null,
    publishedAt: published === null ? null : iso(published.publishedAt),
    latenessMs: published?.sentAt == null ? null : published.sentAt - dueAt,
    error: 'error' in state ? state.error : null,
    warnings: [...journal.warnings],
    firstComment: journal.firstComment,
    collaborators: invitedBy(journal).map(invited),
  };
}

const containerView = ({ id, slot, createdAt, outcome, error }: ContainerEntry): ContainerView => ({
  id,
  createdAt: iso(createdAt),
  medium: slot === 'carousel' ? null : slot,
  outcome,
  error,
  upload: null,
});

/** The run's page in the Temporal UI: which account, what, when, how far. Markdown. */
export function detailsOf(journal: Journal): string {
  const { post, dueAt, state, waitingFor, containers, attempts, warnings, firstComment } = journal;
  const facts: Fact[] = [
    ['post', `\`${post.id}\``],
    ['due', iso(dueAt)],
    ...(waitingFor === null ? [] : [['waits for', waitingText(waitingFor)] satisfies Fact]),
    ...containers.map((entry): Fact => ['container', containerText(entry)]),
    ...attempts.map(({ outcome, note }): Fact => ['attempt', `${outcome}: ${plain(note)}`]),
    ...outcomeFacts(state, dueAt),
    ...warnings.map(({ code, message }): Fact => ['warning', `\`${code}\` ${plain(message)}`]),
    ...(firstComment === null ? [] : [['first comment', firstCommentText(firstComment)] satisfies Fact]),
  ];
  // A reason of several lines must not end the list.
  const lines = facts.map(([name, value]) => `- **${name}:** ${value.replaceAll(/\s+/g, ' ')}`);
  return [`### ${post.kind} for **${post.accountId}**: ${state.status}`, '', ...lines].join('\n');
}

type Fact = readonly [name: string, value: string];

function containerText({ id, slot, outcome, error }: ContainerEntry): string {
  const what = slot === 'carousel' ? 'carousel' : `medium ${slot}`;
  const name = id === null ? 'none' : `\`${id}\``;
  return error === null ? `${name} (${what}) ${outcome}` : `${name} (${what}) ${outcome}: ${plain(error.message)}`;
}

const waitingText = ({ until }: PublishWait): string =>
  `a publish of the account's rolling window, which comes at ${until}`;

function firstCommentText(comment: FirstCommentView): string {
  switch (comment.status) {
    case 'waiting':
      return 'follows when the post is published';
    case 'posted':
      return `posted, \`${comment.commentId}\``;
    case 'failed':
      return `not posted: ${plain(comment.error.message)}`;
    default:
      return comment satisfies never;
  }
}

function outcomeFacts(state: PostState, dueAt: number): Fact[] {
  switch (state.status) {
    case 'published':
      return [
        ['published', publishedText(state, dueAt)],
        [
          'media',
          state.mediaId === null ? 'not found in the feed yet' : `\`${state.mediaId}\` ${state.permalink ?? ''}`,
        ],
      ];
    case 'unconfirmed':
    case 'blocked':
    case 'failed':
    case 'missed':
      return [
        ['error', `\`${state.error.code}\` ${plain(state.error.message)}`],
        ['to do', state.error.nextAction],
      ];
    case 'canceled':
      return [['canceled', plain(state.reason ?? 'no reason given')]];
    case 'publishing':
      return [
        state.doubt === null
          ? ['now', 'a worker holds the post for its instant, or is sending it']
          : ['now', `finding out whether it was published, because: ${plain(state.doubt.error.message)}`],
      ];
    case 'scheduled':
    case 'preparing':
    case 'ready':
      return [];
    default:
      return state satisfies never;
  }
}

const publishedText = ({ publishedAt, sentAt }: PostState & { status: 'published' }, dueAt: number): string =>
  sentAt === null ? iso(publishedAt) : `${iso(publishedAt)}, request sent ${sentAt - dueAt} ms after the due time`;
