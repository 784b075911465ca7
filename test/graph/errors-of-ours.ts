import type { Account } from '../../accounts/account.ts';
import * as accountsErrors from '../../accounts/errors.ts';
import { findGraphAccount } from '../../activities/graph-account.ts';
import * as inviteErrors from '../../activities/invite-errors.ts';
import { judgeMediaAccess } from '../../activities/judge-media-access.ts';
import * as quotaErrors from '../../activities/quota-errors.ts';
import * as stagingErrors from '../../activities/staging-errors.ts';
import * as uploadErrors from '../../activities/upload-errors.ts';
import { usageNearLimit } from '../../activities/usage-errors.ts';
import { viewAtEnd } from '../../client/view.ts';
import { isIgUserId, postWorkflowId } from '../../contracts/ids.ts';
import type { PostError } from '../../contracts/post-error.ts';
import { publishQuotaSpent } from '../../contracts/publish-grant.ts';
import { type MediaAccessCode, MediaAccessError } from '../../media/media-access-error.ts';
import * as workflowErrors from '../../workflows/errors.ts';
import { viewOf } from '../client/view-of.ts';
import { POST } from '../contracts/samples.ts';

// Every error that Carillon finds by itself, made by the code that makes it.

const isError = (value: unknown): value is PostError =>
  typeof value === 'object' && value !== null && 'nextAction' in value;

/** Those whose sentence is always the same. */
export const CONSTANT_ERRORS: readonly PostError[] = [
  inviteErrors,
  quotaErrors,
  stagingErrors,
  uploadErrors,
  workflowErrors,
].flatMap((module) => Object.values<unknown>(module).filter(isError));

const MEDIA_CODES = {
  'media-missing': true,
  'media-unreadable': true,
  'media-private': true,
  'media-changed': true,
  'media-temporary': true,
} satisfies Record<MediaAccessCode, true>;

export const MEDIA_ERRORS: readonly PostError[] = Object.keys(MEDIA_CODES).map(
  (code) => judgeMediaAccess(new MediaAccessError(code as MediaAccessCode, 'It cannot be read.')).error,
);

/** What the accounts refuse, or why no post meets it. */
const REFUSALS: Record<Exclude<keyof typeof accountsErrors, 'AccountsError'>, accountsErrors.AccountsError | string> = {
  UnknownAccountError: new accountsErrors.UnknownAccountError(POST.accountId, []),
  DamagedTokenError: new accountsErrors.DamagedTokenError(POST.accountId),
  DuplicateIgUserError: 'thrown when an account is added',
  MalformedTokenError: 'thrown when an account is added',
  WrongKeyError: 'thrown when the accounts are opened, and no worker starts',
  UnusableKeyError: 'thrown when the accounts are opened, and no worker starts',
  AccountsDatabaseError: 'Temporal tries the activity again',
};

export const ACCOUNT_ERRORS: readonly PostError[] = [
  unusable(undefined),
  ...Object.values(REFUSALS)
    .filter((refusal) => typeof refusal !== 'string')
    .map(unusable),
];

function unusable(refusal: accountsErrors.AccountsError | undefined): PostError {
  const tokenOf = () => {
    throw refusal;
  };
  const accounts = { get: () => (refusal === undefined ? undefined : account()), tokenOf };
  const found = findGraphAccount({ accounts }, POST.accountId);
  if (!('error' in found)) throw new Error('The account can be used.');
  return found.error;
}

function account(): Account {
  const igUserId = '17841400000000001';
  if (!isIgUserId(igUserId)) throw new Error(`${igUserId} is no id of a user.`);
  const { accountId } = POST;
  return { accountId, igUserId, login: 'facebook', onUnconfirmed: 'wait', credentialsRevision: 1 };
}

export const ENDED_ERRORS: readonly PostError[] = (['FAILED', 'TERMINATED', 'TIMED_OUT'] as const)
  .map((ending) => viewAtEnd(viewOf(postWorkflowId(POST), 'publishing'), ending, true).error)
  .filter((error) => error !== null);

/** Those whose sentence names a file, an account, a time or the like. */
export const NAMING_ERRORS: readonly PostError[] = [
  stagingErrors.uploadNeedsFacebookLogin(POST.accountId),
  inviteErrors.collaborationNeedsFacebookLogin(POST.accountId),
  inviteErrors.inviteQuotaSpent(POST.accountId, 'read', 0),
  quotaErrors.asksLater(0),
  quotaErrors.carouselBeyondLimit(POST.accountId, 5),
  quotaErrors.containerQuotaSpent(POST.accountId, 0),
  quotaErrors.ledgerBusy(POST.accountId),
  quotaErrors.ledgerRefused(POST.accountId, 'it does not know the question'),
  quotaErrors.ledgerUnanswered(POST.accountId, 'it was away'),
  publishQuotaSpent(POST.accountId, 0),
  workflowErrors.missedError({ dueAt: 0, sendBefore: 1, lastError: null, staged: null }),
  workflowErrors.unsentError('the connection was gone'),
  workflowErrors.unexplainedEnd('it ended'),
  workflowErrors.unexplainedFailure('it failed'),
  usageNearLimit(POST.accountId, { of: 'account', percent: 95, until: 0, waitMs: 1 }),
  ...MEDIA_ERRORS,
  ...ACCOUNT_ERRORS,
  ...ENDED_ERRORS,
];
