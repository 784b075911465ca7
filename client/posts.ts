import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import type { CollaboratorsView } from '../contracts/collaborators.ts';
import { postWorkflowId } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import type { CommandResult, EditResult, SettleArgs } from '../contracts/publish-post.ts';
import {
  cancelSchema,
  collaboratorsOptionsSchema,
  editSchema,
  listSchema,
  parseArgument,
  parseKey,
  parseWhen,
  settleSchema,
  validateSchema,
  waitSchema,
} from './arguments.ts';
import { readCollaborators } from './collaborators.ts';
import {
  cancelCommand,
  type Receiver,
  rescheduleCommand,
  retryCommand,
  sendCommand,
  settleCommand,
} from './commands.ts';
import { editPost } from './edit-post.ts';
import type { PostChanges } from './edit-request.ts';
import { ConflictError, InvalidPostError, NotFoundError } from './errors.ts';
import { differences } from './fingerprint.ts';
import { type ListFilter, type ListQuery, listItem, listQuery, type PostListItem } from './listing.ts';
import type { LoginOf } from './login-checks.ts';
import { type ParsedPost, parsePostRequest, pastDueError } from './parse-post-request.ts';
import type { PostRequest } from './post-request.ts';
import { readPost } from './read-post.ts';
import { type RunSettings, runStart } from './run-start.ts';
import type { Runs } from './runs.ts';
import { type Checks, findingsOf, type ValidateOptions, type Validation, validatePost } from './validate-post.ts';
import { fingerprintIn, queuedView, type RunRecord } from './view.ts';
import { type WaitOptions, waitForEnd } from './wait.ts';
import { withoutEmpty } from './without-empty.ts';
import type { WrittenTime } from './written-time.ts';

/** Which post. */
export interface PostAddress {
  readonly accountId: string;
  readonly id: string;
}

export interface ScheduleResult {
  /** False when the same request had been queued before. */
  readonly created: boolean;
  readonly post: PostView;
}

export interface EditOptions {
  /** Whether the edit may make the post late, because what it changes has to be staged again. @default false */
  readonly allowLate?: boolean | undefined;
}

interface PostsSettings {
  readonly run: RunSettings;
  readonly loginOf: LoginOf;
}

/**
 * The posts on a Temporal server.
 *
 * Beside the errors named with each method, all of them throw {@link UnreachableError}, {@link ServerError} and {@link ClosedError}.
 */
export class Posts {
  readonly #runs: Runs;
  readonly #settings: RunSettings;
  readonly #checks: Checks;

  /** @internal Use `Carillon.connect()`. */
  constructor(runs: Runs, { run, loginOf }: PostsSettings) {
    this.#runs = runs;
    this.#settings = run;
    this.#checks = { loginOf, probe: false, allowPrivate: false };
  }

