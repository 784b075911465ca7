import type { AccountId, PostKey } from '../contracts/ids.ts';
import type { PostStatus } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { PostView } from '../contracts/post-view.ts';
import type { RequestIssue } from './issues.ts';

/** Closed, so that programs may switch on it. */
export type CarillonErrorCode =
  | 'invalid-post'
  | 'invalid-request'
  | 'past-due'
  | 'conflict'
  | 'not-found'
  | 'too-late'
  | 'wrong-state'
  | 'edited-meanwhile'
  | 'would-be-late'
  | 'not-swept'
  | 'instagram-refused'
  | 'no-worker'
  | 'wait-timed-out'
  | 'unreachable'
  | 'unauthorized'
  | 'not-set-up'
  | 'server-error'
  | 'closed';

interface ErrorParts<Details> {
  readonly message: string;
  readonly nextAction: string;
  readonly details: Details;
}

/**
 * Everything that this library throws, except the reason of a caller's own AbortSignal. `message` is one clear sentence or more
 * for people; none holds a token or the query string of a URL.
 */
export abstract class CarillonError<Details extends object = object> extends Error {
  abstract override readonly name: string;
  /** For programs. */
  abstract readonly code: CarillonErrorCode;
  /** One sentence: what a person should do. */
  readonly nextAction: string;
  /** For programs: the facts behind `message`. */
  readonly details: Details;

  constructor({ message, nextAction, details }: ErrorParts<Details>) {
    super(message);
    this.nextAction = nextAction;
    this.details = details;
  }
}

export const postName = ({ accountId, id }: PostKey): string => `Post "${id}" of account "${accountId}"`;
const inOneText = (issues: readonly RequestIssue[]): string => issues.map(({ message }) => message).join(' ');

/** The post that was sent cannot be queued. `errors` has all that is wrong with it. */
export class InvalidPostError extends CarillonError<{ readonly errors: readonly RequestIssue[] }> {
  override readonly name = 'InvalidPostError';
  override readonly code = 'invalid-post';
  readonly errors: readonly RequestIssue[];

  constructor(errors: readonly RequestIssue[]) {
    super({ message: inOneText(errors), nextAction: 'Correct the post and send it again.', details: { errors } });
    this.errors = errors;
  }
}

/** An option, a key, a filter or a time that makes no sense. `errors` has all that is wrong. */
export class InvalidRequestError extends CarillonError<{ readonly errors: readonly RequestIssue[] }> {
  override readonly name = 'InvalidRequestError';
  override readonly code = 'invalid-request';
  readonly errors: readonly RequestIssue[];

  constructor(errors: readonly RequestIssue[]) {
    super({ message: inOneText(errors), nextAction: 'Correct the call and make it again.', details: { errors } });
    this.errors = errors;
  }
}

/** The due time has passed. Nothing was queued or moved. */
export class PastDueError extends CarillonError<{ readonly dueAt: string; readonly lateByMs: number }> {
  override readonly name = 'PastDueError';
  override readonly code = 'past-due';
}

/** The id is taken by a post with other content. Nothing was queued. */
export class ConflictError extends CarillonError<{ readonly differs: readonly string[]; readonly post: PostView }> {
  override readonly name = 'ConflictError';
  override readonly code = 'conflict';

  /** @param differs JSON Pointers into the request, of what is not as it was queued. */
  constructor(differs: readonly string[], post: PostView) {
    super({
      message: `${postName(post)} exists already (its status is "${post.status}") and differs in ${differs.join(', ')}.`,
      nextAction: 'Give a new post a new id; change a queued one by edit and reschedule.',
      details: { differs, post },
    });
  }
}

/** No such post, or it ended longer ago than the server keeps runs. */
export class NotFoundError extends CarillonError<PostKey> {
  override readonly name = 'NotFoundError';
  override readonly code = 'not-found';

  constructor(key: PostKey) {
    super({
      message: `${postName(key)} does not exist, or ended longer ago than the server keeps its runs.`,
      nextAction: 'Check the account and the id; posts.list shows what there is.',
      details: { accountId: key.accountId, id: key.id },
    });
  }
}

/** The command came too late and changed nothing. */
export class TooLateError extends CarillonError<{ readonly reason: string; readonly status: PostStatus | null }> {
  override readonly name = 'TooLateError';
  override readonly code = 'too-late';

  constructor(key: PostKey, { reason, status }: { readonly reason: string; readonly status: PostStatus | null }) {
    super({
      message: `${postName(key)} can no longer be changed: ${reason}`,
      nextAction: 'Read the post to see what becomes of it.',
      details: { reason, status },
    });
  }
}

/** The post is not in a state in which the command means anything. Nothing was changed. */
export class WrongStateError extends CarillonError<{ readonly reason: string }> {
  override readonly name = 'WrongStateError';
  override readonly code = 'wrong-state';

  constructor(key: PostKey, reason: string) {
    super({
      message: `${postName(key)} does not take this command: ${reason}`,
      nextAction: 'Read the post: retry is for a blocked one, settle for an unconfirmed one.',
      details: { reason },
    });
  }
}

