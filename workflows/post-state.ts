import type { MediaId } from '../contracts/ids.ts';
import type { PostStatus } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import { containerAt, type Slot, type Staged, type StagedContainer, withContainer } from './staged.ts';

/** When a publish request left. Epoch milliseconds. */
export interface SentTime {
  /** Null when the worker that sent it never told. */
  readonly sentAt: number | null;
  /** Not before this instant, and not after that one. */
  readonly earliest: number;
  readonly latest: number;
}

/** A publish of which nobody knows whether it took place. */
export interface Doubt extends SentTime {
  readonly error: PostError;
}

/** Where a post stands, with just what is known there. Plain JSON. */
export type PostState =
  | { readonly status: 'scheduled' }
  | { readonly status: 'preparing'; readonly staged: Staged }
  | { readonly status: 'ready'; readonly staged: Staged; readonly container: StagedContainer }
  | {
      readonly status: 'publishing';
      readonly staged: Staged;
      readonly container: StagedContainer;
      /** Null while it is held or being sent; then what has to be found out. */
      readonly doubt: Doubt | null;
    }
  | ({ readonly status: 'published'; readonly container: StagedContainer } & Publication)
  | { readonly status: 'blocked'; readonly staged: Staged; readonly error: PostError }
  | ({ readonly status: 'unconfirmed'; readonly staged: Staged; readonly container: StagedContainer } & Doubt)
  | { readonly status: 'failed'; readonly error: PostError }
  | { readonly status: 'missed'; readonly error: PostError }
  | { readonly status: 'canceled'; readonly reason: string | null };

/** What a post that went live is known by. */
export interface Publication extends SentTime {
  /** Null until the feed shows which one it is. */
  readonly mediaId: MediaId | null;
  readonly publishedAt: number;
  readonly permalink: string | null;
}

/** What can happen to a post. */
export type PostEvent =
  | { readonly type: 'staging-began'; readonly nothing: Staged }
  | { readonly type: 'container-created'; readonly slot: Slot; readonly container: StagedContainer }
  | { readonly type: 'container-uploaded'; readonly slot: Slot }
  | { readonly type: 'container-finished'; readonly slot: Slot }
  /** The container failed. `error` says how. */
  | { readonly type: 'container-discarded'; readonly slot: Slot; readonly error: PostError }
  /** All that the post needs is finished. */
  | { readonly type: 'staged'; readonly container: StagedContainer }
  /** What was staged would not live until the due time, or the post was moved far away: it is staged anew when its time comes. */
  | { readonly type: 'unstaged' }
  /** The content changed; `staged` is what is still good of what was staged. */
  | { readonly type: 'edited'; readonly staged: Staged }
  | { readonly type: 'blocked'; readonly error: PostError }
  | { readonly type: 'resumed' }
  | { readonly type: 'armed' }
  /** The holding ended, and the request was provably not sent, or provably not obeyed. */
  | { readonly type: 'disarmed' }
  | { readonly type: 'doubted'; readonly doubt: Doubt }
  | ({ readonly type: 'published' } & Publication)
  | {
      readonly type: 'media-found';
      readonly mediaId: MediaId;
      readonly publishedAt: number;
      readonly permalink: string | null;
    }
  | { readonly type: 'permalink-found'; readonly permalink: string }
  /** The time for finding out is over. */
  | { readonly type: 'outcome-unknown'; readonly error: PostError }
  /** A person has looked, and it is not there. */
  | { readonly type: 'settled-unpublished'; readonly error: PostError }
  | { readonly type: 'failed'; readonly error: PostError }
  | { readonly type: 'missed'; readonly error: PostError }
  | { readonly type: 'canceled'; readonly reason: string | null };

/** A move that the life of a post does not know: a bug in the workflow, never something that Instagram or a caller can cause. */
export class IllegalMoveError extends Error {
  override readonly name = 'IllegalMoveError';

  constructor(status: PostStatus, event: PostEvent['type']) {
    super(`A ${status} post cannot take "${event}": the life of a post has no such move.`);
  }
}

type In<Status extends PostStatus> = Extract<PostState, { status: Status }>;

