import { isAccountId, isContainerId, isMediaId, isPostId } from '../../contracts/ids.ts';
import type { PostError } from '../../contracts/post-error.ts';
import type { ContainerView, PostView, WaitingFor } from '../../contracts/post-view.ts';

function checked<Text extends string>(is: (text: string) => text is Text, text: string): Text {
  if (!is(text)) throw new TypeError(`"${text}" is no sample.`);
  return text;
}

export const ACCOUNT_ID = checked(isAccountId, 'brand');
export const POST_ID = checked(isPostId, 'order-8841');
export const MEDIA_ID = checked(isMediaId, '17900');
export const containerId = (text: string) => checked(isContainerId, text);

export const SCHEDULED: PostView = {
  accountId: ACCOUNT_ID,
  id: POST_ID,
  kind: 'image',
  status: 'scheduled',
  dueAt: '2026-12-01T08:00:00.000Z',
  waitingFor: null,
  attempts: [],
  containers: [],
  mediaId: null,
  permalink: null,
  publishedAt: null,
  latenessMs: null,
  error: null,
  warnings: [],
  firstComment: null,
  collaborators: [],
};

export const WAITING: WaitingFor = { kind: 'publishQuota', until: '2026-12-01T19:30:00.000Z' };

export const CONTAINER: ContainerView = {
  id: containerId('18000'),
  createdAt: '2026-12-01T07:45:00.000Z',
  medium: 0,
  outcome: 'finished',
  error: null,
  upload: null,
};

/** A container that video bytes are sent to. */
export const uploading = (bytes: number, totalBytes: number, more: Partial<ContainerView> = {}): ContainerView => ({
  ...CONTAINER,
  outcome: 'uploading',
  upload: { bytes, totalBytes },
  ...more,
});

export const PUBLISHED: PostView = {
  ...SCHEDULED,
  status: 'published',
  mediaId: MEDIA_ID,
  permalink: 'https://www.instagram.com/p/x/',
  publishedAt: '2026-12-01T08:00:00.120Z',
  latenessMs: 3,
};

export const TOKEN_EXPIRED: PostError = {
  code: 'token-expired',
  category: 'token',
  message: 'The access token has expired.',
  retryable: false,
  nextAction: 'Add the account again with a new token.',
  meta: null,
};

export const FAILED: PostView = { ...SCHEDULED, status: 'failed', error: TOKEN_EXPIRED };
