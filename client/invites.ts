import { randomUUID } from 'node:crypto';
import {
  type CollaborativeMediaInput,
  type CollaborativeMediaPage,
  LIST_COLLABORATIVE_MEDIA,
} from '../contracts/collaborative-media.ts';
import {
  type AccountId,
  collaborativeMediaWorkflowId,
  dryRunWorkflowId,
  type InviteKey,
  inviteAnswerWorkflowId,
  inviteScheduleId,
  isDryRunWorkflowId,
} from '../contracts/ids.ts';
import type { InviteRules } from '../contracts/invite-rules.ts';
import {
  ANSWER_INVITE,
  type AnswerInviteInput,
  type InviteAnswer,
  NO_MEMORY,
  SWEEP_INVITES,
  type SweepInput,
  type SweepMemory,
  type SweepReport,
} from '../contracts/sweep.ts';
import {
  collaborativeMediaSchema,
  historySchema,
  parseAccountId,
  parseArgument,
  parseInviteKey,
  sweepSchema,
  waitingSchema,
} from './arguments.ts';
import { InstagramRefusedError, NotSweptError, NoWorkerError, ServerError, WaitTimedOutError } from './errors.ts';
import { historyItem, historyQuery, type InviteHistoryItem, isInviteAnswer, isSweepReport } from './invite-history.ts';
import { type InviteRulesRequest, parseInviteRules } from './invite-rules.ts';
import {
  changedSchedule,
  type InviteSettings,
  newSchedule,
  type ScheduleChanges,
  settingsIn,
  sweepInput,
} from './invite-schedule.ts';
import { OrderedRuns } from './ordered-runs.ts';
import type { Runs } from './runs.ts';
import type { TemporalSchedules } from './schedules.ts';
import { parseSweepTime, type SweepTimeRequest } from './sweep-time.ts';
import { startedBy, sweepNow } from './sweeping.ts';
import { isOpen, type RunRecord } from './view.ts';
import { type WaitingOptions, waitWithin } from './waiting.ts';

/** Which invite. */
export interface InviteAddress {
  readonly accountId: string;
  /** Instagram's number of the media. */
  readonly mediaId: string;
}

export interface SweepOptions extends WaitingOptions {
  /** Answer nothing, and report what would be answered. @default false */
  readonly dryRun?: boolean | undefined;
}

export interface CollaborativeMediaOptions extends WaitingOptions {
  /** At most so many, 1 to 100. @default 25 */
  readonly limit?: number | undefined;
  /** The `next` of the page before. */
  readonly after?: string | undefined;
}

const HISTORY_LIMIT = 20;
const MEDIA_LIMIT = 25;

/**
 * The collaboration invites that accounts have received, and what becomes of them. Only accounts with Facebook Login have any.
 *
 * Beside the errors named with each method, all of them throw {@link UnreachableError}, {@link ServerError} and {@link ClosedError};
 * those that ask Instagram throw {@link InstagramRefusedError} when it, or the account, does not let them, {@link NoWorkerError} when no
 * worker takes it, and {@link WaitTimedOutError} when it is not done in time.
 */
export class Invites {
  readonly #runs: Runs;
  readonly #orders: OrderedRuns;
  readonly #schedules: TemporalSchedules;
  readonly #taskQueue: string;

  /** @internal Use `Carillon.connect()`. */
  constructor(runs: Runs, schedules: TemporalSchedules, taskQueue: string) {
    this.#runs = runs;
    this.#orders = new OrderedRuns(runs, taskQueue);
    this.#schedules = schedules;
    this.#taskQueue = taskQueue;
  }