/** The one place where a post changes its state. Throws {@link IllegalMoveError} for every move that is not listed. */
export function transition(state: PostState, event: PostEvent): PostState {
  switch (state.status) {
    case 'scheduled':
      if (event.type === 'staging-began') return { status: 'preparing', staged: event.nothing };
      return endUnsent(state, event);
    case 'preparing':
      return transitionPreparing(state, event);
    case 'ready':
      return transitionReady(state, event);
    case 'publishing':
      return transitionPublishing(state, event);
    case 'published':
      return transitionPublished(state, event);
    case 'blocked':
      if (event.type === 'resumed') return { status: 'preparing', staged: state.staged };
      if (event.type === 'edited') return { status: 'preparing', staged: event.staged };
      return endUnsent(state, event);
    case 'unconfirmed':
      return transitionUnconfirmed(state, event);
    case 'failed':
    case 'missed':
    case 'canceled':
      throw new IllegalMoveError(state.status, event.type);
    default:
      return state satisfies never;
  }
}

function transitionPreparing(state: In<'preparing'>, event: PostEvent): PostState {
  const { staged } = state;
  const preparing = (next: Staged): PostState => ({ status: 'preparing', staged: next });
  switch (event.type) {
    case 'container-created':
      return preparing(withContainer(staged, event.slot, event.container));
    case 'container-uploaded':
      return preparing(withProgress(state, event, 'processing'));
    case 'container-finished':
      return preparing(withProgress(state, event, 'finished'));
    case 'container-discarded':
      return preparing(withContainer(staged, event.slot, null));
    case 'staged':
      return { status: 'ready', staged, container: event.container };
    case 'edited':
      return preparing(event.staged);
    case 'unstaged':
      return { status: 'scheduled' };
    case 'blocked':
      return { status: 'blocked', staged, error: event.error };
    case 'published': {
      // By somebody else who holds the token: what is live is our content, in our container.
      const container = staged.carousel ?? staged.media[0] ?? null;
      if (container === null) throw new IllegalMoveError(state.status, event.type);
      return publishedState(container, event);
    }
    default:
      return endUnsent(state, event);
  }
}

function withProgress(
  { status, staged }: In<'preparing'>,
  { type, slot }: PostEvent & { slot: Slot },
  progress: StagedContainer['progress'],
): Staged {
  const container = containerAt(staged, slot);
  if (container === null) throw new IllegalMoveError(status, type);
  return withContainer(staged, slot, { ...container, progress });
}

function transitionReady(state: In<'ready'>, event: PostEvent): PostState {
  switch (event.type) {
    case 'armed':
      return { status: 'publishing', staged: state.staged, container: state.container, doubt: null };
    case 'unstaged':
      return { status: 'scheduled' };
    case 'edited':
      return { status: 'preparing', staged: event.staged };
    case 'blocked':
      return { status: 'blocked', staged: state.staged, error: event.error };
    default:
      return endUnsent(state, event);
  }
}

function transitionPublishing(state: In<'publishing'>, event: PostEvent): PostState {
  const { staged, container, doubt } = state;
  switch (event.type) {
    case 'disarmed':
      return { status: 'ready', staged, container };
    case 'published':
      return publishedState(container, event);
    case 'doubted':
      return { ...state, doubt: event.doubt };
    case 'outcome-unknown':
      if (doubt === null) throw new IllegalMoveError(state.status, event.type);
      return { status: 'unconfirmed', staged, container, ...doubt, error: event.error };
    default:
      // An armed post may have been sent: it can only end through one of the outcomes above, or be disarmed first.
      throw new IllegalMoveError(state.status, event.type);
  }
}

function transitionPublished(state: In<'published'>, event: PostEvent): PostState {
  if (event.type === 'permalink-found') return { ...state, permalink: event.permalink };
  if (event.type === 'media-found' && state.mediaId === null) {
    const publishedAt = Math.max(event.publishedAt, state.sentAt ?? 0);
    return { ...state, mediaId: event.mediaId, permalink: event.permalink, publishedAt };
  }
  throw new IllegalMoveError(state.status, event.type);
}

function transitionUnconfirmed(state: In<'unconfirmed'>, event: PostEvent): PostState {
  if (event.type === 'published') return publishedState(state.container, event);
  if (event.type === 'settled-unpublished') {
    return { status: 'blocked', staged: state.staged, error: event.error };
  }
  throw new IllegalMoveError(state.status, event.type);
}

const publishedState = (
  container: StagedContainer,
  { mediaId, sentAt, earliest, latest, publishedAt, permalink }: Publication,
): PostState => ({ status: 'published', container, mediaId, sentAt, earliest, latest, publishedAt, permalink });

/** The ends that are open to every post that was provably not sent. */
function endUnsent(state: PostState, event: PostEvent): PostState {
  switch (event.type) {
    case 'failed':
      return { status: 'failed', error: event.error };
    case 'missed':
      return { status: 'missed', error: event.error };
    case 'canceled':
      return { status: 'canceled', reason: event.reason };
    default:
      throw new IllegalMoveError(state.status, event.type);
  }
}
