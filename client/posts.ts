import { WorkflowExecutionAlreadyStartedError } from '@temporalio/client';
import { postWorkflowId } from '../contracts/ids.ts';
import type { PostView } from '../contracts/post-view.ts';
import { CANCEL_UPDATE, type CommandResult, RESCHEDULE_UPDATE } from '../contracts/publish-post.ts';
import { cancelSchema, listSchema, parseArgument, parseKey, parseWhen, waitSchema } from './arguments.ts';
import { sendCommand } from './commands.ts';
import { ConflictError, NotFoundError } from './errors.ts';
import { differences } from './fingerprint.ts';
import { type ListFilter, listItem, listQuery, type PostListItem } from './listing.ts';
import { type ParsedPost, type PostRequest, parsePostRequest, pastDueError } from './post-request.ts';
import { readPost } from './read-post.ts';
import { type RunSettings, runStart } from './run-start.ts';
import type { Runs } from './runs.ts';
import { fingerprintIn, queuedView, type RunRecord } from './view.ts';
import { type WaitOptions, waitForEnd } from './wait.ts';
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

/**
 * The posts on a Temporal server.
 *
 * Beside the errors named with each method, all of them throw {@link UnreachableError}, {@link ServerError} and {@link ClosedError}.
 */
export class Posts {
  readonly #runs: Runs;
  readonly #settings: RunSettings;

  /** @internal Use `Carillon.connect()`. */
  constructor(runs: Runs, settings: RunSettings) {
    this.#runs = runs;
    this.#settings = settings;
  }

  /**
   * Queues a post, once: the same request with the same `id` gives back the post that exists, whatever has become of it. With an `id` of
   * your own it is therefore safe to repeat after any error. The due time of a repeat may have passed meanwhile.
   *
   * An `id` is remembered while the post is open, and then for as long as the server keeps ended runs: its retention, 30 days by
   * `carillon setup`.
   * @throws {@link InvalidPostError} with all that is wrong; {@link PastDueError} if a new post is due in the past and does not say
   * `publishNow`; {@link ConflictError} if the id is taken by a post with other content
   */
  async schedule(request: PostRequest): Promise<ScheduleResult> {
    const now = Date.now();
    const parsed = parsePostRequest(request, now);
    if (parsed.isPast) return await this.#repeatOfPast(parsed, now);
    try {
      await this.#runs.start(runStart(parsed, this.#settings, now));
      return { created: true, post: queuedView(parsed.post, parsed.dueAt) };
    } catch (error) {
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) throw error;
      return await this.#repeat(parsed, await this.#describe(parsed.post));
    }
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
    return this.#list(listQuery(query), limit);
  }

  /**
   * Moves a post that has not been sent to another instant.
   * @param when a time with an offset, or a local time and its IANA zone
   * @throws {@link TooLateError} with the reason; {@link PastDueError}, {@link NotFoundError}, {@link NoWorkerError} (then it may still
   * take effect), {@link InvalidRequestError}
   */
  async reschedule(address: PostAddress, when: string | WrittenTime): Promise<CommandResult> {
    const dueAt = parseWhen(when, Date.now());
    return await sendCommand(this.#receiver(address), { name: RESCHEDULE_UPDATE, args: { dueAt } });
  }

  /**
   * Makes sure that a post which has not been sent never will be. Repeatable.
   * @param options `reason`: for people, at most 500 characters
   * @throws {@link TooLateError} with the reason; {@link NotFoundError}, {@link NoWorkerError} (then it may still take effect),
   * {@link InvalidRequestError}
   */
  async cancel(address: PostAddress, options: { readonly reason?: string | undefined } = {}): Promise<CommandResult> {
    const { reason } = parseArgument(cancelSchema, options, 'The options of cancel');
    const args = reason === undefined ? {} : { reason };
    return await sendCommand(this.#receiver(address), { name: CANCEL_UPDATE, args });
  }

  /**
   * Waits until a post has ended: `published`, `unconfirmed`, `failed`, `missed` or `canceled`. Outlives a server that is away for a while.
   * @throws {@link WaitTimedOutError} after `timeoutMs`; the reason of `signal` when that is aborted; {@link NotFoundError},
   * {@link InvalidRequestError}
   */
  async wait(address: PostAddress, options: WaitOptions = {}): Promise<PostView> {
    parseArgument(waitSchema, options, 'The options of wait');
    const receiver = this.#receiver(address);
    await this.#describe(receiver.key);
    return await waitForEnd(receiver, options);
  }

  #receiver(address: PostAddress) {
    const key = parseKey(address);
    return { runs: this.#runs, key, read: () => this.get(key) };
  }

  async #describe(key: ReturnType<typeof parseKey>): Promise<RunRecord> {
    const run = await this.#runs.describe(postWorkflowId(key));
    if (run === undefined) throw new NotFoundError(key);
    return run;
  }

  async #repeatOfPast(parsed: ParsedPost, now: number): Promise<ScheduleResult> {
    const run = parsed.isNew ? undefined : await this.#runs.describe(postWorkflowId(parsed.post));
    if (run === undefined) throw pastDueError(parsed, now);
    return await this.#repeat(parsed, run);
  }

  async #repeat({ post, fingerprint }: ParsedPost, run: RunRecord): Promise<ScheduleResult> {
    const differs = differences(fingerprintIn(run), fingerprint);
    const existing = await readPost(this.#runs, post, run);
    if (differs.length > 0) throw new ConflictError(differs, existing);
    return { created: false, post: existing };
  }

  async *#list(query: string, limit: number): AsyncGenerator<PostListItem, void> {
    let left = limit;
    for await (const run of this.#runs.list(query)) {
      const item = listItem(run);
      if (item === undefined) continue;
      yield item;
      left -= 1;
      if (left <= 0) return;
    }
  }
}