  /**
   * Works through the pending invites now, by the account's rules, and waits for the report. One sweep of an account is under way at a
   * time: a call meanwhile gives the report of that one. A dry run runs beside it, and changes nothing.
   * @throws {@link NotSweptError}, {@link InvalidRequestError}
   */
  async sweep(accountId: string, options: SweepOptions = {}): Promise<SweepReport> {
    const account = parseAccountId(accountId);
    const { dryRun = false, ...waiting } = parseArgument(sweepSchema, options, 'The options of sweep');
    if (dryRun) return await this.#dryRun(account, (await this.#settings(account)).rules, waiting);
    return await waitWithin(waiting, `The sweep of account "${account}"`, async (limit) => {
      const workflowId = await sweepNow({ runs: this.#runs, schedules: this.#schedules }, account, limit);
      return await this.#orders.resultOf({ workflowId, isResult: isSweepReport }, limit);
    });
  }

  /**
   * The invites that are pending now, with what the account's rules say to each: a dry run.
   * @throws {@link NotSweptError}, {@link InvalidRequestError}
   */
  async list(accountId: string, options: WaitingOptions = {}): Promise<SweepReport> {
    return await this.sweep(accountId, { ...options, dryRun: true });
  }

  /**
   * Accepts or declines an invite because a person says so: through the same ledger as a sweep, and verified like one. Repeatable.
   * Instagram's API cannot take an acceptance back.
   * @throws {@link InvalidRequestError}
   */
  async answer(
    address: InviteAddress,
    action: 'accept' | 'decline',
    options: WaitingOptions = {},
  ): Promise<InviteAnswer> {
    const key = parseInviteKey(address);
    const waiting = parseArgument(waitingSchema, options, 'The options of answer');
    return await waitWithin(waiting, `The answer to the invite to ${key.mediaId}`, async (limit) => {
      for (;;) {
        const answer = await this.#answer(key, action, limit);
        // Somebody else has ordered the other answer at the same time; ours comes after that.
        if (answer.action === action) return answer;
      }
    });
  }

  /**
   * Past sweeps and answers with all that was decided, those that are under way first, then the latest first: as far back as the
   * server keeps runs. Dry runs are left out.
   * @throws {@link InvalidRequestError}
   */
  async history(
    accountId: string,
    options: { readonly limit?: number | undefined } = {},
  ): Promise<InviteHistoryItem[]> {
    const account = parseAccountId(accountId);
    const { limit = HISTORY_LIMIT } = parseArgument(historySchema, options, 'The options of history');
    const items: InviteHistoryItem[] = [];
    for await (const run of this.#runs.list(historyQuery(account))) {
      if (isDryRunWorkflowId(run.workflowId)) continue;
      items.push(await historyItem(this.#runs, run));
      if (items.length >= limit) break;
    }
    return items;
  }

  /**
   * How the invites of an account are swept: its rules, when, and whether that is paused.
   * @throws {@link NotSweptError}, {@link InvalidRequestError}
   */
  async settings(accountId: string): Promise<InviteSettings> {
    return await this.#settings(parseAccountId(accountId));
  }

  /**
   * The rules of an account.
   * @throws {@link NotSweptError}, {@link InvalidRequestError}
   */
  async rules(accountId: string): Promise<InviteRules> {
    return (await this.settings(accountId)).rules;
  }

  /**
   * Replaces the rules of an account, from its next sweep on.
   * @throws {@link InvalidRequestError} with all that is wrong; {@link NotSweptError}
   */
  async setRules(accountId: string, request: InviteRulesRequest): Promise<InviteSettings> {
    const account = parseAccountId(accountId);
    return await this.#change(account, { rules: parseInviteRules(request) });
  }

  /**
   * What other rules would do to the invites that are pending now: a dry run.
   * @throws {@link InvalidRequestError} with all that is wrong; {@link NotSweptError}
   */
  async testRules(accountId: string, request: InviteRulesRequest, options: WaitingOptions = {}): Promise<SweepReport> {
    const account = parseAccountId(accountId);
    const waiting = parseArgument(waitingSchema, options, 'The options of testRules');
    return await this.#dryRun(account, parseInviteRules(request), waiting);
  }

  /**
   * Sweeps every day at this time, on the clocks of that zone. Without one the zone stays as it is.
   * @throws {@link InvalidRequestError}, {@link NotSweptError}
   */
  async setTime(accountId: string, time: SweepTimeRequest): Promise<InviteSettings> {
    const account = parseAccountId(accountId);
    return await this.#change(account, { time: parseSweepTime(time) });
  }

  /**
   * Sweeps no more, until it is resumed. Repeatable.
   * @throws {@link NotSweptError}, {@link InvalidRequestError}
   */
  async pause(accountId: string, note = 'Paused by a client.'): Promise<void> {
    const account = parseAccountId(accountId);
    if (!(await this.#schedules.pause(inviteScheduleId(account), note))) throw new NotSweptError(account);
  }

  /**
   * Sweeps every day again. Repeatable.
   * @throws {@link NotSweptError}, {@link InvalidRequestError}
   */
  async resume(accountId: string, note = 'Resumed by a client.'): Promise<void> {
    const account = parseAccountId(accountId);
    if (!(await this.#schedules.resume(inviteScheduleId(account), note))) throw new NotSweptError(account);
  }

  /**
   * Has the account swept every day from now on, at a minute that follows from its name, by rules that leave every invite pending. One
   * that is swept already keeps its rules, its time and its pause; its sweeps go to this client's task queue.
   * @returns whether it is new
   * @throws {@link InvalidRequestError}
   */
  async enable(accountId: string): Promise<boolean> {
    const account = parseAccountId(accountId);
    if (await this.#schedules.create(newSchedule(account, this.#taskQueue))) return true;
    const schedule = await this.#schedules.describe(inviteScheduleId(account));
    if (schedule !== undefined && schedule.action.taskQueue !== this.#taskQueue)
      await this.#change(account, { taskQueue: this.#taskQueue });
    return false;
  }

  /**
   * Sweeps the account no more, and forgets its rules. Repeatable.
   * @returns whether it was swept
   * @throws {@link InvalidRequestError}
   */
  async disable(accountId: string): Promise<boolean> {
    return await this.#schedules.remove(inviteScheduleId(parseAccountId(accountId)));
  }

  /**
   * A page of the media of others on which the account is a collaborator, with the counts that their owners show.
   * @throws {@link InvalidRequestError}
   */
  async collaborativeMedia(
    accountId: string,
    options: CollaborativeMediaOptions = {},
  ): Promise<CollaborativeMediaPage> {
    const account = parseAccountId(accountId);
    const {
      limit = MEDIA_LIMIT,
      after = null,
      ...waiting
    } = parseArgument(collaborativeMediaSchema, options, 'The options of collaborativeMedia');
    const input: CollaborativeMediaInput = { schemaVersion: 1, accountId: account, limit, after };
    const order = {
      workflowType: LIST_COLLABORATIVE_MEDIA,
      workflowId: collaborativeMediaWorkflowId(account, randomUUID()),
      input,
      isResult: isPage,
    };
    const what = `The list of the collaborative media of "${account}"`;
    return await waitWithin(waiting, what, (limit) => this.#orders.order(order, limit));
  }

  async #settings(account: AccountId): Promise<InviteSettings> {
    const schedule = await this.#schedules.describe(inviteScheduleId(account));
    if (schedule === undefined) throw new NotSweptError(account);
    return settingsIn(account, schedule);
  }

  async #change(account: AccountId, changes: ScheduleChanges): Promise<InviteSettings> {
    const isThere = await this.#schedules.update(inviteScheduleId(account), (before) =>
      changedSchedule(account, before, changes),
    );
    if (!isThere) throw new NotSweptError(account);
    return await this.#settings(account);
  }

  async #dryRun(account: AccountId, rules: InviteRules, waiting: WaitingOptions): Promise<SweepReport> {
    const memory = await this.#memory(account);
    const input: SweepInput = { ...sweepInput(account, rules), isDryRun: true, memory };
    const order = {
      workflowType: SWEEP_INVITES,
      workflowId: dryRunWorkflowId(account, randomUUID()),
      input,
      isResult: isSweepReport,
    };
    const what = `The dry run for account "${account}"`;
    return await waitWithin(waiting, what, (limit) => this.#orders.order(order, limit));
  }

  /** What the last sweep of the schedule remembers. */
  async #memory(account: AccountId): Promise<SweepMemory> {
    const schedule = await this.#schedules.describe(inviteScheduleId(account));
    for (const workflowId of schedule === undefined ? [] : startedBy(schedule).toReversed()) {
      const run = await this.#runs.describe(workflowId);
      const outcome = run?.status.name === 'COMPLETED' ? await this.#runs.outcome(workflowId) : undefined;
      if (isSweepReport(outcome)) return outcome.memory;
    }
    return NO_MEMORY;
  }

  async #answer(key: InviteKey, action: 'accept' | 'decline', limit: AbortSignal): Promise<InviteAnswer> {
    const workflowId = inviteAnswerWorkflowId(key);
    const before = await this.#runs.describe(workflowId);
    const accept = action === 'accept';
    const earlier = before === undefined ? [] : await this.#earlierAnswers(before);
    const input: AnswerInviteInput = { schemaVersion: 1, ...key, accept, earlier };
    try {
      const order = { workflowType: ANSWER_INVITE, workflowId, input, isResult: isInviteAnswer };
      return await this.#orders.order(order, limit);
    } catch (error) {
      if (!(error instanceof NoWorkerError) || before === undefined || !isOpen(before)) throw error;
      const waiting = await this.#runs.input(workflowId, before.runId);
      throw isObject(waiting) && waiting['accept'] !== accept ? otherOrderWaits(key, action, error) : error;
    }
  }

  /** What became of the invite when it was answered before, the latest first. */
  async #earlierAnswers({ workflowId, runId, status }: RunRecord): Promise<readonly InviteAnswer[]> {
    const outcome = status.name === 'COMPLETED' ? await this.#runs.outcome(workflowId, runId) : undefined;
    const input = await this.#runs.input(workflowId, runId);
    const before = isObject(input) && Array.isArray(input['earlier']) ? input['earlier'].filter(isInviteAnswer) : [];
    return [...(isInviteAnswer(outcome) ? [outcome] : []), ...before].slice(0, MOST_EARLIER);
  }
}

/** One of each kind, and what came between them. */
const MOST_EARLIER = 4;

const otherOrderWaits = ({ mediaId }: InviteKey, action: string, { details }: NoWorkerError): NoWorkerError =>
  new NoWorkerError(
    `Somebody has ordered the other answer to the invite to ${mediaId}, and no worker has taken that yet: it comes first, and "${action}" was not ordered.`,
    details.deadlineMs,
    'Cancel the run of the other order in the Temporal UI if it is not wanted, start a worker, then order again.',
  );

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null;
const isPage = (value: unknown): value is CollaborativeMediaPage =>
  typeof value === 'object' && value !== null && 'media' in value;
