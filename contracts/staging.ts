import type { AccountId, ContainerId, PostId } from './ids.ts';
import type { Post, VideoSource } from './post.ts';

/** Which of a post's containers: that of one of its media, counted from 0, or the carousel that holds them all. */
export type ContainerPart =
  | { readonly kind: 'medium'; readonly index: number }
  | { readonly kind: 'carousel'; readonly children: readonly ContainerId[] };

/** What a container shall be. */
export interface ContainerOrder {
  readonly post: Post;
  readonly part: ContainerPart;
  /** Usernames to leave out of collaborators and tags, because Instagram refused them. */
  readonly without: readonly string[];
}

/** How a container is charged to the account's ledger. */
export interface ContainerCharge {
  /** {@link containerHolder} */
  readonly holder: string;
  /** All that are charged at once with it, itself included: the containers of a carousel, or none of them. */
  readonly together: readonly string[];
  /** When the post is due, which is its place in the line. Epoch milliseconds. */
  readonly dueAt: number;
}

export interface CreateContainerOrder extends ContainerOrder {
  readonly charge: ContainerCharge;
}

/**
 * What a container of a post is known by in its account's line.
 * @param part the medium, counted from 0, or the carousel
 * @param earlier how many containers of the same part were made, or tried, before
 */
export const containerHolder = (postWorkflowId: string, part: number | 'carousel', earlier: number): string =>
  `${postWorkflowId}/${part}/${earlier}`;

/** The id of the workflow of the post that a container is for, by its {@link containerHolder}; a publish tells its own in the same way. */
export const postOfHolder = (holder: string): string => holder.split('/', 1)[0] ?? '';

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

/** The activity that waits for room in the limit of containers: readers find it among a run's pending activities. */
export const CREATE_ACTIVITY = 'createContainer';

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
  /** When the post is due. Epoch milliseconds. */
  readonly dueAt: number;
}
