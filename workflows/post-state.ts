import type { ContainerId, MediaId } from '../contracts/ids.ts';
import type { PostStatus } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';

interface Container {
  readonly id: ContainerId;
  /** Epoch milliseconds. */
  readonly createdAt: number;
}

/** Where a post stands, with just what is known there. Plain JSON. */
export type PostState =
  | { readonly status: 'scheduled' }
  | { readonly status: 'preparing'; readonly container: Container | null }
  | { readonly status: 'ready'; readonly container: Container }
  | { readonly status: 'publishing'; readonly container: Container }
  | {
      readonly status: 'published';
      readonly container: Container;
      readonly mediaId: MediaId;
      readonly sentAt: number;
      readonly publishedAt: number;
      readonly permalink: string | null;
    }
  | {
      readonly status: 'unconfirmed';
      readonly container: Container;
      readonly sentAt: number | null;
      readonly error: PostError;
    }
  | { readonly status: 'failed'; readonly error: PostError }
  | { readonly status: 'missed'; readonly error: PostError }
  | { readonly status: 'canceled'; readonly reason: string | null };

/** What can happen to a post. */
export type PostEvent =
  | { readonly type: 'staging-began' }
  | { readonly type: 'container-created'; readonly container: Container }
  | { readonly type: 'container-finished' }
  /** The container failed, expired, or would not live until the due time. */
  | { readonly type: 'container-discarded' }
  /** The post was moved so far away that it is to be staged anew when its time comes. */
  | { readonly type: 'staging-postponed' }
  | { readonly type: 'armed' }
  /** The holding ended, and the request was provably not sent, or provably not obeyed. */
  | { readonly type: 'disarmed' }
  | { readonly type: 'published'; readonly mediaId: MediaId; readonly sentAt: number; readonly publishedAt: number }
  | { readonly type: 'permalink-found'; readonly permalink: string }
  | { readonly type: 'outcome-unknown'; readonly sentAt: number | null; readonly error: PostError }
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

/** The one place where a post changes its state. Throws {@link IllegalMoveError} for every move that is not listed. */
export function transition(state: PostState, event: PostEvent): PostState {
  switch (state.status) {
    case 'scheduled':
      if (event.type === 'staging-began') return { status: 'preparing', container: null };
      return endUnsent(state, event);
    case 'preparing':
      return transitionPreparing(state, event);
    case 'ready':
      if (event.type === 'armed') return { status: 'publishing', container: state.container };
      if (event.type === 'container-discarded') return { status: 'scheduled' };
      return endUnsent(state, event);
    case 'publishing':
      return transitionPublishing(state, event);
    case 'published':
      if (event.type === 'permalink-found') return { ...state, permalink: event.permalink };
      throw new IllegalMoveError(state.status, event.type);
    case 'unconfirmed':
    case 'failed':
    case 'missed':
    case 'canceled':
      throw new IllegalMoveError(state.status, event.type);
    default:
      return state satisfies never;
  }
}

function transitionPreparing(state: PostState & { status: 'preparing' }, event: PostEvent): PostState {
  if (event.type === 'container-created' && state.container === null) {
    return { status: 'preparing', container: event.container };
  }
  if (event.type === 'container-finished' && state.container !== null) {
    return { status: 'ready', container: state.container };
  }
  if (event.type === 'container-discarded' && state.container !== null) return { status: 'preparing', container: null };
  if (event.type === 'staging-postponed') return { status: 'scheduled' };
  return endUnsent(state, event);
}

function transitionPublishing(state: PostState & { status: 'publishing' }, event: PostEvent): PostState {
  const { container } = state;
  switch (event.type) {
    case 'disarmed':
      return { status: 'ready', container };
    case 'published':
      return {
        status: 'published',
        container,
        mediaId: event.mediaId,
        sentAt: event.sentAt,
        publishedAt: event.publishedAt,
        permalink: null,
      };
    case 'outcome-unknown':
      return { status: 'unconfirmed', container, sentAt: event.sentAt, error: event.error };
    default:
      // An armed post may have been sent: it can only end through one of the outcomes above, or be disarmed first.
      throw new IllegalMoveError(state.status, event.type);
  }
}

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
