import type { CollaboratorView } from '../contracts/collaborators.ts';
import type { AttemptView, ContainerView, FirstCommentView, PostView } from '../contracts/post-view.ts';
import { errorFacts, errorInBrief } from './error-for-people.ts';
import { mediumName } from './medium-name.ts';
import { sheet, table } from './output.ts';
import { commandFor } from './post-end.ts';
import { percentOf, sizesOf } from './upload-progress.ts';
import { waitingText } from './waiting-for.ts';

/** What a command knows of a post besides the post itself. */
export interface AboutPost {
  /** False when the same request had been queued before. */
  readonly created?: boolean;
  /** The page of its run in the Temporal UI. */
  readonly temporalUrl: string | null;
}

/** All that is known of a post: its facts, then its containers and its attempts. */
export const postForPeople = (post: PostView, about: AboutPost): string =>
  [postSheet(post, about), containersTable(post.containers), attemptsTable(post.attempts)]
    .filter((part) => part !== null)
    .join('\n\n');

const postSheet = (post: PostView, { created, temporalUrl }: AboutPost): string =>
  sheet({
    post: `${post.accountId} ${post.id}`,
    kind: post.kind,
    status: created === false ? `${post.status} (it existed already)` : post.status,
    due: post.dueAt,
    'waits for': post.waitingFor && waitingText(post.waitingFor),
    published: post.publishedAt,
    'lateness ms': post.latenessMs,
    media: post.mediaId,
    permalink: post.permalink,
    'first comment': post.firstComment && firstCommentText(post.firstComment),
    collaborators: post.collaborators.map((each) => collaboratorText(each, post.status)).join('\n') || null,
    warnings: post.warnings.map(({ message, code }) => `${message} (${code})`).join('\n') || null,
    ...(post.error && errorFacts(post.error)),
    command: commandFor(post),
    run: temporalUrl,
  });

function collaboratorText({ username, status, since }: CollaboratorView, ofPost: PostView['status']): string {
  if (ofPost !== 'published') return `${username} is invited when the post is published`;
  return since === null ? `${username} ${status}` : `${username} ${status} (${since})`;
}

function firstCommentText(comment: FirstCommentView): string {
  switch (comment.status) {
    case 'waiting':
      return 'waits until the post is published';
    case 'posted':
      return `posted as ${comment.commentId}`;
    case 'failed':
      return `failed: ${errorInBrief(comment.error)}`;
    default:
      return comment satisfies never;
  }
}

const containersTable = (containers: readonly ContainerView[]): string | null =>
  containers.length === 0
    ? null
    : table(
        ['container', 'of', 'outcome', 'made', 'upload or error'],
        containers.map(({ id, medium, outcome, createdAt, upload, error }) => [
          id ?? 'refused',
          medium === null ? 'the carousel' : mediumName(medium),
          outcome,
          createdAt,
          error ? errorInBrief(error) : upload ? `${sizesOf(upload)} (${percentOf(upload)} %)` : '',
        ]),
      );

const attemptsTable = (attempts: readonly AttemptView[]): string | null =>
  attempts.length === 0
    ? null
    : table(
        ['attempt with', 'outcome', 'sent', 'note'],
        attempts.map(({ containerId, outcome, sentAt, note }) => [containerId, outcome, sentAt ?? 'never', note]),
      );
