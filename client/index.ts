export type { AccountId, ContainerId, MediaId, PostId, PostKey } from '../contracts/ids.ts';
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
  InvalidPostError,
  InvalidRequestError,
  NotFoundError,
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
export type { ValidateOptions, Validation } from './validate-post.ts';
export type { WaitOptions } from './wait.ts';
export type { WrittenTime } from './written-time.ts';
