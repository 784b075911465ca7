import type { SearchAttributeUpdatePair } from '@temporalio/common';
import {
  ApplicationFailure,
  CancellationScope,
  log,
  setCurrentDetails,
  upsertSearchAttributes,
} from '@temporalio/workflow';
import type { ContainerId } from '../contracts/ids.ts';
import { isFinal } from '../contracts/post.ts';
import type { PostError } from '../contracts/post-error.ts';
import type { AttemptView, FirstCommentView, PostWarning } from '../contracts/post-view.ts';
import type { CommandResult, PublishPostInput, Refusal } from '../contracts/publish-post.ts';
import { IG_ERROR_CODE, IG_MEDIA_ID, IG_POST_STATE, IG_PUBLISHED_AT } from '../contracts/search-attributes.ts';
import { detailsOf, iso, type Journal, newJournal, noteContainer } from './journal.ts';
import { armLeadMs, lastSendInstant, type NextStep, nextStep, type PlanFacts, reserveLeadMs } from './plan.ts';
import { type Doubt, type PostEvent, type PostState, transition } from './post-state.ts';
import { PublishGrant } from './publish-grant.ts';
import { oldestOf, type Slot } from './staged.ts';
import { Underway } from './underway.ts';

/** What is known of a container that was sent before. */
export interface EarlierSending extends Doubt {
  /** The earliest instant of the first one. Epoch milliseconds. */
  readonly firstAt: number;
  /** How often it was, or may have been. */
  readonly count: number;
  /** Whether any of them was left in doubt: then what a refusal of a later one says is no proof. */
  readonly isDoubtful: boolean;
}

/** One post on its way: its journal, what is planned from it, and what is shown and told of it. */
export class PostRun {
  readonly journal: Journal;
  /** Holdings in a row that ended without sending. */
  failedHoldings = 0;
  /** Publishes in a row that Instagram declined. */
  declines = 0;
  /** Epoch milliseconds. */
  sendNotBefore = 0;
  /** Containers that were sent before, and declined or left in doubt. They are read before they are sent again. */
  readonly sendings = new Map<ContainerId, EarlierSending>();
  /** The publish that its account grants it. */
  readonly grant = new PublishGrant();
  /** Who is charged together, by each of them: every container of a carousel is charged with the others. */
  readonly charges = new Map<string, readonly string[]>();
  /** Those of them for which no container has been made yet. */
  readonly unusedCharges = new Set<string>();
  /** When a person found that the post is not published: its time to go out counts from there. Epoch milliseconds. */
  settledAt = 0;
  /** Containers that Instagram could not make or finish, by place. */
  readonly failedContainers = new Map<Slot, number>();
  /** How often the post went on by itself after it had been blocked. */
  resumes = 0;
  /** Of the credentials with which the post was blocked; undefined when new ones would not help. */
  blockedRevision: number | null | undefined;
  readonly underway = new Underway();
  readonly #input: PublishPostInput;
  /** The run's own scope, which the server's cancellation reaches first. */
  readonly #root = CancellationScope.current();

  constructor(input: PublishPostInput) {
    this.#input = input;
    this.journal = newJournal(input.post, input.dueAt);
    this.#show();
  }

  get state(): PostState {
    return this.journal.state;
  }

  get isCancelRequested(): boolean {
    return this.#root.consideredCancelled;
  }

  get isOver(): boolean {
    return isFinal(this.state.status);
  }

