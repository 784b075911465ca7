export type { CollaborativeMedia, CollaborativeMediaPage } from '../contracts/collaborative-media.ts';
export type { CollaboratorStatus, CollaboratorsView, CollaboratorView } from '../contracts/collaborators.ts';
export type { AccountId, ContainerId, MediaId, PostId, PostKey } from '../contracts/ids.ts';
export type { InviteAction, InviteRule, InviteRules } from '../contracts/invite-rules.ts';
export type { QuotaKind, QuotaLimits } from '../contracts/ledger.ts';
export { INSTAGRAM_LIMITS, QUOTA_KINDS } from '../contracts/ledger.ts';
export type { PostKind, PostStatus } from '../contracts/post.ts';
export { isFinal, needsPerson, POST_KINDS, POST_STATUSES } from '../contracts/post.ts';
export type { ErrorCategory, MetaError, PostError } from '../contracts/post-error.ts';
export type {
  AttemptView,
  ContainerView,
  FirstCommentView,
  PostView,
  PostWarning,
  UploadProgress,
  WaitingFor,
} from '../contracts/post-view.ts';
export type { CommandResult, EditResult, SettleArgs } from '../contracts/publish-post.ts';
export type { InviteAnswer, InviteDecision, InviteOutcome, SweepReport } from '../contracts/sweep.ts';
export type { Accounts } from './accounts.ts';
export { Carillon } from './carillon.ts';
export type { ConnectOptions } from './connect-options.ts';
export type { PostChanges } from './edit-request.ts';
export {
  CarillonError,
  type CarillonErrorCode,
  ClosedError,
  ConflictError,
  EditedMeanwhileError,
  InstagramRefusedError,
  InvalidPostError,
  InvalidRequestError,
  NotFoundError,
  NotSweptError,
  NoWorkerError,
  PastDueError,
  ServerError,
  type ServerWords,
  TooLateError,
  UnreachableError,
  WaitTimedOutError,
  WouldBeLateError,
  WrongStateError,
} from './errors.ts';
export type { PostForecast } from './forecast.ts';
export type { ForecastRequest } from './forecast-request.ts';
export type { InviteHistoryItem } from './invite-history.ts';
export type { InviteRulesRequest } from './invite-rules.ts';
export { parseInviteRules } from './invite-rules.ts';
export type { InviteSettings } from './invite-schedule.ts';
export type { CollaborativeMediaOptions, InviteAddress, Invites, SweepOptions } from './invites.ts';
export type { RequestIssue } from './issues.ts';
export type { ListFilter, PostListItem } from './listing.ts';
export type { Login, LoginOf } from './login-checks.ts';
export type {
  ImageRequest,
  MediaRequest,
  ProductTagRequest,
  UserTagRequest,
  VideoByFileRequest,
  VideoByUrlRequest,
  VideoRequest,
} from './media-request.ts';
export { type ParsedPost, parsePostRequest } from './parse-post-request.ts';
export type {
  CarouselPostRequest,
  ImagePostRequest,
  PostRequest,
  ReelPostRequest,
  StoryPostRequest,
} from './post-request.ts';
export type { EditOptions, PostAddress, Posts, ScheduleResult } from './posts.ts';
export type { AccountQuota, PlannedInstant, Quota } from './quota.ts';
export { type Repeat, type RepeatCode, repeatsAmong } from './repeats.ts';
export type { SweepTime, SweepTimeRequest } from './sweep-time.ts';
export type { ValidateOptions, Validation } from './validate-post.ts';
export type { WaitOptions } from './wait.ts';
export type { WaitingOptions } from './waiting.ts';
export type { WrittenTime } from './written-time.ts';