  /**
   * Queues a post, once: the same request with the same `id` gives back the post that exists, whatever has become of it. With an `id` of
   * your own it is therefore safe to repeat after any error. The due time of a repeat may have passed meanwhile, and its files may be gone.
   * Files are checked against what Instagram takes; what lies behind a URL is not looked at (see {@link Posts.validate}).
   *
   * An `id` is remembered while the post is open, and then for as long as the server keeps ended runs: its retention, 30 days by
   * `carillon setup`.
   * @throws {@link InvalidPostError} with all that is wrong; {@link PastDueError} if a new post is due in the past and does not say
   * `publishNow`; {@link ConflictError} if the id is taken by a post with other content
   */
  async schedule(request: PostRequest): Promise<ScheduleResult> {
    const now = Date.now();
    const parsed = parsePostRequest(request, now);
    if (parsed.isPast) return await this.#repeatOr(pastDueError(parsed, now), parsed);
    const { issues } = await findingsOf(parsed.post, this.#checks);
    if (issues.length > 0) return await this.#repeatOr(new InvalidPostError(issues), parsed);
    try {
      await this.#runs.start(runStart(parsed, this.#settings, Date.now()));
      return { created: true, post: queuedView(parsed.post, parsed.dueAt) };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return await this.#repeat(parsed, await this.#describe(parsed.post));
    }
  }

  /**
   * All that {@link Posts.schedule} would refuse a request for, without queueing it; with `probe`, also what is wrong with the pictures and
   * videos behind its URLs. Warnings never keep a post from being queued.
   * @throws {@link InvalidRequestError} for wrong options
   */
  async validate(request: PostRequest, options: ValidateOptions = {}): Promise<Validation> {
    const { probe = false, allowPrivate = false } = parseArgument(validateSchema, options, 'The options of validate');
    return await validatePost(request, { ...this.#checks, probe, allowPrivate });
  }

  /**
   * Who has answered the invites of a published post. Carillon asks Instagram 10 minutes, 1 hour and 6 hours after publishing, then daily
   * for a week, until all have answered; with `lookNow`, now.
   * @returns null before it was asked for the first time, and for a post that invites nobody
   * @throws {@link NotFoundError}, {@link InvalidRequestError}, {@link NoWorkerError}
   */
  async collaborators(
    address: PostAddress,
    options: { readonly lookNow?: boolean | undefined } = {},
  ): Promise<CollaboratorsView | null> {
    const key = parseKey(address);
    const { lookNow = false } = parseArgument(collaboratorsOptionsSchema, options, 'The options of collaborators');
    await this.#describe(key);
    return (await readCollaborators(this.#runs, key, { lookNow })) ?? null;
  }

  /**
   * The post as it stands, from its run. While no worker is up, the status is the one that the run last recorded.
   * @throws {@link NotFoundError}, {@link InvalidRequestError}
   */
  async get(address: PostAddress): Promise<PostView> {
    const key = parseKey(address);
    return await readPost(this.#runs, key, await this.#describe(key));
  }

  /**
   * Posts as their runs last recorded them: open ones first, then those that have ended, each the latest first. The list comes from
   * Temporal's visibility store, which follows the truth a little later: decide on {@link Posts.get}.
   * @throws {@link InvalidRequestError}
   */
  list(filter: ListFilter = {}): AsyncIterable<PostListItem> {
    const { limit = Number.POSITIVE_INFINITY, ...query } = parseArgument(listSchema, filter, 'The filter');
    return this.#list(query, limit);
  }

  /**
   * Moves a post that has not been sent to another instant.
   * @param when a time with an offset, or a local time and its IANA zone
   * @throws {@link TooLateError} with the reason; {@link PastDueError}, {@link NotFoundError}, {@link NoWorkerError} (then it may still
   * take effect), {@link InvalidRequestError}
   */
  async reschedule(address: PostAddress, when: string | WrittenTime): Promise<CommandResult> {
    const dueAt = parseWhen(when, Date.now());
    return await sendCommand(this.#receiver(address), rescheduleCommand({ dueAt }));
  }

  /**
   * Changes what a post holds that has not been sent. What is staged and does not change is kept. Checked as a whole, as when it was
   * queued; a repeat of the queueing is then one with the content after the edit.
   * @param changes in the words of the request, apart from accountId, id, kind and the due time: what is not named stays, null takes it
   * away, `media` replaces all media
   * @returns with `expectedAt`, when it goes out
   * @throws {@link InvalidPostError} with all that is wrong; {@link WouldBeLateError} unless `allowLate`; {@link EditedMeanwhileError};
   * {@link TooLateError} with the reason; {@link NotFoundError}, {@link NoWorkerError} (then it may still take effect),
   * {@link InvalidRequestError}
   */
  async edit(address: PostAddress, changes: PostChanges, options: EditOptions = {}): Promise<EditResult> {
    const { allowLate = false } = parseArgument(editSchema, options, 'The options of edit');
    const receiver = this.#receiver(address);
    return await editPost(receiver, await this.#describe(receiver.key), { changes, allowLate, checks: this.#checks });
  }

  /**
   * Makes sure that a post which has not been sent never will be. Repeatable.
   * @param options `reason`: for people, at most 500 characters
   * @throws {@link TooLateError} with the reason; {@link NotFoundError}, {@link NoWorkerError} (then it may still take effect),
   * {@link InvalidRequestError}
   */
  async cancel(address: PostAddress, options: { readonly reason?: string | undefined } = {}): Promise<CommandResult> {
    const { reason } = parseArgument(cancelSchema, options, 'The options of cancel');
    return await sendCommand(this.#receiver(address), cancelCommand(reason === undefined ? {} : { reason }));
  }

  /**
   * Goes on with a blocked post, from what it has staged, once a person has done what its error asks for.
   * @throws {@link WrongStateError} if it is not blocked; {@link TooLateError} if it has ended; {@link NotFoundError},
   * {@link NoWorkerError} (then it may still take effect), {@link InvalidRequestError}
   */
  async retry(address: PostAddress): Promise<CommandResult> {
    return await sendCommand(this.#receiver(address), retryCommand);
  }

  /**
   * Says what became of an unconfirmed post, after a person has looked at the account on Instagram.
   * @param settlement `published`, with the media id if it is known; or `not-published`: the post is then blocked, {@link Posts.retry}
   * publishes it and {@link Posts.cancel} ends it
   * @throws {@link WrongStateError} if it is not unconfirmed; {@link TooLateError} if it has ended; {@link NotFoundError},
   * {@link NoWorkerError} (then it may still take effect), {@link InvalidRequestError}
   */
  async settle(address: PostAddress, settlement: SettleArgs): Promise<CommandResult> {
    const parsed = parseArgument(settleSchema, settlement, 'The settlement');
    return await sendCommand(this.#receiver(address), settleCommand(withoutEmpty(parsed)));
  }

  /**
   * Waits until a post has its final status (`published`, `failed`, `missed` or `canceled`) or needs a person (`blocked`, `unconfirmed`).
   * Outlives a server that is away for a while. A published post comes with its permalink and first comment if they follow within seconds.
   * @throws {@link WaitTimedOutError} after `timeoutMs`; the reason of `signal` when that is aborted; {@link NotFoundError},
   * {@link InvalidRequestError}
   */
  async wait(address: PostAddress, options: WaitOptions = {}): Promise<PostView> {
    parseArgument(waitSchema, options, 'The options of wait');
    const receiver = this.#receiver(address);
    await this.#describe(receiver.key);
    return await waitForEnd(receiver, options);
  }

  #receiver(address: PostAddress): Receiver {
    const key = parseKey(address);
    return { runs: this.#runs, key, read: () => this.get(key) };
  }

  async #describe(key: ReturnType<typeof parseKey>): Promise<RunRecord> {
    const run = await this.#runs.describe(postWorkflowId(key));
    if (run === undefined) throw new NotFoundError(key);
    return run;
  }

  /** What cannot be queued may have been queued when it still could. */
  async #repeatOr(refusal: Error, parsed: ParsedPost): Promise<ScheduleResult> {
    const run = parsed.isNew ? undefined : await this.#runs.describe(postWorkflowId(parsed.post));
    if (run === undefined) throw refusal;
    return await this.#repeat(parsed, run);
  }

  async #repeat({ post, fingerprint }: ParsedPost, run: RunRecord): Promise<ScheduleResult> {
    const differs = differences(fingerprintIn(run), fingerprint);
    const existing = await readPost(this.#runs, post, run);
    if (differs.length > 0) throw new ConflictError(differs, existing);
    return { created: false, post: existing };
  }

  async *#list(query: ListQuery, limit: number): AsyncGenerator<PostListItem, void> {
    let left = limit;
    for await (const run of this.#runs.list(listQuery(query))) {
      const item = listItem(run);
      if (item === undefined || item.status !== (query.status ?? item.status)) continue;
      yield item;
      left -= 1;
      if (left <= 0) return;
    }
  }
}