  /** The instant after which this post may no longer be sent. Epoch milliseconds. */
  get sendBefore(): number {
    return lastSendInstant(this.#facts());
  }

  get armLatestMs(): number {
    return this.#input.timing.armLatestMs;
  }

  nextStep(): NextStep {
    return nextStep(this.#facts(), Date.now());
  }

  /** Takes one event into the state, and shows it to everybody who looks. */
  apply(event: PostEvent): void {
    const before = this.state;
    this.journal.state = transition(before, event);
    noteContainer(this.journal, event);
    if (this.state.status !== before.status || event.type === 'media-found') this.#tellOf(this.state, before);
    this.#show();
  }

  /** Changes what the journal holds beside the state. */
  revise(changes: Partial<Pick<Journal, 'post' | 'dueAt' | 'revision' | 'firstComment' | 'waitingFor'>>): void {
    Object.assign(this.journal, changes);
    this.#show();
  }

  /** Adds an attempt; the same failure to send, once more, is no news. */
  note(attempt: AttemptView): void {
    const last = this.journal.attempts.at(-1);
    if (attempt.outcome === 'not-sent' && last?.outcome === 'not-sent' && last.note === attempt.note) return;
    this.journal.attempts.push(attempt);
    this.#show();
  }

  /** Says of the last attempt what was found out about it later. */
  amendLastAttempt(outcome: AttemptView['outcome'], finding: string): void {
    const last = this.journal.attempts.pop();
    if (last !== undefined) this.note({ ...last, outcome, note: `${last.note} ${finding}` });
  }

  noteFailedContainer(slot: Slot, error: PostError): void {
    this.journal.containers.push({ id: null, slot, createdAt: Date.now(), outcome: 'discarded', error });
    this.#show();
  }

  warn(warning: PostWarning): void {
    this.journal.warnings.push(warning);
    log.warn(warning.message, { code: warning.code });
    this.#show();
  }

  noteFirstComment(firstComment: FirstCommentView): void {
    this.revise({ firstComment });
  }

  noteSending(containerId: ContainerId, sending: Doubt, isDoubtful: boolean): void {
    const before = this.sendings.get(containerId);
    this.sendings.set(containerId, {
      ...sending,
      firstAt: before?.firstAt ?? sending.earliest,
      count: (before?.count ?? 0) + 1,
      isDoubtful: isDoubtful || before?.isDoubtful === true,
    });
  }

  remember(error: PostError): void {
    this.journal.lastError = error;
  }

  /** What stood in the way does no more. */
  forgetObstacle(): void {
    this.journal.lastError = null;
  }

  /** Whether the server asked for a cancellation that could not be carried out yet. Then it is, now; a post that may be live cannot be canceled, but its run ends. */
  takeCancelRequest(): boolean {
    if (this.isCancelRequested && this.state.status !== 'unconfirmed') {
      this.apply({ type: 'canceled', reason: SERVER_CANCELED });
    }
    return this.isCancelRequested;
  }

  /** Throws a refusal when the post can no longer be moved, edited or canceled. `done` completes "can no longer be …". */
  refuseIfTooLate(done: string): void {
    const { state } = this;
    if (this.isOver) throw refusal('TooLate', `The post is ${state.status} and can no longer be ${done}.`);
    if (state.status === 'unconfirmed' || (state.status === 'publishing' && state.doubt !== null)) {
      throw refusal('TooLate', `The post may have been published already and can no longer be ${done}.`);
    }
  }

  /**
   * Every command is true when it answers: a held post is first let go, and only its end tells whether the command came
   * before the mark. That is why these handlers wait.
   */
  async command<Answer>(done: 'moved' | 'edited' | 'canceled', act: () => Answer): Promise<Answer> {
    if (this.state.status !== done) this.refuseIfTooLate(done);
    return await this.underway.afterHolding(() => {
      // Being canceled twice is no contradiction, and the first one may have come while this one waited.
      if (this.state.status !== done) this.refuseIfTooLate(done);
      if (this.state.status === 'publishing') {
        throw refusal('TooLate', `The publish request was already on its way: the post can no longer be ${done}.`);
      }
      return act();
    });
  }

  answer(): CommandResult {
    return { status: this.state.status, dueAt: iso(this.journal.dueAt) };
  }

  /** Whether the post waits for the end of a pause before it is sent again. One that was moved meanwhile has its time. */
  get #isSentAgain(): boolean {
    const { state } = this;
    return state.status === 'ready' && this.sendings.has(state.container.id) && this.sendNotBefore > 0;
  }

  #facts(): PlanFacts {
    const { post, dueAt } = this.journal;
    const { timing } = this.#input;
    const oldest = this.state.status === 'ready' ? oldestOf(this.state.staged) : undefined;
    return {
      dueAt,
      publishWithinMs: post.publishWithinSeconds * 1000,
      settledAt: this.settledAt,
      timing,
      // What is sent again is read right before, so it is not armed ahead.
      armLeadMs: this.#isSentAgain ? 0 : armLeadMs(post, timing),
      reserveLeadMs: this.#isSentAgain ? 0 : reserveLeadMs(timing),
      isRefused: this.grant.isRefused,
      grant: this.grant.granted,
      deferral: this.grant.deferral,
      readyContainer: oldest === undefined ? undefined : { createdAt: oldest },
      sendNotBefore: this.sendNotBefore,
    };
  }

  /** Of a post that is due, and waits all the same: it was passed over when it was only passing. */
  tellStatus(): void {
    if (Date.now() >= this.journal.dueAt) upsertSearchAttributes([{ key: IG_POST_STATE, value: this.state.status }]);
  }

  #tellOf(state: PostState, before: PostState): void {
    // A post that is already due leaves these two within moments, and every record of them costs the server two writes: a
    // backlog after an outage gets through faster without.
    const isPassing = state.status === 'ready' || state.status === 'publishing';
    if (!isPassing || Date.now() < this.journal.dueAt) upsertSearchAttributes(searchAttributesOf(state, before));
    log.info(`post ${state.status}`, {
      dueAt: iso(this.journal.dueAt),
      ...('error' in state && { error: state.error }),
    });
  }

  #show(): void {
    setCurrentDetails(detailsOf(this.journal));
  }
}

export const SERVER_CANCELED = 'canceled on the Temporal server';

export const refusal = (type: Refusal, message: string, details: unknown[] = []): ApplicationFailure =>
  ApplicationFailure.create({ type, message, nonRetryable: true, details });

function searchAttributesOf(state: PostState, before: PostState): SearchAttributeUpdatePair[] {
  const pairs: SearchAttributeUpdatePair[] = [{ key: IG_POST_STATE, value: state.status }];
  if (state.status === 'published') {
    if (state.mediaId !== null) pairs.push({ key: IG_MEDIA_ID, value: state.mediaId });
    pairs.push({ key: IG_PUBLISHED_AT, value: new Date(state.publishedAt) });
  }
  if ('error' in state) pairs.push({ key: IG_ERROR_CODE, value: state.error.code });
  else if ('error' in before) pairs.push({ key: IG_ERROR_CODE, value: null });
  return pairs;
}
