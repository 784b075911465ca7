import type { AccountId, ContainerId, PostId } from './ids.ts';
import type { Post, VideoSource } from './post.ts';

/** Which of a post's containers: that of one of its media, counted from 0, or the carousel that holds them all. */
export type ContainerPart =
  | { readonly kind: 'medium'; readonly index: number }
  | { readonly kind: 'carousel'; readonly children: readonly ContainerId[] };

export interface CreateContainerOrder {
  readonly post: Post;
  readonly part: ContainerPart;
  /** Usernames to leave out of collaborators and tags, because Instagram refused them. */
  readonly without: readonly string[];
}

export interface CreatedContainer {
  readonly containerId: ContainerId;
  /** Epoch milliseconds. */
  readonly createdAt: number;
  /** Where to upload to, exactly as Instagram gave it. Null when Instagram fetches the medium itself. */
  readonly uploadUri: string | null;
}

/** The order to upload a video into a container. */
export interface UploadOrder {
  readonly accountId: AccountId;
  readonly postId: PostId;
  readonly containerId: ContainerId;
  readonly uploadUri: string;
  readonly source: VideoSource;
}

/** The activity whose heartbeats are {@link UploadBeat}s: readers find it among a run's pending activities. */
export const UPLOAD_ACTIVITY = 'uploadVideo';

/** What the heartbeats of an upload say. The server's own count is the truth for resuming; this is for people. */
export interface UploadBeat {
  readonly containerId: ContainerId;
  /** Bytes that Instagram has, as far as we know. */
  readonly bytes: number;
  readonly totalBytes: number;
  /** What the file was when the upload began: another file under the same name must not be mixed into it. */
  readonly identity: string;
}

export interface AwaitContainerOrder {
  readonly accountId: AccountId;
  readonly containerId: ContainerId;
}
