export type { AccountId, ContainerId, MediaId, PostId, PostKey } from '../contracts/ids.ts';
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
} from '../contracts/post-view.ts';
export type { CommandResult, EditResult, SettleArgs } from '../contracts/publish-post.ts';
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
export { type Repeat, type RepeatCode, repeatsAmong } from './repeats.ts';
export type { ValidateOptions, Validation } from './validate-post.ts';
export type { WaitOptions } from './wait.ts';
export type { WrittenTime } from './written-time.ts';
