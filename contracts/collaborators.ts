import type { AccountId, MediaId, PostId } from './ids.ts';
import type { PostError } from './post-error.ts';
import type { PostWarning } from './post-view.ts';

/** The workflow type that watches who accepts the invites of a published post. */
export const TRACK_COLLABORATORS = 'trackCollaborators';

export const COLLABORATOR_STATUSES = [
  /** The post is not published yet, or nobody has looked yet. */
  'invited',
  'pending',
  'accepted',
  'declined',
  /** Instagram does not list the person: they do not allow that collaborators tag them, or there is no such person. */
  'not-listed',
] as const;
export type CollaboratorStatus = (typeof COLLABORATOR_STATUSES)[number];

/** A person whom a post invites to be its collaborator. */
export interface CollaboratorView {
  /** As the post names them. */
  readonly username: string;
  readonly status: CollaboratorStatus;
  /** When this status was first seen. RFC 3339, UTC; null while nobody has looked. */
  readonly since: string | null;
}

/** What to do about collaborators who do not accept. `notify`: a warning on the post. */
export interface CollaboratorPolicy {
  readonly onDeclined: 'notify';
  readonly onUnanswered: 'notify';
  /** From publishing; who has not answered by then is told of. */
  readonly answerWithinSeconds: number;
}

const DAY_SECONDS = 86_400;
/** A week after publishing nobody looks any more. */
export const LONGEST_ANSWER_SECONDS = 7 * DAY_SECONDS;

export const DEFAULT_COLLABORATOR_POLICY: CollaboratorPolicy = {
  onDeclined: 'notify',
  onUnanswered: 'notify',
  answerWithinSeconds: LONGEST_ANSWER_SECONDS,
};

/** Before anybody has looked. */
export const invited = (username: string): CollaboratorView => ({ username, status: 'invited', since: null });

/** When Instagram is asked who has answered, counted from publishing: after 10 minutes, 1 and 6 hours, then daily for a week. */
export const COLLABORATOR_LOOKS_MS: readonly number[] = [
  600_000,
  3_600_000,
  21_600_000,
  ...[1, 2, 3, 4, 5, 6, 7].map((days) => days * DAY_SECONDS * 1000),
];

/** The workflow's one argument. */
export interface TrackCollaboratorsInput {
  readonly schemaVersion: 1;
  readonly accountId: AccountId;
  readonly postId: PostId;
  readonly mediaId: MediaId;
  readonly usernames: readonly string[];
  /** Epoch milliseconds. */
  readonly publishedAt: number;
  readonly policy: CollaboratorPolicy;
  /** Counted from publishing, ascending. Milliseconds. */
  readonly looksMs: readonly number[];
}

/** Who has answered, as far as is known: the workflow's result, and while it runs its memo under {@link COLLABORATORS_MEMO}. */
export interface CollaboratorsView {
  readonly mediaId: MediaId;
  readonly collaborators: readonly CollaboratorView[];
  /** What the post's owner should know. */
  readonly warnings: readonly PostWarning[];
  /** How often Instagram was asked. */
  readonly looks: number;
  /** RFC 3339, UTC; null before the first look. */
  readonly lookedAt: string | null;
  /** RFC 3339, UTC; null when nobody looks any more. */
  readonly nextLookAt: string | null;
  /** Why the last look saw nothing; null when it did. */
  readonly error: PostError | null;
}

/** `code` of the PostError with which an account of the other login is refused. */
export const COLLABORATION_NEEDS_FACEBOOK_LOGIN = 'collaboration-needs-facebook-login';

export const COLLABORATORS_MEMO = 'collaborators';

/** Signal: look now, and not only at the next planned instant. No argument. */
export const LOOK_SIGNAL = 'look';

export interface ReadCollaboratorsOrder {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
}

/** A person as Instagram lists them. */
export interface ListedCollaborator {
  readonly username: string;
  readonly status: Extract<CollaboratorStatus, 'pending' | 'accepted' | 'declined'>;
}

export interface ReadCollaboratorsResult {
  readonly listed: readonly ListedCollaborator[];
}
