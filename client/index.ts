export type { AccountId, ContainerId, MediaId, PostId, PostKey } from '../contracts/ids.ts';
export type { PostKind, PostStatus } from '../contracts/post.ts';
export { isFinal, POST_STATUSES } from '../contracts/post.ts';
export type { ErrorCategory, MetaError, PostError } from '../contracts/post-error.ts';
export type { AttemptView, ContainerView, PostView } from '../contracts/post-view.ts';
export type { CommandResult } from '../contracts/publish-post.ts';
export { Carillon } from './carillon.ts';
export type { ConnectOptions } from './connect-options.ts';
export {
  CarillonError,
  type CarillonErrorCode,
  ClosedError,
  ConflictError,
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
} from './errors.ts';
export type { RequestIssue } from './issues.ts';
export type { ListFilter, PostListItem } from './listing.ts';
export { type MediaRequest, type ParsedPost, type PostRequest, parsePostRequest } from './post-request.ts';
export type { PostAddress, Posts, ScheduleResult } from './posts.ts';
export type { WaitOptions } from './wait.ts';
export type { WrittenTime } from './written-time.ts';
