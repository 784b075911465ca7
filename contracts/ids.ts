/** A string that only its own parser may make, so that two kinds of id cannot be swapped by accident. */
type Branded<Name extends string> = string & { readonly __brand: Name };

/** Our own short name of an Instagram account. */
export type AccountId = Branded<'AccountId'>;
/** A post's name within its account: the caller's idempotency handle. */
export type PostId = Branded<'PostId'>;
/** Instagram's number for a professional account. */
export type IgUserId = Branded<'IgUserId'>;
/** Instagram's number for a draft object (`creation_id` at publish). */
export type ContainerId = Branded<'ContainerId'>;
/** Instagram's number for what has been published. */
export type MediaId = Branded<'MediaId'>;

const ACCOUNT_ID = /^[a-z0-9][a-z0-9_-]{0,62}$/;
const POST_ID = /^[A-Za-z0-9_-]{1,64}$/;
const NUMERIC_ID = /^[0-9]{1,32}$/;

export const ACCOUNT_ID_RULE = 'starts with a-z or 0-9, then at most 62 of a-z, 0-9, "_" and "-"';
export const POST_ID_RULE = '1 to 64 of A-Z, a-z, 0-9, "_" and "-"';
export const IG_USER_ID_RULE = 'digits only, as Instagram writes it';

export const isAccountId = (text: string): text is AccountId => ACCOUNT_ID.test(text);
export const isPostId = (text: string): text is PostId => POST_ID.test(text);
export const isIgUserId = (text: string): text is IgUserId => NUMERIC_ID.test(text);
export const isContainerId = (text: string): text is ContainerId => NUMERIC_ID.test(text);
export const isMediaId = (text: string): text is MediaId => NUMERIC_ID.test(text);

export interface PostKey {
  readonly accountId: AccountId;
  readonly id: PostId;
}

/** The id of the workflow that publishes a post. Neither part can hold a dot, so it reads back without doubt. */
export const postWorkflowId = ({ accountId, id }: PostKey): string => `post.${accountId}.${id}`;

/** The inverse of {@link postWorkflowId}; undefined for the id of any other workflow. */
export function postKeyOf(workflowId: string): PostKey | undefined {
  const [prefix, accountId = '', id = '', ...rest] = workflowId.split('.');
  if (prefix !== 'post' || rest.length > 0 || !isAccountId(accountId) || !isPostId(id)) return undefined;
  return { accountId, id };
}

/** The id of the workflow that keeps an account's ledger. */
export const accountWorkflowId = (accountId: AccountId): string => `account.${accountId}`;

/** The id of the schedule by which an account's invites are swept every day. */
export const inviteScheduleId = (accountId: AccountId): string => `invites.${accountId}`;

/** The id of a sweep. The schedule adds the instant to it, and whoever else starts one adds a mark of their own. */
export const sweepWorkflowId = (accountId: AccountId): string => `sweep.${accountId}`;

/** The id of a sweep that answers nothing. @param mark of its own */
export const dryRunWorkflowId = (accountId: AccountId, mark: string): string =>
  `${sweepWorkflowId(accountId)}${DRY_RUN}${mark}`;

/** Whether a sweep of this id answers nothing. No name of an account has a dot, and no instant these words. */
export const isDryRunWorkflowId = (workflowId: string): boolean => workflowId.includes(DRY_RUN);
const DRY_RUN = '.dry-run.';

/** The id of the workflow that lists media of others. @param mark of its own */
export const collaborativeMediaWorkflowId = (accountId: AccountId, mark: string): string =>
  `collaborative-media.${accountId}.${mark}`;

export interface InviteKey {
  readonly accountId: AccountId;
  readonly mediaId: MediaId;
}

/** The id of the workflow that answers one invite because a person said so. */
export const inviteAnswerWorkflowId = ({ accountId, mediaId }: InviteKey): string => `invite.${accountId}.${mediaId}`;

/** The id of the workflow that watches who accepts the invites of a post. */
export const collaboratorsWorkflowId = ({ accountId, id }: PostKey): string => `collaborators.${accountId}.${id}`;