/** Somebody else edited the post at the same time. This edit changed nothing. */
export class EditedMeanwhileError extends CarillonError<{ readonly reason: string }> {
  override readonly name = 'EditedMeanwhileError';
  override readonly code = 'edited-meanwhile';

  constructor(key: PostKey, reason: string) {
    super({
      message: `${postName(key)} was edited by somebody else meanwhile: ${reason}`,
      nextAction: 'Make the edit again if it is still wanted: it then starts from what the post holds now.',
      details: { reason },
    });
  }
}

/** The edit would make the post late, because what it changes has to be staged again. It changed nothing. */
export class WouldBeLateError extends CarillonError<{
  readonly reason: string;
  /** RFC 3339, UTC; null when a worker of another version did not say. */
  readonly dueAt: string | null;
  /** When the post would go out. RFC 3339, UTC; null when a worker of another version did not say. */
  readonly expectedAt: string | null;
}> {
  override readonly name = 'WouldBeLateError';
  override readonly code = 'would-be-late';

  constructor(key: PostKey, details: WouldBeLateError['details']) {
    super({
      message: `${postName(key)} was not edited: ${details.reason}`,
      nextAction: 'Edit it with allowLate, or reschedule it first.',
      details,
    });
  }
}

/** No worker answered in time. A command that was sent may still take effect. */
export class NoWorkerError extends CarillonError<{ readonly deadlineMs: number }> {
  override readonly name = 'NoWorkerError';
  override readonly code = 'no-worker';

  constructor(
    message: string,
    deadlineMs: number,
    nextAction = 'See that a worker runs on this task queue, then read the post before you ask again.',
  ) {
    super({ message, nextAction, details: { deadlineMs } });
  }
}

/** What was waited for had not ended when the time to wait was over. It goes on by itself. */
export class WaitTimedOutError extends CarillonError<{ readonly timeoutMs: number }> {
  override readonly name = 'WaitTimedOutError';
  override readonly code = 'wait-timed-out';

  /** @param what as the beginning of a sentence */
  constructor(what: string, timeoutMs: number) {
    super({
      message: `${what} had not ended after ${timeoutMs} ms; it goes on by itself.`,
      nextAction: 'Read how it stands, or wait for it again.',
      details: { timeoutMs },
    });
  }
}

/** Nothing sweeps the invites of the account on this server. */
export class NotSweptError extends CarillonError<{ readonly accountId: AccountId }> {
  override readonly name = 'NotSweptError';
  override readonly code = 'not-swept';

  constructor(accountId: AccountId) {
    super({
      message: `The invites of account "${accountId}" are not swept: this server has no schedule for them.`,
      nextAction:
        'Check the name. A worker that knows the account makes the schedule when it starts; `carillon accounts add` does too. Only accounts with Facebook Login have invites.',
      details: { accountId },
    });
  }
}

/** Instagram, or the account, does not let the worker do what was asked for. `details.error` says why, in Meta's words too. */
export class InstagramRefusedError extends CarillonError<{ readonly error: PostError }> {
  override readonly name = 'InstagramRefusedError';
  override readonly code = 'instagram-refused';

  constructor(error: PostError) {
    super({ message: error.message, nextAction: error.nextAction, details: { error } });
  }
}

/** The Temporal server did not answer. Whether a request under way was carried out is not known: repeat it with the same id. */
export class UnreachableError extends CarillonError<{ readonly address: string }> {
  override readonly name = 'UnreachableError';
  override readonly code = 'unreachable';

  /** @param how nobody is there, or the deadline passed: then it is away, or it has too much to do */
  constructor(address: string, how: 'away' | 'late' = 'away') {
    super({ ...UNREACHABLE[how](address), details: { address } });
  }
}

const UNREACHABLE = {
  away: (address: string) => ({
    message: `No Temporal server answers at ${address}.`,
    nextAction: 'Start it, or set TEMPORAL_ADDRESS to where it runs (and TEMPORAL_API_KEY or tls, if it wants TLS).',
  }),
  late: (address: string) => ({
    message: `The Temporal server at ${address} did not answer in time.`,
    nextAction:
      'Look whether it still runs there and has not too much to do, then ask again, for a post with the same id: the request may have been carried out.',
  }),
};

/** gRPC's own words, for a report to the people who run the server. */
export interface ServerWords {
  readonly grpcCode: number | null;
  readonly grpcMessage: string;
}

/** The Temporal server answered and refused: the caller may not, the server lacks something, or it failed. */
export class ServerError extends CarillonError<ServerWords> {
  override readonly name = 'ServerError';
  override readonly code: 'unauthorized' | 'not-set-up' | 'server-error';

  constructor(code: ServerError['code'], parts: ErrorParts<ServerWords>) {
    super(parts);
    this.code = code;
  }
}

/** `close()` was called before or during this call. */
export class ClosedError extends CarillonError {
  override readonly name = 'ClosedError';
  override readonly code = 'closed';

  constructor() {
    super({
      message: 'This Carillon client has been closed.',
      nextAction: 'Connect again with Carillon.connect().',
      details: {},
    });
  }
}
